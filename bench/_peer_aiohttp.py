"""The usual proxy with aiohttp on both sides: PORT ORIGIN LOG."""

from __future__ import annotations

import json
import sys
import time
import uuid
import zlib

import aiohttp
from aiohttp import web

HOP_BY_HOP = {"connection", "keep-alive", "te", "transfer-encoding", "upgrade", "host"}


async def session_of(app: web.Application):  # type: ignore[no-untyped-def]
    """Keep connections to the backend."""
    connector = aiohttp.TCPConnector(limit=256)
    async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as session:
        app["session"] = session
        yield


async def forward(request: web.Request) -> web.StreamResponse:
    """Ask the backend and pass its answer on."""
    start = time.perf_counter()
    cohort = request.cookies.get("decompose_cohort", "")
    target = "things" if zlib.crc32(cohort.encode()) % 100 < 50 else "monolith"
    identifier = uuid.uuid4().hex
    headers = {k: v for k, v in request.headers.items() if k.lower() not in HOP_BY_HOP}
    headers["Host"] = request.host
    headers["X-Forwarded-For"] = request.remote or ""
    headers["X-Forwarded-Proto"], headers["X-Forwarded-Host"] = "http", request.host
    headers["X-Request-ID"] = identifier
    async with request.app["session"].request(
        request.method,
        f"{ORIGIN}{request.raw_path}",
        headers=headers,
        data=request.content if request.can_read_body else None,
        allow_redirects=False,
    ) as answer:
        out = web.StreamResponse(status=answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP:
                out.headers.add(name, value)
        await out.prepare(request)
        async for chunk in answer.content.iter_any():
            await out.write(chunk)
        await out.write_eof()
    line = {
        "id": identifier,
        "method": request.method,
        "path": request.path,
        "status": out.status,
        "ms": (time.perf_counter() - start) * 1000,
        "target": target,
    }
    LOG.write(json.dumps(line) + "\n")
    return out


if __name__ == "__main__":
    ORIGIN = f"http://127.0.0.1:{sys.argv[2]}"
    LOG = open(sys.argv[3], "w", encoding="utf-8")  # noqa: SIM115
    app = web.Application(client_max_size=1 << 30)
    app.cleanup_ctx.append(session_of)
    app.router.add_route("*", "/{path:.*}", forward)
    try:
        import uvloop

        loop = uvloop.new_event_loop()
    except ImportError:
        loop = None
    web.run_app(
        app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None, loop=loop
    )
