"""What code asks for without saying so: a page of a row, rows of a fixture."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from decompose_extractor.cut import Cut
from decompose_extractor.members import members_of
from decompose_source.modules import Module

_PAGE = "get_absolute_url"
_TAKES_ROW = frozenset({"django.shortcuts.redirect", "django.shortcuts.resolve_url"})
# Classes of Django that ask a row for its page, and what has to be said so that they don't.
_ASKS_ROW = (
    ("django.views.generic.", ("CreateView", "UpdateView"), frozenset({"success_url"})),
    ("django.contrib.sitemaps.", ("Sitemap", "GenericSitemap"), frozenset({"location"})),
    ("django.contrib.syndication.", ("Feed",), frozenset({"item_link"})),
)


def pages_of_rows(cut: Cut, module: Module, node: ast.AST) -> str | None:
    """The method of a model that Django calls here, if any."""
    if isinstance(node, ast.Call) and node.args:
        target = cut.project.names.resolve(module, node.func, at=node)
        return _PAGE if target in _TAKES_ROW and not _is_name(node.args[0]) else None
    if isinstance(node, ast.ClassDef):
        bases = [
            dotted
            for each in node.bases
            if (dotted := cut.project.names.resolve(module, each, at=node))
        ]
        own = {each.name for each in members_of(node)}
        for base in bases:
            for name in cut.project.names.ancestors(base):
                if any(
                    name.startswith(package)
                    and name.endswith(classes)
                    and own.isdisjoint({*said, f"get_{next(iter(said))}"})
                    for package, classes, said in _ASKS_ROW
                ):
                    return _PAGE
    return None


def fixtures_named(node: ast.AST) -> Iterator[str]:
    """The fixtures that a test loads: `fixtures = [...]`, `call_command("loaddata", ...)`."""
    match node:
        case ast.Call(args=[ast.Constant(value="loaddata"), *named]):
            yield from _strings(named)
        case ast.Assign(
            targets=[ast.Name(id="fixtures")], value=ast.List(elts=named) | ast.Tuple(elts=named)
        ):
            yield from _strings(named)
        case _:
            return


def _strings(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for each in nodes:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _is_name(node: ast.expr) -> bool:
    """Whether an argument is text: the name of a URL, or what makes one."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return True
    made = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    return made.rpartition(".")[2] in ("reverse", "reverse_lazy", "get_success_url")
