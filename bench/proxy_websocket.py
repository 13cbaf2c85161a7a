"""The Autobahn WebSocket cases (kosoku) against an echo server, straight and through our proxy.

What is compared is the verdict of each case: the proxy joins two connections and must not change
any. Groups 9, 12 and 13 are the long messages and compression.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from _docs import put
from _ours import BARE_TABLE, proxy_command
from _peers_environment import peers_python
from _ports import free_ports
from _running import running

ECHO = """
import asyncio, sys
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
async def echo(socket):
    try:
        async for message in socket:
            await socket.send(message)
    except ConnectionClosed:
        pass
async def main():
    async with serve(echo, "127.0.0.1", int(sys.argv[1]), max_size=None, compression="deflate",
                     ping_interval=None):
        await asyncio.Future()
asyncio.run(main())
"""
CASES = [f"{group}.*" for group in (1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13)]


def main() -> int:
    """Run the cases both ways and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="Who has kosoku and websockets; else one is made.")
    parser.add_argument("--case", action="append", help="Run these only; repeatable.")
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    python = options.python or peers_python()
    kosoku = str(Path(python).parent / "kosoku")
    cases: list[str] = options.case or CASES
    echo, proxy, admin = free_ports(3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "decompose.toml"
        config.write_text(
            BARE_TABLE.format(monolith=echo, proxy=proxy, admin=admin), encoding="utf-8"
        )
        with (
            running([python, "-c", ECHO, str(echo)], echo, core=None),
            running(proxy_command(config), proxy, core=None),
        ):
            straight = verdicts(kosoku, echo, folder / "straight", cases)
            through = verdicts(kosoku, proxy, folder / "through", cases)
    differ = sorted(each for each in straight if through.get(each) != straight[each])
    lines = [
        "| verdict of the Autobahn cases | straight | through the proxy |",
        "| --- | --- | --- |",
    ]
    counts = Counter(straight.values()), Counter(through.values())
    for verdict in sorted({*counts[0], *counts[1]}):
        lines.append(f"| {verdict} | {counts[0][verdict]} | {counts[1][verdict]} |")
    lines += [f"| other than straight | | {len(differ)} |", "", f"Cases: {', '.join(cases)}."]
    print("\n".join(lines))
    for each in differ:
        print(f"{each}: {straight[each]}, through {through.get(each)}", file=sys.stderr)
    if options.page:
        put(options.page, "websocket", "\n".join(lines))
    return 1 if differ or not straight else 0


def verdicts(kosoku: str, port: int, folder: Path, cases: list[str]) -> dict[str, str]:
    """Run the cases against a port; return each one's verdict."""
    folder.mkdir()
    start = time.perf_counter()
    included = [part for each in cases for part in ("-i", each)]
    command = [kosoku, "-m", "fuzzingclient", *included, "-o", str(folder), f"127.0.0.1:{port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(
        f"port {port}: {time.perf_counter() - start:.0f} s, exit {done.returncode}", file=sys.stderr
    )
    found: dict[str, str] = {}
    for path in folder.rglob("index.json"):
        for agent in json.loads(path.read_text(encoding="utf-8")).values():
            found |= {name: each["behavior"] for name, each in agent.items()}
    return found


if __name__ == "__main__":
    sys.exit(main())
