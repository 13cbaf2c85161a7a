"""The command `decompose`: finds its commands, and turns failures into messages and exit codes."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import click

from decompose import commands
from decompose_core.problem import Failure

EPILOG = """\b
Exit codes:
  0   done
  1   the check found something
  2   the input can't be used (nothing was written)
  3   a database, a server or a tool outside of decompose failed
  70  a bug of ours, please report it
"""


class Commands(click.Group):
    """Imports a command when it is asked for, so that one command does not pay for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every module of `decompose.commands`, in order."""
        return sorted(
            each.name.replace("_", "-")
            for each in pkgutil.iter_modules(commands.__path__)
            if not each.name.startswith("_")
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command)
        return command


@click.command(
    cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="django-decompose", prog_name="decompose")
def cli() -> None:
    """Take a Django monolith apart, one app at a time, and prove that nothing broke."""


def main() -> None:
    """Run the command line; every failure a user can mend ends as one message."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except Failure as failure:
        for problem in failure.problems:
            click.echo(f"decompose: {problem}", err=True)
        sys.exit(failure.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("decompose: interrupted; the same command goes on from here", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except Exception:
        import traceback

        traceback.print_exc()
        click.echo(
            "decompose: this is a bug of ours; please report it with the lines above", err=True
        )
        sys.exit(70)
