"""The proxies that are measured side by side, each made to do what ours does.

All listen on one port of one core with one worker, keep connections to the backend, split half of
the readers of 150 path patterns by a hash of the cohort's cookie between two pools of instances
(ours between monolith and service), send writes to one of them, add X-Forwarded-* and a request id,
and write a JSON line for each request. What a peer does not do, and ours does: the session's
exchange for a token, counters by route, method and status, and refusing what is ambiguous.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from _ours import proxy_command

HERE = Path(__file__).parent
ROUTES = 300


@dataclass(frozen=True, slots=True)
class Peer:
    """How to start one."""

    name: str
    command: list[str]
    slow: bool = False  # gets a tenth of the requests


def ours(
    folder: Path, ports: tuple[int, int], origin: int, *, routes: int = ROUTES, workers: int = 1
) -> Peer:
    """Everything on: routes, share, identity, ids, metrics, access log."""
    listen, admin = ports
    first = ROUTES - routes // 2
    text = "".join(
        f'[[services.things.routes]]\npattern = "api/thing{n}/<int:pk>/<slug:what>"\n'
        f'methods = ["GET"]\neffect = "read"\n'
        f'[[services.things.routes]]\npattern = "api/thing{n}/"\nmethods = ["POST"]\n'
        'effect = "write"\n'
        for n in range(first, ROUTES)
    )
    folder.mkdir(exist_ok=True)
    config = folder / "decompose.toml"
    config.write_text(
        f'[monolith]\nurl = "http://127.0.0.1:{origin}"\n[services.things]\npath = "."\n'
        f'urls = ["http://127.0.0.1:{origin}"]\nshare = 50\n{text}'
        f'[proxy]\nlisten = "127.0.0.1:{listen}"\nadmin = "127.0.0.1:{admin}"\n',
        encoding="utf-8",
    )
    options = ["--log", str(folder / "ours.log"), "--workers", str(workers)]
    return Peer("decompose", [*proxy_command(config), *options])


def nginx(folder: Path, listen: int, origin: int) -> Peer | None:
    """Prefix locations, `split_clients` by the cookie, keep-alive to the backend, a JSON log."""
    if not shutil.which("nginx"):
        return None
    folder.mkdir(exist_ok=True)
    locations = "".join(
        f"    location /api/thing{n}/ {{ proxy_pass http://$chosen; }}\n"
        for n in range(ROUTES // 2, ROUTES)
    )
    paths = "".join(
        f"  {name}_temp_path {folder}/{name};\n" for name in ("proxy", "fastcgi", "uwsgi", "scgi")
    )
    log = (
        """  log_format json escape=json '{"at": "$time_iso8601", "id": "$request_id", """
        """"client": "$remote_addr", "method": "$request_method", "path": "$uri", """
        """"status": $status, "ms": $request_time, "bytes": $bytes_sent, "target": "$chosen"}';\n"""
    )
    pool = f"server 127.0.0.1:{origin}; keepalive 256; keepalive_requests 1000000;"
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\n{log}{paths}"
        f"  access_log {folder}/access.log json; keepalive_requests 1000000;\n"
        f"  client_body_temp_path {folder}/body; client_body_buffer_size 128k;\n"
        f"  upstream monolith {{ {pool} }}\n  upstream things {{ {pool} }}\n"
        '  split_clients "$cookie_decompose_cohort" $share { 50% things; * monolith; }\n'
        '  map "$request_method" $chosen { POST monolith; default $share; }\n'
        f"  server {{\n    listen 127.0.0.1:{listen};\n"
        '    proxy_http_version 1.1; proxy_set_header Connection "";\n'
        "    proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;\n"
        "    proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $host;\n"
        "    proxy_set_header X-Request-ID $request_id; proxy_buffers 8 16k;\n"
        f"{locations}    location / {{ proxy_pass http://monolith; }}\n  }}\n}}\n",
        encoding="utf-8",
    )
    return Peer("nginx", ["nginx", "-c", str(config), "-e", str(folder / "error.log")])


