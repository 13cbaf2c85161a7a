"""The usual proxy with Starlette and httpx under uvicorn: PORT ORIGIN LOG."""

from __future__ import annotations

import json
import sys
import time
import uuid
import zlib

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

HOP_BY_HOP = {"connection", "keep-alive", "te", "transfer-encoding", "upgrade", "host"}


async def forward(request: Request) -> StreamingResponse:
    """Ask the backend and pass its answer on."""
    start = time.perf_counter()
    cohort = request.cookies.get("decompose_cohort", "")
    target = "things" if zlib.crc32(cohort.encode()) % 100 < 50 else "monolith"
    identifier = uuid.uuid4().hex
    headers = [(k, v) for k, v in request.headers.items() if k not in HOP_BY_HOP]
    headers += [
        ("host", request.headers["host"]),
        ("x-forwarded-for", request.client.host if request.client else ""),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-host", request.headers["host"]),
        ("x-request-id", identifier),
    ]
    asked = CLIENT.build_request(
        request.method,
        f"{ORIGIN}{request.url.path}?{request.url.query}",
        headers=headers,
        content=request.stream() if request.method == "POST" else None,
    )
    answer = await CLIENT.send(asked, stream=True)
    kept = {k: v for k, v in answer.headers.items() if k.lower() not in HOP_BY_HOP}
    line = {
        "id": identifier,
        "method": request.method,
        "path": request.url.path,
        "status": answer.status_code,
        "ms": (time.perf_counter() - start) * 1000,
        "target": target,
    }
    LOG.write(json.dumps(line) + "\n")

    async def body():  # type: ignore[no-untyped-def]
        async for chunk in answer.aiter_raw():
            yield chunk
        await answer.aclose()

    return StreamingResponse(body(), status_code=answer.status_code, headers=kept)


if __name__ == "__main__":
    ORIGIN = f"http://127.0.0.1:{sys.argv[2]}"
    LOG = open(sys.argv[3], "w", encoding="utf-8")  # noqa: SIM115
    CLIENT = httpx.AsyncClient(limits=httpx.Limits(max_connections=256))
    methods = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
    app = Starlette(routes=[Route("/{path:path}", forward, methods=methods)])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
