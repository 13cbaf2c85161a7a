"""Ask a running proxy over its admin API; for commands, so it blocks."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from decompose_core import codec
from decompose_core.problem import OutsideFailed, outside_failed, refuse
from decompose_proxy.address import Address

SECONDS = 10.0
STEP = 0.05


@dataclass(frozen=True, slots=True)
class RunningRoute:
    """A route as a running proxy has it."""

    id: str
    pattern: str
    service: str
    owner: str
    mode: str
    share: float
    shadow: float


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service as a running proxy has it."""

    owner: str
    share: float
    shadow: float
    gate: str = "open"
    held: int = 0
    writes_in_flight: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """The status of a running proxy."""

    workers: int
    table: int
    problem: str | None = None
    draining: bool = False
    connections: int = 0
    routes: tuple[RunningRoute, ...] = ()
    services: Mapping[str, RunningService] = field(default_factory=dict[str, RunningService])


class AdminClient:
    """The admin API of one proxy."""

    def __init__(self, address: Address, token: str = "") -> None:
        self.address = address
        self._token = token

    def status(self) -> Running | None:
        """Return the status; None where no proxy runs.

        Raises:
            OutsideFailed: something else answers there.
        """
        try:
            document = self._ask("GET", "/status", None)
        except ConnectionRefusedError:
            return None
        try:
            return codec.decode(Running, document)
        except codec.CodecError as error:
            raise self._other(str(error)) from None

    def read(self, name: str) -> dict[str, object] | None:
        """Return what `GET /NAME` says; None where no proxy runs.

        Raises:
            OutsideFailed: something else answers there.
        """
        try:
            return self._ask("GET", f"/{name}", None)
        except ConnectionRefusedError:
            return None

    def change(self, name: str, arguments: Mapping[str, object]) -> dict[str, object]:
        """Carry out a change in all workers, and return what they say.

        Raises:
            Refused: the proxy says that the change makes no sense, or knows another token.
            OutsideFailed: no proxy runs there.
        """
        try:
            return self._ask("POST", f"/{name}", arguments)
        except ConnectionRefusedError:
            raise outside_failed(
                f"no proxy runs at {self.address}", hint="start it with `decompose proxy`"
            ) from None

    def wait_until(
        self, holds: Callable[[Running], bool], *, seconds: float = SECONDS
    ) -> Running | None:
        """Wait, bounded, until a running proxy's status is as wanted; None where no proxy runs.

        Returns the last status seen, whether it is as wanted or not.
        """
        end = time.monotonic() + seconds
        while True:
            running = self.status()
            if running is None or holds(running) or time.monotonic() > end:
                return running
            time.sleep(STEP)

    def _ask(
        self, method: str, path: str, arguments: Mapping[str, object] | None
    ) -> dict[str, object]:
        connection = http.client.HTTPConnection(
            self.address.host, self.address.port, timeout=SECONDS
        )
        body = None if arguments is None else json.dumps(arguments)
        try:
            connection.request(method, path, body, {"Authorization": f"Bearer {self._token}"})
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except ConnectionRefusedError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise self._other(str(error) or type(error).__name__) from None
        finally:
            connection.close()
        try:
            document = codec.decode(dict[str, object], codec.loads_document(text))
        except codec.CodecError as error:
            raise self._other(str(error)) from None
        if response.status != 200:
            raise refuse(f"the proxy at {self.address}: {document.get('error', response.status)}")
        return document

    def _other(self, detail: str) -> OutsideFailed:
        return outside_failed(
            f"what answers at {self.address} is no decompose proxy: {detail}",
            hint="look at `admin` in the section [proxy] of decompose.toml",
        )
