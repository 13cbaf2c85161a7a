"""Options that several commands share, spelt once."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from decompose_core import project_file
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile

Command = TypeVar("Command", bound=Callable[..., object])


def format_option(*formats: str) -> Callable[[Command], Command]:
    """Add `--format`; the first format is the default."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats or ("text", "json")),
        default=(formats or ("text",))[0],
        show_default=True,
        help="How to print the result.",
    )


def quiet_option(command: Command) -> Command:
    """Add `--quiet`."""
    return click.option("--quiet", "-q", is_flag=True, help="Print the result only, no progress.")(
        command
    )


def interpreter(python: Path | None) -> str:
    """The interpreter to run others with: a path from anywhere, or a command of the PATH.

    A link stays a link: it is how a virtual environment's interpreter knows its packages.

    Raises:
        Refused: there is no such program.
    """
    if python is None:
        return sys.executable
    found = shutil.which(str(python))
    if found is None:
        raise refuse(f"there is no interpreter {python}", hint="name one with --python")
    return os.path.abspath(found)


def cache_options(command: Command) -> Command:
    """Add `--no-cache` and `--cache-dir`."""
    folder = click.option(
        "--cache-dir",
        metavar="FOLDER",
        type=click.Path(path_type=Path, file_okay=False),
        help="Keep results for the next run there, such as where CI keeps a cache."
        "  [default: the user's own cache folder]",
    )
    off = click.option(
        "--no-cache", is_flag=True, help="Read everything again, and keep nothing for the next run."
    )
    return off(folder(command))


def jobs_option(command: Command) -> Command:
    """Add `--jobs`."""
    return click.option(
        "--jobs",
        metavar="N",
        type=click.IntRange(min=1),
        help="How many processes look for couplings  [default: one a processor]",
    )(command)


def config_option(command: Command) -> Command:
    """Add `--config`."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The project file; decompose.toml here or in a folder above by default.",
    )(command)


def load_project(config: Path | None) -> ProjectFile:
    """Read the named project file, or the nearest one."""
    path = config or project_file.find(Path.cwd())
    if path is None:
        raise refuse(
            f"there is no {project_file.NAME} here or in a folder above",
            hint="`decompose extract APP --project PATH` writes one; or name it with --config",
        )
    return project_file.read(path)


def known_service(project: ProjectFile, name: str) -> str:
    """Return the name if it is a service of the project file."""
    if name not in project.services:
        known = ", ".join(sorted(project.services)) or "none yet"
        raise refuse(
            f"no service {name!r} in {project.path.name}",
            hint=f"services there: {known}; `decompose extract {name}` adds one",
        )
    return name
