"""What a program makes here, and how: the reference pages and the golden extraction."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import click

from decompose.main import cli
from decompose_core.files import write_atomic

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 80  # of a terminal, and so of the help texts in docs/cli.md


@dataclass(frozen=True)
class _Pages:
    """The pages of one kind of unit."""

    package: str
    folder: str
    lead: str


PAGES = (
    _Pages("decompose_analyzer.couplings", "docs/couplings", "A kind of coupling."),
    _Pages("decompose_extractor.transforms", "docs/transforms", "A rewrite of the extractor."),
    _Pages("decompose_proxy.compare", "docs/compare", "A rule by which answers are compared."),
)


def main() -> None:
    """Write everything that differs, and say what was written."""
    for name, text in generated().items():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_atomic(path, text)
            print(name)
    command = [str(Path(sys.executable).parent / "decompose"), "extract", "orders", "--quiet"]
    sys.exit(subprocess.call(command, cwd=ROOT))


def generated() -> dict[str, str]:
    """Make the text of every generated page, by its path."""
    pages = {"docs/cli.md": _cli_reference()}
    for kind in PAGES:
        pages.update(dict(_unit_pages(kind)))
    return pages


def _cli_reference() -> str:
    lines = ["# Command line", "", "Made by `scripts/regen` from the commands' own help.", ""]
    for name, command, context in _commands("decompose", cli, None):
        lines += [f"## {name}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines[:-1]) + "\n"


def _commands(
    name: str, command: click.Command, parent: click.Context | None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    context = click.Context(
        command,
        info_name=name.rpartition(" ")[2],
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield name, command, context
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            if found := command.get_command(context, each):
                yield from _commands(f"{name} {each}", found, context)


def _unit_pages(kind: _Pages) -> Iterator[tuple[str, str]]:
    path = importlib.import_module(kind.package).__path__
    for each in pkgutil.iter_modules(path):
        if not each.name.startswith("_"):
            module = importlib.import_module(f"{kind.package}.{each.name}")
            title = each.name.replace("_", " ").capitalize()
            text = inspect.cleandoc(module.__doc__ or "")
            facts = "".join(f"| {name} | {fact} |\n" for name, fact in _facts(module, each.name))
            table = f"\n| | |\n| --- | --- |\n{facts}" if facts else ""
            yield f"{kind.folder}/{each.name}.md", f"# {title}\n\n{kind.lead}\n\n{text}\n{table}"


def _facts(module: ModuleType, name: str) -> Iterator[tuple[str, str]]:
    """Say of a unit what its constant declares, in the order of its fields."""
    yield "name", f"`{name}`"
    unit = vars(module).get("detector") or vars(module).get("transform") or vars(module).get("rule")
    for field in dataclasses.fields(unit) if dataclasses.is_dataclass(unit) else ():
        fact: object = getattr(unit, field.name)
        if isinstance(fact, StrEnum):
            yield field.name, fact.value
        elif isinstance(fact, str) and not fact.startswith("http"):
            yield field.name, fact


if __name__ == "__main__":
    main()
