"""TLS at the listener and to backends, over real sockets and with an authority of our own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from decompose_core.problem import Refused
from decompose_proxy.address import Address
from decompose_proxy.server import Options, Worker, bind
from decompose_proxy.tls import Certificate, client_context
from decompose_proxy.wire.limits import Limits
from tests.proxy.authority import START, Authority

pytestmark = pytest.mark.socket
NAME = "shop.example"
REQUEST = b"GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


class Backend:
    """Answers with its name, over TLS; `seen` are the requests' heads."""

    def __init__(self, files: tuple[Path, Path]) -> None:
        self.seen: list[bytes] = []
        self.names: list[str | None] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)
        self.context.sni_callback = lambda _, name, __: self.names.append(name)
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError):
            self.seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            await reader.read()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def backend(files: tuple[Path, Path]) -> AsyncIterator[Backend]:
    running = Backend(files)
    server = await asyncio.start_server(running.serve, "127.0.0.1", 0, ssl=running.context)
    running.port = server.sockets[0].getsockname()[1]
    yield running
    server.close()
    await asyncio.sleep(0.02)  # connections that were cut off say goodbye


@contextlib.asynccontextmanager
async def proxy(folder: Path, text: str) -> AsyncIterator[Worker]:
    config = folder / "decompose.toml"
    config.write_text(text)
    limits = Limits(drain_idle_seconds=0, drain_seconds=0.2)
    worker = Worker(Options(config, limits=limits, announces=False))
    await worker.start(bind(Address("127.0.0.1", 0)))
    yield worker
    await worker.stop()


async def ask(worker: Worker, context: ssl.SSLContext | None = None) -> bytes:
    name = NAME if context else None
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", worker.address.port, ssl=context, server_hostname=name
    )
    writer.write(REQUEST)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return answer


def to_backend(port: int, authority: Path | None, name: str = NAME) -> str:
    line = f'[proxy]\nauthorities = "{authority}"\n' if authority else ""
    return f'[monolith]\nurl = "https://127.0.0.1:{port}"\ntls_name = "{name}"\n{line}'


def at_listener(files: tuple[Path, Path]) -> str:
    return (
        '[monolith]\nurl = "http://127.0.0.1:1"\n[proxy]\n'
        f'certificate = "{files[0]}"\nkey = "{files[1]}"\n'
    )


def test_a_backend_is_spoken_to_over_tls_by_its_name(tmp_path: Path, authority: Authority) -> None:
    async def main() -> None:
        async with (
            backend(authority.issue(NAME)) as running,
            proxy(tmp_path, to_backend(running.port, authority.file)) as worker,
        ):
            assert (await ask(worker)).endswith(b"\r\n\r\nok")
            assert running.names == [NAME]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("trusted", "host", "expired"),
    [
        pytest.param(False, NAME, False, id="of an unknown authority"),
        pytest.param(True, "other.example", False, id="for another name"),
        pytest.param(True, NAME, True, id="that has expired"),
    ],
)
def test_a_backend_with_a_certificate(
    tmp_path: Path, authority: Authority, trusted: bool, host: str, expired: bool
) -> None:
    async def main() -> None:
        files = authority.issue(host, end=START.replace(year=2021)) if expired else None
        async with (
            backend(files or authority.issue(host)) as running,
            proxy(
                tmp_path, to_backend(running.port, authority.file if trusted else None)
            ) as worker,
        ):
            assert (await ask(worker)).startswith(b"HTTP/1.1 502 ")
            assert running.seen == []  # not even a head has reached it

    asyncio.run(main())


def test_clients_speak_tls_and_backends_are_told_so(tmp_path: Path, authority: Authority) -> None:
    async def main() -> None:
        text = at_listener(authority.issue(NAME))
        async with proxy(tmp_path, text) as worker:
            context = client_context(authority.file)
            context.set_alpn_protocols(["h2", "http/1.1"])
            answer = await ask(worker, context)
            assert answer.startswith(b"HTTP/1.1 502 ")  # nobody is behind it
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", worker.address.port, ssl=context, server_hostname=NAME
            )
            found: ssl.SSLObject = writer.get_extra_info("ssl_object")
            assert found.selected_alpn_protocol() == "http/1.1"
            assert found.version() == "TLSv1.3"
            writer.close()
            del reader

    asyncio.run(main())


def test_tls_1_1_and_plain_http_are_refused(tmp_path: Path, authority: Authority) -> None:
    async def main() -> None:
        async with proxy(tmp_path, at_listener(authority.issue(NAME))) as worker:
            old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
            old.set_ciphers("ALL:@SECLEVEL=0")
            with pytest.warns(DeprecationWarning):
                old.minimum_version = ssl.TLSVersion.TLSv1
                old.maximum_version = ssl.TLSVersion.TLSv1_1
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await ask(worker, old)
            with contextlib.suppress(ConnectionError):
                assert b"HTTP/1.1 200" not in await ask(worker)

    asyncio.run(main())


def test_x_forwarded_proto_says_https(tmp_path: Path, authority: Authority) -> None:
    async def main() -> None:
        files = authority.issue(NAME)
        async with backend(authority.issue(NAME)) as running:
            text = to_backend(running.port, authority.file)
            text += f'certificate = "{files[0]}"\nkey = "{files[1]}"\n'
            async with proxy(tmp_path, text) as worker:
                await ask(worker, client_context(authority.file))
            assert b"X-Forwarded-Proto: https\r\n" in running.seen[0]

    asyncio.run(main())


def test_a_new_certificate_is_taken_up_and_a_bad_one_is_not(
    tmp_path: Path, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = authority.issue(NAME), authority.issue(NAME)
    files = tmp_path / "c.pem", tmp_path / "c.key"
    for place, content in zip(files, first, strict=True):
        place.write_bytes(content.read_bytes())
    certificate = Certificate(*files)
    assert certificate.refresh() == ""

    async def shown() -> bytes:
        server = await asyncio.start_server(
            lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=certificate.context
        )
        context = client_context(authority.file)
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context, server_hostname=NAME
        )
        found: ssl.SSLObject = writer.get_extra_info("ssl_object")
        der = found.getpeercert(binary_form=True)
        writer.close()
        server.close()
        assert der is not None
        return der

    before = asyncio.run(shown())
    (tmp_path / "new").write_bytes(second[0].read_bytes())
    os.replace(tmp_path / "new", files[0])  # half of it: the old key does not fit
    assert "can't use the certificate" in certificate.refresh()
    assert asyncio.run(shown()) == before
    files[1].write_bytes(second[1].read_bytes())
    assert certificate.refresh() == ""
    assert asyncio.run(shown()) != before


def test_files_that_are_none_are_one_message(tmp_path: Path, authority: Authority) -> None:
    certificate, key = authority.issue(NAME)
    with pytest.raises(Refused, match="can't use the certificate"):
        Certificate(certificate, tmp_path / "none.key")
    with pytest.raises(Refused, match="can't use the certificate"):
        Certificate(key, certificate)
    with pytest.raises(Refused, match="can't read the certificates"):
        client_context(tmp_path / "none.pem")
