"""Two small servers on loopback, for what talks HTTP by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = tuple[int, dict[str, str], str]
Answering = Callable[["Heard"], Reply]


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as a server got it; names of headers are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class Server:
    """A running server."""

    url: str
    heard: list[Heard] = field(default_factory=list[Heard])


@contextmanager
def serving(answer: Answering) -> Generator[Server]:
    """Run a server until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length).decode()
            heard = Heard(self.command, self.path, headers, body)
            running.heard.append(heard)
            status, fields, text = answer(heard)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(text.encode())), **fields}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text.encode())

        do_POST = do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Server(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def json_reply(text: str) -> Answering:
    """Always answer with this JSON."""
    return lambda _: (200, {"Content-Type": "application/json"}, text)
