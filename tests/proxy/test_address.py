from __future__ import annotations

import pytest

from decompose_proxy.address import Address, AddressError, parse_listen, parse_url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        pytest.param("http://127.0.0.1:8001", Address("127.0.0.1", 8001), id="a port"),
        pytest.param("http://orders/", Address("orders", 80), id="the usual port"),
        pytest.param("https://orders", Address("orders", 443, tls=True), id="TLS"),
        pytest.param("http://[::1]:8001", Address("::1", 8001), id="IPv6"),
    ],
)
def test_a_url_of_a_backend(url: str, address: Address) -> None:
    assert parse_url(url) == address


BAD = "127.0.0.1:8001 ftp://a http:// http://a:x http://a:99999 http://a/b http://a?b http://u:p@a"


@pytest.mark.parametrize("url", ["", "http://[::1", *BAD.split()])
def test_what_is_no_url_of_a_backend(url: str) -> None:
    with pytest.raises(AddressError):
        parse_url(url)


def test_an_address_to_listen_at() -> None:
    assert parse_listen("127.0.0.1:8080") == Address("127.0.0.1", 8080)
    assert parse_listen("[::1]:0") == Address("::1", 0)
    assert str(parse_listen("[::1]:80")) == "[::1]:80"


@pytest.mark.parametrize("text", ["", "8080", "a:", "a:b", "a:65536", "a:-1"])
def test_what_is_no_address_to_listen_at(text: str) -> None:
    with pytest.raises(AddressError):
        parse_listen(text)
