"""A project in a temporary folder, and commands run in it: for the comparing commands."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from decompose import main
from decompose_core.problem import Failure

# Nothing listens at port 9 of this machine: no proxy runs.
FILE = """\
[monolith]
path = "."
url = "http://127.0.0.1:9"

[services.orders]
path = "."
urls = ["http://127.0.0.1:9"]   # one instance

[[services.orders.routes]]
pattern = "api/orders/"
effect = "read"

[[services.orders.routes]]
pattern = "api/orders/<int:pk>/"
effect = "read"
shadow = 50

[services.payments]
path = "."

[proxy]
listen = "127.0.0.1:9"
admin = "127.0.0.1:9"
"""


def make_project(folder: Path) -> Path:
    """Write decompose.toml."""
    path = folder / "decompose.toml"
    path.write_text(FILE)
    return path


def run(config: Path, *arguments: str) -> Result:
    """Run a command on a project file; a failure that a user can mend is raised."""
    result = CliRunner().invoke(main.cli, [*arguments, "--config", str(config)])
    if isinstance(result.exception, Failure):
        raise result.exception
    return result
