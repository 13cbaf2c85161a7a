"""Projects that test with pytest: the fixtures that come along, and the options that stay the same.

A fixture is asked for by the name of a parameter, and found in the `conftest` modules above the
test, in what `pytest_plugins` names there, or in a plugin that is installed.
"""

from __future__ import annotations

import ast
import configparser
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from decompose_extractor.cut import Cut, is_test
from decompose_extractor.outline import FunctionNode
from decompose_source.modules import Module

# What the service's own pytest.ini says, or what is about the monolith's runs only.
_OWN = frozenset(
    {
        "addopts", "django_debug_mode", "django_find_project", "django_settings_module",
        "env", "env_files", "minversion", "norecursedirs", "pythonpath", "required_plugins",
        "testpaths",
    }
)  # fmt: skip
_CALLED = frozenset({"usefixtures", "getfixturevalue"})


def shared_fixtures(cut: Cut) -> tuple[Module, ...]:
    """The modules of apps that stay in which pytest looks for fixtures of the moved tests."""
    packages = {
        ".".join(parts[:length])
        for module in cut.moved_modules
        if is_test(module.name)
        for parts in [module.name.split(".")]
        for length in range(len(parts))
    }
    found: dict[str, Module] = {}
    pending = [f"{each}.conftest".lstrip(".") for each in sorted(packages)]
    while pending:
        module = cut.module(pending.pop())
        if module is None or cut.is_moved(module.name) or module.name in found:
            continue
        found[module.name] = module
        pending += _plugins(module)
    return tuple(found[name] for name in sorted(found))


def asked_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names of fixtures that functions ask for: their parameters, and what marks name."""
    for outer in nodes:
        for node in ast.walk(outer):
            if isinstance(node, FunctionNode):
                taken = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                yield from (each.arg for each in taken)
            elif isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                for each in node.args if name in _CALLED else ():
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield each.value


def asked_fixtures(module: Module, asked: set[str]) -> Iterator[FunctionNode]:
    """The fixtures of a module that are among the names, those of every test, and its hooks."""
    for node in module.tree.body if module.tree else ():
        if not isinstance(node, FunctionNode):
            continue
        if node.name.startswith("pytest_") or _is_asked(node, asked):
            yield node


def options(root: Path) -> dict[str, str]:
    """Read the options of the project's pytest, as the lines of an ini file."""
    for folder in (root, root.parent):
        for name in ("pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg"):
            section = "tool:pytest" if name == "setup.cfg" else "pytest"
            found = _ini(folder / name, section)
            if found:
                return found
        found = _toml(folder / "pyproject.toml")
        if found:
            return found
    return {}


def kept_options(root: Path) -> dict[str, str]:
    """The options that hold for the service too."""
    return {name: text for name, text in sorted(options(root).items()) if name not in _OWN}


def _plugins(module: Module) -> Iterator[str]:
    for node in module.tree.body if module.tree else ():
        match node:
            case ast.Assign(targets=[ast.Name(id="pytest_plugins")], value=value):
                for each in ast.walk(value):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield each.value
            case _:
                continue


def _is_asked(node: FunctionNode, asked: set[str]) -> bool:
    for each in node.decorator_list:
        call = each if isinstance(each, ast.Call) else None
        if not ast.unparse(call.func if call else each).endswith("fixture"):
            continue
        given = {k.arg: k.value for k in call.keywords} if call else {}
        name, always = given.get("name"), given.get("autouse")
        if isinstance(always, ast.Constant) and always.value is True:
            return True
        known = str(name.value) if isinstance(name, ast.Constant) else node.name
        if known in asked:
            return True
    return False


def _ini(path: Path, section: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return {}
    return dict(parser[section]) if parser.has_section(section) else {}


def _toml(path: Path) -> dict[str, str]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    tool = document.get("tool", {})
    found = tool.get("pytest", {}).get("ini_options", {}) if isinstance(tool, dict) else {}
    return {name.lower(): _line(value) for name, value in cast("dict[str, object]", found).items()}


def _line(value: object) -> str:
    if isinstance(value, list):
        return "".join(f"\n    {each}" for each in cast("list[object]", value))
    return str(value)
