"""Raw requests: what is refused, and what is passed on and as what.

RFC 9112 and RFC 9110, what servers were seen to disagree on, and the ways of request smuggling.
"""

from __future__ import annotations

import h11
import pytest

END = b"\r\n\r\n"
HOST = b"Host: shop.example\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def get(fields: bytes = HOST, target: bytes = b"/", version: bytes = b"HTTP/1.1") -> bytes:
    return b"GET " + target + b" " + version + b"\r\n" + fields + b"\r\n"


def post(fields: bytes, body: bytes = b"") -> bytes:
    return b"POST / HTTP/1.1\r\n" + HOST + fields + b"\r\n" + body


def chunked(body: bytes) -> bytes:
    return post(CHUNKED, body)


REFUSED = [
    # how long is the body?
    pytest.param(post(b"Content-Length: 3\r\n" + CHUNKED, b"0" + END), 400, id="length and coding"),
    pytest.param(post(CHUNKED + b"Content-Length: 3\r\n", b"0" + END), 400, id="coding and length"),
    pytest.param(post(b"Content-Length: 3\r\n" * 2, b"abc"), 400, id="the same length twice"),
    pytest.param(
        post(b"Content-Length: 3\r\nContent-Length: 4\r\n", b"abc"), 400, id="two lengths"
    ),
    pytest.param(post(b"Content-Length: 3, 3\r\n", b"abc"), 400, id="a list of lengths"),
    pytest.param(post(b"Content-Length: +3\r\n", b"abc"), 400, id="a length with a plus"),
    pytest.param(post(b"Content-Length: -1\r\n", b"abc"), 400, id="a negative length"),
    pytest.param(post(b"Content-Length: 0x3\r\n", b"abc"), 400, id="a length in hex"),
    pytest.param(post(b"Content-Length: 3_0\r\n", b"abc"), 400, id="a length with underscore"),
    pytest.param(post(b"Content-Length: 3.0\r\n", b"abc"), 400, id="a length with a point"),
    pytest.param(post(b"Content-Length: \r\n", b"abc"), 400, id="an empty length"),
    pytest.param(post(b"Content-Length: 3 3\r\n", b"abc"), 400, id="two numbers as a length"),
    pytest.param(
        post(b"Content-Length: 99999999999999999999\r\n", b"abc"), 400, id="a length over 64 bits"
    ),
    pytest.param(
        post(b"Content-Length: \xd9\xa3\r\n", b"abc"), 400, id="a length in Arabic digits"
    ),
    pytest.param(post(b"Content-Length : 3\r\n", b"abc"), 400, id="a space before the colon"),
    pytest.param(post(b" Content-Length: 3\r\n", b"abc"), 400, id="a space before a name"),
    pytest.param(post(b"Content-\x00Length: 3\r\n", b"abc"), 400, id="NUL in a name"),
    pytest.param(post(b"Transfer-Encoding: xchunked\r\n", b"0" + END), 400, id="an unknown coding"),
    pytest.param(post(b"Transfer-Encoding: identity\r\n", b"abc"), 400, id="coding identity"),
    pytest.param(
        post(b"Transfer-Encoding: chunked, identity\r\n", b"0" + END), 400, id="chunked not last"
    ),
    pytest.param(
        post(b"Transfer-Encoding: gzip, chunked\r\n", b"0" + END), 400, id="gzip before chunked"
    ),
    pytest.param(post(CHUNKED * 2, b"0" + END), 400, id="chunked in two fields"),
    pytest.param(
        post(b"Transfer-Encoding: chunked, chunked\r\n", b"0" + END), 400, id="chunked twice"
    ),
    pytest.param(post(b"Transfer-Encoding:\x0bchunked\r\n", b"0" + END), 400, id="vertical tab"),
    pytest.param(
        b"POST / HTTP/1.0\r\n" + HOST + CHUNKED + b"\r\n0" + END, 400, id="coding in HTTP/1.0"
    ),
    pytest.param(post(b"Transfer-Encoding:\r\n chunked\r\n", b"0" + END), 400, id="folded coding"),
    pytest.param(post(b'Transfer-Encoding: "chunked"\r\n', b"0" + END), 400, id="quoted coding"),
    # where does a line end?
    pytest.param(get(HOST + b"X: 1\r\n 2\r\n"), 400, id="a folded line"),
    pytest.param(get(HOST + b"X: 1\r\n\t2\r\n"), 400, id="a line folded by a tab"),
    pytest.param(b"GET / HTTP/1.1\nHost: a\n\n", 400, id="bare LF"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n", 400, id="bare LF after a field"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n\n", 400, id="bare LF at the end"),
    pytest.param(get(HOST + b"X: a\rb\r\n"), 400, id="bare CR in a value"),
    pytest.param(get(HOST + b"X: a\x00b\r\n"), 400, id="NUL in a value"),
    pytest.param(get(HOST + b"X: a\x01b\r\n"), 400, id="a control character in a value"),
    pytest.param(get(HOST + b"X: a\x7fb\r\n"), 400, id="DEL in a value"),
    pytest.param(get(HOST + b"X\r\n"), 400, id="a field without colon"),
    pytest.param(get(HOST + b": 1\r\n"), 400, id="a field without name"),
    pytest.param(get(HOST + b"X Y: 1\r\n"), 400, id="a space in a name"),
    pytest.param(get(HOST + b"X(Y): 1\r\n"), 400, id="brackets in a name"),
    pytest.param(get(HOST + b"X\xc3\xa9: 1\r\n"), 400, id="a name beyond ASCII"),
    pytest.param(b"\x00" + get(), 405, id="NUL before the method"),
    pytest.param(b" " + get(), 405, id="a space before the method"),
    # chunks
    pytest.param(chunked(b"fffffffffffffffff\r\nabc"), 400, id="a chunk size that overflows"),
    pytest.param(chunked(b"0x3\r\nabc\r\n0" + END), 400, id="a chunk size with 0x"),
    pytest.param(chunked(b"3\nabc\n0\n\n"), 400, id="chunks ended by bare LF"),
    pytest.param(chunked(b"3\r\nabc\n0" + END), 400, id="chunk data ended by bare LF"),
    pytest.param(chunked(b"3\r\nabcd\r\n0" + END), 400, id="a chunk longer than its size"),
    pytest.param(chunked(b"-3\r\nabc\r\n0" + END), 400, id="a negative chunk size"),
    pytest.param(chunked(b"3 \r\nabc\r\n0" + END), 400, id="a space after a chunk size"),
    pytest.param(chunked(b" 3\r\nabc\r\n0" + END), 400, id="a space before a chunk size"),
    pytest.param(chunked(b"\r\nabc\r\n0" + END), 400, id="no chunk size"),
    pytest.param(chunked(b"g\r\nabc\r\n0" + END), 400, id="a chunk size that is no number"),
    pytest.param(chunked(b"3;\x00=1\r\nabc\r\n0" + END), 400, id="NUL in a chunk extension"),
    pytest.param(chunked(b"3;a=\n\r\nabc\r\n0" + END), 400, id="LF in a chunk extension"),
    pytest.param(chunked(b"0\r\nX : 1" + END), 400, id="a bad trailer"),
    pytest.param(chunked(b"0\r\nContent-Length: 9" + END), 400, id="a length in a trailer"),
    # whom is it for?
    pytest.param(get(b""), 400, id="no Host"),
    pytest.param(get(HOST * 2), 400, id="the same Host twice"),
    pytest.param(get(HOST + b"host: other\r\n"), 400, id="two Hosts"),
    pytest.param(get(b"Host:\r\n"), 400, id="an empty Host"),
    pytest.param(get(b"Host: a b\r\n"), 400, id="a space in Host"),
    pytest.param(get(b"Host: a/b\r\n"), 400, id="a slash in Host"),
    pytest.param(get(b"Host: a@b\r\n"), 400, id="a user in Host"),
    pytest.param(get(b"Host: a,b\r\nX: 1\r\n", b"http://b/"), 400, id="a list as Host"),
    pytest.param(get(b"Host: a:80:80\r\n"), 400, id="two ports in Host"),
    pytest.param(get(b"Host: a:http\r\n"), 400, id="a port by name in Host"),
    pytest.param(get(target=b"http://other.example/"), 400, id="a URL of another host"),
    pytest.param(get(target=b"http://u@shop.example/"), 400, id="a URL with a user"),
    pytest.param(get(target=b"ftp://shop.example/"), 400, id="a URL of another scheme"),
    pytest.param(get(target=b"shop.example:80"), 400, id="an authority as address"),
    pytest.param(get(target=b"*"), 400, id="an asterisk to GET"),
    pytest.param(get(target=b"/a#b"), 400, id="a fragment"),
    pytest.param(get(target=b"/a\x00b"), 400, id="NUL in the address"),
    pytest.param(get(target=b"/a b"), 400, id="a space in the address"),
    pytest.param(get(target=b"/a\tb"), 400, id="a tab in the address"),
    pytest.param(get(target=b"/caf\xc3\xa9"), 400, id="bytes beyond ASCII in the address"),
    pytest.param(get(HOST + b"Connection: host\r\n"), 400, id="Connection names Host"),
    pytest.param(
        post(b"Connection: content-length\r\nContent-Length: 3\r\n", b"abc"),
        400,
        id="Connection names the length",
    ),
    pytest.param(
        get(HOST + b"Authorization: Basic YQ==\r\nAuthorization: Basic Yg==\r\n"),
        400,
        id="two Authorizations",
    ),
    # which protocol, which method?
    pytest.param(get(version=b"HTTP/2.0"), 505, id="HTTP/2.0"),
    pytest.param(get(version=b"HTTP/0.9"), 505, id="HTTP/0.9"),
    pytest.param(get(version=b"HTTP/1.2"), 400, id="HTTP/1.2"),
    pytest.param(get(version=b"HTTP/1.10"), 400, id="HTTP/1.10"),
    pytest.param(get(version=b"http/1.1"), 400, id="the protocol in lower case"),
    pytest.param(b"GET /\r\n\r\n", 505, id="no version"),
    pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, id="the preface of HTTP/2"),
    pytest.param(b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="an unknown method"),
    pytest.param(b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="a method in lower case"),
    pytest.param(b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="TRACE"),
    pytest.param(b"CONNECT a:80 HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="CONNECT"),
    pytest.param(b"SETUP / RTSP/1.0\r\n" + HOST + b"\r\n", 405, id="RTSP"),
    pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 405, id="TLS"),
    # our own paths
    pytest.param(get(target=b"/.decompose/identity/"), 404, id="an internal path"),
    pytest.param(get(target=b"/.decompose"), 404, id="the internal folder"),
    pytest.param(get(target=b"/%2edecompose/identity/"), 404, id="an escaped internal path"),
    pytest.param(get(target=b"//.decompose/identity/"), 404, id="an internal path, two slashes"),
    pytest.param(get(target=b"/a/../.decompose/jwks.json"), 404, id="an internal path behind dots"),
    pytest.param(get(target=b"/./.decompose/jwks.json"), 404, id="an internal path behind a dot"),
    pytest.param(get(target=b"/.DECOMPOSE/identity/"), 404, id="an internal path in capitals"),
    pytest.param(get(target=b"/%5c.decompose/identity/"), 404, id="an internal path, backslash"),
    # how much?
    pytest.param(get(HOST + b"X: " + b"a" * 4000 + b"\r\n"), 431, id="a long field"),
    pytest.param(get(HOST + b"X: 1\r\n" * 30), 431, id="many fields"),
    pytest.param(get(target=b"/" + b"a" * 600), 414, id="a long address"),
    pytest.param(post(b"Content-Length: 65\r\n"), 413, id="a long body announced"),
    pytest.param(chunked(b"41\r\n" + b"a" * 65 + b"\r\n0" + END), 413, id="a long body in chunks"),
    # RFC 9112 and what servers were seen to get wrong
    pytest.param(post(b"Content-Length: 3,\r\n", b"abc"), 400, id="a list of one length"),
    pytest.param(post(b"Content-Length: 3;a=b\r\n", b"abc"), 400, id="a length with parameter"),
    pytest.param(post(b"Content-Length: 1e1\r\n", b"abc"), 400, id="a length with an exponent"),
    pytest.param(post(b'Content-Length: "3"\r\n', b"abc"), 400, id="a quoted length"),
    pytest.param(post(b"Content-Length: \x0b3\r\n", b"abc"), 400, id="a length after VT"),
    pytest.param(post(b"Content-Length: \xa03\r\n", b"abc"), 400, id="a length after NBSP"),
    pytest.param(post(b"Content-Length: 18446744073709551616\r\n"), 400, id="2 to the 64th"),
    pytest.param(post(b"Content-Length: 3\r\n\tX: 1\r\n", b"abc"), 400, id="a folded length"),
    pytest.param(post(b"Content-Length\t: 3\r\n", b"abc"), 400, id="a tab before the colon"),
    pytest.param(post(b"Content-Length:3\rX: 1\r\n", b"abc"), 400, id="CR ends a length"),
    pytest.param(post(b"Transfer-Encoding : chunked\r\n", b"0" + END), 400, id="coding, space"),
    pytest.param(post(b"Transfer-Encoding: chunked;q=1\r\n", b"0" + END), 400, id="coding;q"),
    pytest.param(post(b"Transfer-Encoding: , chunked\r\n", b"0" + END), 400, id="comma, coding"),
    pytest.param(post(b"Transfer-Encoding: chunked,\r\n", b"0" + END), 400, id="coding, comma"),
    pytest.param(post(b"Transfer-Encoding:\r\n", b"abc"), 400, id="an empty coding"),
    pytest.param(post(b"Transfer-Encoding: chunke\r\n", b"0" + END), 400, id="a coding cut short"),
    pytest.param(post(b"Transfer-Encoding: \x00chunked\r\n", b"0" + END), 400, id="NUL, coding"),
    pytest.param(post(b"Transfer-Encoding: chunked\x85\r\n", b"0" + END), 400, id="coding, NEL"),
    pytest.param(
        post(b"Transfer-Encoding: identity\r\n" + CHUNKED, b"0" + END), 400, id="two codings"
    ),
    pytest.param(
        post(CHUNKED + b"Transfer-Encoding: cow\r\n", b"0" + END), 400, id="chunked, then another"
    ),
    pytest.param(
        post(b"Content-Length: 5\r\n" + CHUNKED, b"0" + END + get(target=b"/smuggled")),
        400,
        id="CL.TE with a request behind",
    ),
    pytest.param(
        post(CHUNKED + b"Content-Length: 4\r\n", b"5c\r\nGET /smuggled HTTP/1.1\r\n"),
        400,
        id="TE.CL with a request inside",
    ),
    pytest.param(chunked(b"3\r\nabc0" + END), 400, id="no end after chunk data"),
    pytest.param(chunked(b"3\rabc\r\n0" + END), 400, id="CR alone after a chunk size"),
    pytest.param(chunked(b"3\r\r\nabc\r\n0" + END), 400, id="two CR after a chunk size"),
    pytest.param(chunked(b"+3\r\nabc\r\n0" + END), 400, id="a chunk size with a plus"),
    pytest.param(chunked(b"3_0\r\nabc\r\n0" + END), 400, id="a chunk size with underscore"),
    pytest.param(chunked(b"3\x00\r\nabc\r\n0" + END), 400, id="NUL after a chunk size"),
    pytest.param(chunked(b"3;a\rb\r\nabc\r\n0" + END), 400, id="CR in a chunk extension"),
    pytest.param(chunked(b"3\r\nabc\r\n\r\n0" + END), 400, id="an empty line between chunks"),
    pytest.param(
        chunked(b"10000000000000000\r\nabc\r\n0" + END), 400, id="a chunk size of 2 to the 64th"
    ),
    pytest.param(chunked(b"0\r\n X: 1" + END), 400, id="a folded trailer"),
    pytest.param(chunked(b"0\r\nX\x00: 1" + END), 400, id="NUL in a trailer's name"),
    pytest.param(chunked(b"0\r\nTransfer-Encoding: chunked" + END), 400, id="coding in a trailer"),
    pytest.param(get(HOST + b"\r\x20X: 1\r\n"), 400, id="CR and a space for a line"),
    pytest.param(get(HOST + b"X: a\r\r\n"), 400, id="two CR at a line's end"),
    pytest.param(get(HOST + b"\x00: 1\r\n"), 400, id="NUL as a name"),
    pytest.param(get(HOST + b"X\x7f: 1\r\n"), 400, id="DEL in a name"),
    pytest.param(get(HOST + b"X\t: 1\r\n"), 400, id="a tab after a name"),
    pytest.param(get(HOST + b'"X": 1\r\n'), 400, id="a quoted name"),
    pytest.param(get(HOST + b"X@Y: 1\r\n"), 400, id="an at sign in a name"),
    pytest.param(get(b"X: 1\r\n Host: a\r\n" + HOST), 400, id="Host, folded away"),
    pytest.param(get(b"Host: shop.example\x00.evil\r\n"), 400, id="NUL in Host"),
    pytest.param(get(b"Host: [::1\r\n"), 400, id="half an IPv6 Host"),
    pytest.param(get(b"Host: a#b\r\n"), 400, id="a fragment in Host"),
    pytest.param(get(b"Host: a?b\r\n"), 400, id="a query in Host"),
    pytest.param(get(b"Host: a\\b\r\n"), 400, id="a backslash in Host"),
    pytest.param(get(b"Host: a:-1\r\n"), 400, id="a negative port in Host"),
    pytest.param(get(b"Host: a:999999\r\n"), 400, id="a long port in Host"),
    pytest.param(get(target=b"https://shop.example.evil/"), 400, id="a URL of a longer host"),
    pytest.param(get(target=b"//other.example/a b"), 400, id="two slashes and a space"),
    pytest.param(get(target=b"http:///a"), 400, id="a URL without a host"),
    pytest.param(get(target=b"http://shop.example:81/"), 400, id="a URL of another port"),
    pytest.param(get(target=b""), 400, id="no address"),
    pytest.param(get(target=b"/a\x7f"), 400, id="DEL in the address"),
    pytest.param(get(target=b"/a\rX: 1"), 400, id="CR in the address"),
    pytest.param(b"GET / HTTP/1.1 \r\n" + HOST + b"\r\n", 400, id="a space after the version"),
    pytest.param(b"GET\t/\tHTTP/1.1\r\n" + HOST + b"\r\n", 405, id="tabs in the first line"),
    pytest.param(get(version=b"HTTP/1.1.1"), 400, id="HTTP/1.1.1"),
    pytest.param(get(version=b"HTTP/+1.1"), 400, id="HTTP/+1.1"),
    pytest.param(get(version=b"HTTPS/1.1"), 400, id="HTTPS/1.1"),
    pytest.param(get(version=b"ICE/1.0"), 400, id="ICE/1.0"),
    pytest.param(b"GE\x00T / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="NUL in the method"),
    pytest.param(b"GETS / HTTP/1.1\r\n" + HOST + b"\r\n", 405, id="a longer method"),
    pytest.param(b"\xef\xbb\xbf" + get(), 405, id="a byte order mark"),
    pytest.param(get(target=b"/%2e%64ecompose/jwks.json"), 404, id="internal, half escaped"),
    pytest.param(get(target=b"/a/..%2f.decompose/x"), 404, id="internal, an escaped slash"),
    pytest.param(get(target=b"/.decompose;a=b/identity/"), 404, id="internal, a parameter"),
    pytest.param(get(target=b"http://shop.example/.decompose/x"), 404, id="internal, as a URL"),
]