def haproxy(folder: Path, listen: int, origin: int) -> Peer | None:
    """A map of paths, a hash of the cookie, connections shared, a JSON log to a file."""
    if not shutil.which("haproxy"):
        return None
    folder.mkdir(exist_ok=True)
    (folder / "paths.map").write_text(
        "".join(f"/api/thing{n}/ things\n" for n in range(ROUTES // 2, ROUTES)), encoding="ascii"
    )
    fields = {"at": "%Ts", "id": "%ID", "client": "%ci", "method": "%HM", "path": "%HPO"}
    numbers = {"status": "%ST", "ms": "%Ta", "bytes": "%B"}
    parts = [f'"{name}": "{value}"' for name, value in fields.items()]
    parts += [f'"{name}": {value}' for name, value in numbers.items()]
    log = ("{" + ", ".join(parts) + "}").replace('"', '\\"').replace(" ", "\\ ")
    config = folder / "haproxy.cfg"
    config.write_text(
        "global\n  nbthread 1\n  maxconn 2000\n  log stdout format raw local0\n"
        "defaults\n  mode http\n  log global\n  timeout connect 5s\n  timeout client 60s\n"
        "  timeout server 60s\n  http-reuse always\n"
        f"frontend front\n  bind 127.0.0.1:{listen}\n"
        f"  log-format {log}\n"
        "  unique-id-format %{+X}o%ci%cp%Ts%rt\n  unique-id-header X-Request-ID\n"
        "  option forwardfor\n  http-request set-header X-Forwarded-Proto http\n"
        "  http-request set-header X-Forwarded-Host %[req.hdr(host)]\n"
        "  http-request set-var(txn.share) req.cook(decompose_cohort),djb2,mod(100)\n"
        "  acl half var(txn.share) -m int lt 50\n"
        f"  acl split path,map_beg({folder}/paths.map,none) -m str things\n"
        "  use_backend things if split half !METH_POST\n  default_backend monolith\n"
        f"backend monolith\n  server one 127.0.0.1:{origin}\n"
        f"backend things\n  server one 127.0.0.1:{origin}\n",
        encoding="utf-8",
    )
    return Peer("haproxy", ["haproxy", "-f", str(config)])


def envoy(folder: Path, listen: int, origin: int, python: str) -> Peer | None:
    """Weighted clusters with a hash policy on the cookie, JSON access log, request ids."""
    found = shutil.which("envoy", path=str(Path(python).parent)) or shutil.which("envoy")
    if not found:
        return None
    folder.mkdir(exist_ok=True)
    weighted = {
        "clusters": [{"name": "things", "weight": 50}, {"name": "monolith", "weight": 50}],
    }
    cookie = {"cookie": {"name": "decompose_cohort"}}
    post = {"name": ":method", "string_match": {"exact": "POST"}}
    routes: list[dict[str, object]] = [
        each
        for n in range(ROUTES // 2, ROUTES)
        for each in (
            {
                "match": {"prefix": f"/api/thing{n}/", "headers": [post]},
                "route": {"cluster": "monolith"},
            },
            {
                "match": {"prefix": f"/api/thing{n}/"},
                "route": {"weighted_clusters": weighted, "hash_policy": [cookie]},
            },
        )
    ]
    routes.append({"match": {"prefix": "/"}, "route": {"cluster": "monolith"}})
    (folder / "envoy.json").write_text(
        json.dumps(_envoy(folder, listen, origin, routes)), encoding="utf-8"
    )
    options = ["--concurrency", "1", "--log-level", "error", "--base-id", str(listen)]
    return Peer("Envoy", [found, "-c", str(folder / "envoy.json"), *options])


def python_peers(folder: Path, listen: tuple[int, int], origin: int, python: str) -> list[Peer]:
    """The usual Python ways: aiohttp on both sides, Starlette with httpx under uvicorn."""
    found: list[Peer] = []
    for port, (name, needs) in zip(listen, PYTHON.items(), strict=True):
        if _has(python, needs):
            log = folder / f"{needs[0]}.log"
            script = str(HERE / f"_peer_{needs[0]}.py")
            command = [python, script, str(port), str(origin), str(log)]
            found.append(Peer(name, command, slow=True))
    return found


PYTHON = {"aiohttp": ("aiohttp",), "Starlette + httpx": ("starlette", "httpx", "uvicorn")}


def _has(python: str, modules: tuple[str, ...]) -> bool:
    import subprocess  # noqa: PLC0415 - asks another interpreter, only here

    code = f"import {', '.join(modules)}"
    done = subprocess.run([python, "-c", code], capture_output=True, check=False)
    return done.returncode == 0


# long: one document, as Envoy wants it
def _envoy(
    folder: Path, listen: int, origin: int, routes: list[dict[str, object]]
) -> dict[str, object]:
    kind = "type.googleapis.com/envoy.extensions"
    manager = {
        "@type": f"{kind}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "bench",
        "use_remote_address": True,
        "generate_request_id": True,
        "common_http_protocol_options": {
            "headers_with_underscores_action": "REJECT_REQUEST",
            "idle_timeout": "60s",
        },
        "access_log": [
            {
                "name": "file",
                "typed_config": {
                    "@type": f"{kind}.access_loggers.file.v3.FileAccessLog",
                    "path": str(folder / "access.log"),
                    "log_format": {"json_format": ENVOY_LOG},
                },
            }
        ],
        "route_config": {
            "virtual_hosts": [{"name": "all", "domains": ["*"], "routes": routes}],
            "request_headers_to_add": [
                {"header": {"key": "x-forwarded-host", "value": "%REQ(:AUTHORITY)%"}}
            ],
        },
        "http_filters": [
            {
                "name": "router",
                "typed_config": {"@type": f"{kind}.filters.http.router.v3.Router"},
            }
        ],
    }
    listener = {
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": listen}},
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }
    clusters = [
        {
            "name": name,
            "type": "STATIC",
            "connect_timeout": "5s",
            "load_assignment": {
                "cluster_name": name,
                "endpoints": [{"lb_endpoints": [{"endpoint": {"address": _address(origin)}}]}],
            },
        }
        for name in ("monolith", "things")
    ]
    return {"static_resources": {"listeners": [listener], "clusters": clusters}}


def _address(port: int) -> dict[str, object]:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


ENVOY_LOG = {
    "at": "%START_TIME%",
    "id": "%REQ(X-REQUEST-ID)%",
    "client": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
    "method": "%REQ(:METHOD)%",
    "path": "%REQ(:PATH)%",
    "status": "%RESPONSE_CODE%",
    "ms": "%DURATION%",
    "bytes": "%BYTES_SENT%",
    "target": "%UPSTREAM_CLUSTER%",
}
