"""Whether a service's code imports only what is in its own folder or in its requirements."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from decompose_extractor.environment import Installed

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def borrowed_imports(folder: Path, packages: Installed) -> tuple[bool, str]:
    """Check every import of every file; list those that lead nowhere."""
    allowed = _allowed(folder, packages)
    bad: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        package = path.relative_to(folder).parent.parts
        for node, module, names in _imports(tree, package):
            top = module.partition(".")[0]
            own = (folder / top).is_dir() or (folder / f"{top}.py").is_file()
            fits = _resolves(folder, module, names) if own else top in allowed
            if not fits:
                bad.append(f"{path.relative_to(folder).as_posix()}:{node.lineno}: {module}")
    return not bad, "\n".join(bad)


def _allowed(folder: Path, packages: Installed) -> frozenset[str]:
    """The top-level modules of the standard library, and of the required distributions with all
    they require."""
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    required = {_plain(name): each for name, each in packages.requires.items()}
    pending = [match[0] for line in lines if (match := _NAME.match(line))]
    known: set[str] = set()
    while pending:
        name = _plain(pending.pop())
        if name in known:
            continue
        known.add(name)
        pending += [match[0] for each in required.get(name, ()) if (match := _NAME.match(each))]
    tops = {
        top for top, names in packages.tops.items() if any(_plain(each) in known for each in names)
    }
    return frozenset(tops | sys.stdlib_module_names)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(
    tree: ast.Module, package: tuple[str, ...]
) -> Iterator[tuple[ast.stmt, str, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield node, module, tuple(alias.name for alias in node.names)


def _resolves(folder: Path, module: str, names: tuple[str, ...]) -> bool:
    """Whether a module of the service exists, and binds the names that are taken from it."""
    path = folder.joinpath(*module.split("."))
    if not path.is_dir() and not path.with_suffix(".py").is_file():
        return False
    return all(_binds(path, each) for each in names)


def _binds(path: Path, name: str) -> bool:
    if name == "*" or (path / name).is_dir() or (path / f"{name}.py").is_file():
        return True
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.is_file():
        return False
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            if any((a.asname or a.name.partition(".")[0]) in (name, "*") for a in node.names):
                return True
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name == name:
                return True
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name:
            return True
    return False