PASSED = [
    pytest.param(
        b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n", ("GET", "/", b""), id="two spaces, made one"
    ),
    pytest.param(get(), ("GET", "/", b""), id="the shortest"),
    pytest.param(b"\r\n" + get(), ("GET", "/", b""), id="an empty line before"),
    pytest.param(get(target=b"/a?b=c%20d"), ("GET", "/a?b=c%20d", b""), id="a query"),
    pytest.param(get(target=b"/a//b/../c"), ("GET", "/a//b/../c", b""), id="dots are kept"),
    pytest.param(get(target=b"http://shop.example/a"), ("GET", "/a", b""), id="its own URL"),
    pytest.param(get(target=b"http://SHOP.example"), ("GET", "/", b""), id="its own URL, no path"),
    pytest.param(
        get(target=b"http://shop.example?a=b"), ("GET", "/?a=b", b""), id="its own URL, a query"
    ),
    pytest.param(
        b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", ("OPTIONS", "*", b""), id="asterisk to OPTIONS"
    ),
    pytest.param(get(b"Host: [::1]:8080\r\n"), ("GET", "/", b""), id="an IPv6 Host"),
    pytest.param(get(b"Host: shop.example:8080\r\n"), ("GET", "/", b""), id="a port in Host"),
    pytest.param(get(b"hOST: shop.example\r\n"), ("GET", "/", b""), id="Host in odd case"),
    pytest.param(get(HOST + b"X:\r\n"), ("GET", "/", b""), id="an empty value"),
    pytest.param(get(HOST + b"X: \tcaf\xe9 \t\r\n"), ("GET", "/", b""), id="a Latin value"),
    pytest.param(get(b"", version=b"HTTP/1.0"), ("GET", "/", b""), id="HTTP/1.0 without Host"),
    pytest.param(post(b"Content-Length: 3\r\n", b"abc"), ("POST", "/", b"abc"), id="a length"),
    pytest.param(post(b"Content-Length: 003\r\n", b"abc"), ("POST", "/", b"abc"), id="zeros ahead"),
    pytest.param(post(b"Content-Length: 3 \r\n", b"abc"), ("POST", "/", b"abc"), id="space behind"),
    pytest.param(post(b""), ("POST", "/", b""), id="POST without a body"),
    pytest.param(
        b"DELETE / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\n\r\nx",
        ("DELETE", "/", b"x"),
        id="DELETE with a body",
    ),
    pytest.param(
        get(HOST + b"Content-Length: 3\r\n") + b"abc", ("GET", "/", b"abc"), id="GET with a body"
    ),
    pytest.param(chunked(b"3\r\nabc\r\n0" + END), ("POST", "/", b"abc"), id="chunks"),
    pytest.param(
        post(b"transfer-ENCODING: Chunked\r\n", b"3\r\nabc\r\n0" + END),
        ("POST", "/", b"abc"),
        id="chunks in odd case",
    ),
    pytest.param(chunked(b"3;a=b\r\nabc\r\n0" + END), ("POST", "/", b"abc"), id="an extension"),
    pytest.param(chunked(b"003\r\nabc\r\n000" + END), ("POST", "/", b"abc"), id="sizes with zeros"),
    pytest.param(chunked(b"A\r\n0123456789\r\n0" + END), ("POST", "/", b"0123456789"), id="hex"),
    pytest.param(chunked(b"0" + END), ("POST", "/", b""), id="no chunk but the last"),
    pytest.param(
        chunked(b"3\r\nabc\r\n0\r\nX-Sum: 1\r\nHost: other" + END),
        ("POST", "/", b"abc"),
        id="trailers",
    ),
    pytest.param(
        get(HOST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\n"),
        ("GET", "/", b""),
        id="an offer of h2c",
    ),
    pytest.param(get(HOST + b"Expect: 200-maybe\r\n"), ("GET", "/", b""), id="an odd Expect"),
    pytest.param(
        get(HOST + b"Connection: close, close\r\n"), ("GET", "/", b""), id="close said twice"
    ),
    pytest.param(get(HOST + b"Connection: ,\r\n"), ("GET", "/", b""), id="an empty Connection"),
    pytest.param(get(HOST + b"Content_Length: 9\r\n"), ("GET", "/", b""), id="Content_Length"),
    pytest.param(
        get(HOST + b"Transfer_Encoding: chunked\r\n"), ("GET", "/", b""), id="Transfer_Encoding"
    ),
    pytest.param(get(HOST + b"TE: chunked\r\n"), ("GET", "/", b""), id="TE of one hop"),
    pytest.param(
        get(HOST + b"Sec-WebSocket-Key1: 1\r\nUpgrade: websocket\r\n"),
        ("GET", "/", b""),
        id="Upgrade without Connection",
    ),
    pytest.param(get(target=b"/a?b=http://c/"), ("GET", "/a?b=http://c/", b""), id="a URL"),
    pytest.param(get(target=b"//other.example/a"), ("GET", "//other.example/a", b""), id="slashes"),
    pytest.param(get(target=b"/a;b=c"), ("GET", "/a;b=c", b""), id="a parameter"),
    pytest.param(get(target=b"/%00"), ("GET", "/%00", b""), id="an escaped NUL"),
    pytest.param(get(target=b"/%0d%0aX:%201"), ("GET", "/%0d%0aX:%201", b""), id="escaped lines"),
    pytest.param(post(b"Content-Length: 0\r\n"), ("POST", "/", b""), id="a length of nothing"),
    pytest.param(
        chunked(b"1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0" + END), ("POST", "/", b"abc"), id="many chunks"
    ),
    pytest.param(chunked(b'3;a="b"\r\nabc\r\n0' + END), ("POST", "/", b"abc"), id="ext, quoted"),
    pytest.param(
        b"PATCH / HTTP/1.1\r\n" + HOST + CHUNKED + b"\r\n2\r\nhi\r\n0" + END,
        ("PATCH", "/", b"hi"),
        id="PATCH in chunks",
    ),
    pytest.param(
        b"HEAD / HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\nhi",
        ("HEAD", "/", b"hi"),
        id="HEAD with a body",
    ),
    pytest.param(get(HOST + b"X: " + b"a" * 1500 + b"\r\n"), ("GET", "/", b""), id="a long value"),
]


def complete_requests(data: bytes) -> list[tuple[str, str, bytes]]:
    """Read requests with h11, which shares no code with llhttp; only complete ones count."""
    requests: list[tuple[str, str, bytes]] = []
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(data)
    method, target, body = "", "", b""
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Request):
            method, target, body = event.method.decode(), event.target.decode(), b""
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            requests.append((method, target, body))
            connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
            connection.send(h11.EndOfMessage())
            if connection.our_state is h11.MUST_CLOSE:
                return requests
            connection.start_next_cycle()
        else:
            return requests
