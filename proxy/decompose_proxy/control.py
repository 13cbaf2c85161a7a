"""What a worker can be asked and told: JSON in, JSON out, in one process or over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from decompose_core import codec
from decompose_proxy.table import TableFile
from decompose_proxy.wire.plane import Plane

Document = dict[str, object]
LONGEST_GATE = 60.0


class CommandError(ValueError):
    """A command can't be carried out; the message says why."""


class Consumers(Protocol):
    """What listens at the tap."""

    def parity(self) -> Document:
        """Return how alike the answers are."""
        ...

    def record(self, path: Path | None) -> None:
        """Begin or end a recording."""
        ...

    @property
    def recording(self) -> str | None:
        """Return where a recording goes."""
        ...


class Control:
    """Answers the commands of one worker."""

    def __init__(self, plane: Plane, table: TableFile, consumers: Consumers) -> None:
        self._plane = plane
        self._table = table
        self._consumers = consumers
        self._commands: dict[str, Callable[[Mapping[str, object]], Document]] = {
            "status": self._status,
            "metrics": lambda _: self._plane.metrics.document(),
            "parity": lambda _: self._consumers.parity(),
            "gate": self._gate,
            "record": self._record,
            "reload": self._reload,
            "forget": self._forget,
        }

    def handle(self, command: str, arguments: Mapping[str, object]) -> Document:
        """Carry out a command.

        Raises:
            CommandError: there is no such command, or it makes no sense.
        """
        if command not in self._commands:
            raise CommandError(
                f"no command {command!r}; known: {', '.join(sorted(self._commands))}"
            )
        return self._commands[command](arguments)

    def _status(self, _: Mapping[str, object]) -> Document:
        plane, problem = self._plane, self._table.problem
        return {
            "table": plane.snapshot.version,
            "problem": None if problem is None else str(problem),
            "draining": plane.draining,
            "connections": len(plane.connections),
            "routes": [_route(plane, each.route.id) for each in plane.snapshot.router.routes],
            "services": {
                name: {
                    "owner": service.owner,
                    "share": service.share,
                    "shadow": service.shadow,
                    "gate": "closed" if name in plane.gates.closed else "open",
                    "held": len(plane.gates.closed[name].waiting)
                    if name in plane.gates.closed
                    else 0,
                    "writes_in_flight": plane.gates.in_flight.get(name, 0),
                }
                for name, service in sorted(plane.snapshot.project.services.items())
            },
            "backends": {
                name: [
                    {
                        "address": str(each.address),
                        "in_flight": each.in_flight,
                        "connections": len(each.open),
                        "failures": each.failures,
                        "ejected": each.ejected_until > plane.now,
                    }
                    for each in backends
                ]
                for name, backends in sorted(plane.pool.targets.items())
            },
            "tap": [
                {"offered": each.offered, "dropped": each.dropped, "waiting": len(each)}
                for each in plane.tap.subscriptions
            ],
            "recording": self._consumers.recording,
        }

    def _gate(self, arguments: Mapping[str, object]) -> Document:
        service, state = arguments.get("service"), arguments.get("state")
        plane = self._plane
        if not isinstance(service, str) or service not in plane.snapshot.project.services:
            raise CommandError(f"no service {service!r}")
        if state == "closed":
            seconds = arguments.get("seconds", 10.0)
            if not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_GATE:
                raise CommandError(f"seconds: a number up to {LONGEST_GATE:g}, not {seconds!r}")
            plane.gates.close(service, asyncio.get_running_loop().time() + seconds)
        elif state == "open":
            self._take_table()  # who waited must see who owns now
            plane.gates.open(service)
        else:
            raise CommandError("state: 'closed' or 'open'")
        gate = plane.gates.closed.get(service)
        return {
            "service": service,
            "state": "closed" if gate else "open",
            "held": len(gate.waiting) if gate else 0,
            "writes_in_flight": plane.gates.in_flight.get(service, 0),
        }

    def _record(self, arguments: Mapping[str, object]) -> Document:
        path = arguments.get("path")
        if path is not None and not isinstance(path, str):
            raise CommandError("path: a file, or null to stop")
        try:
            self._consumers.record(Path(path) if path else None)
        except OSError as error:
            raise CommandError(f"can't record there: {error}") from None
        return {"recording": self._consumers.recording}

    def _forget(self, arguments: Mapping[str, object]) -> Document:
        """Drop what is known of a session that another worker or instance has seen change."""
        session = arguments.get("session")
        if not isinstance(session, str) or not session:
            raise CommandError("session: the digest of one")
        self._plane.identity.forget(session)
        return {}

    def _reload(self, _: Mapping[str, object]) -> Document:
        self._take_table()
        problem = self._table.problem
        return {
            "table": self._plane.snapshot.version,
            "problem": None if problem is None else str(problem),
        }

    def _take_table(self) -> None:
        if self._table.changed() and self._table.reload():
            self._plane.metrics.reloads += 1
            self._plane.take(self._table.snapshot)


def _route(plane: Plane, route_id: str) -> Document:
    route = next(each for each in plane.snapshot.table.routes if each.id == route_id)
    return {
        "id": route.id,
        "pattern": route.match.pattern,
        "methods": list(route.match.methods),
        "effect": codec.encode(route.effect),
        "service": route.target,
        "owner": route.owner,
        "mode": codec.encode(route.mode),
        "share": route.share,
        "shadow": route.shadow,
    }
