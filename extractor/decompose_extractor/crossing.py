"""Which calls can cross: a function is asked over the wire when all it takes has a key."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from decompose_extractor.cut import Cut
from decompose_source.modules import Module

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

# What a parameter holds, by the words of its name and of its annotation.
_NO_KEY = {
    "a request": ({"request", "req", "http_request"}, {"HttpRequest", "Request", "WSGIRequest"}),
    "an open file": (
        {"file", "files", "fp", "stream", "upload", "uploaded_file", "fileobj"},
        {"File", "IO", "BinaryIO", "TextIO", "UploadedFile", "ContentFile"},
    ),
    "a function": ({"callback", "func", "fn", "on_done"}, {"Callable"}),
    "a form": ({"form", "formset"}, {"Form", "ModelForm"}),
    "a connection": ({"connection", "cursor", "session"}, {"Connection", "Cursor"}),
}


def why_not(cut: Cut, symbol: str) -> str:
    """Say why a call of a function or method can't cross; nothing where it can."""
    found = cut.definition(symbol)
    if found is None or not isinstance(found.node, FunctionNode):
        return "it is no function that could be found"
    if isinstance(found.node, ast.AsyncFunctionDef):
        return "it is asynchronous"
    if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in _own_nodes(found.node)):
        return "it yields, and what it yields to stays on one side"
    if "." in found.qualname:
        reason = _method(cut, found.module, found.qualname, found.node)
        if reason:
            return reason
    for each in _parameters(found.node):
        for what, (names, types) in _NO_KEY.items():
            if each.arg in names or not types.isdisjoint(_words(each.annotation)):
                return f"its parameter {each.arg!r} is {what}, which has no key"
    return ""


def contract(cut: Cut, symbols: Iterable[str]) -> dict[str, str]:
    """What functions take, by name, in the words that `decompose_link.contract` finds at run
    time."""
    found = {each: cut.definition(each) for each in sorted(symbols)}
    return {
        name: ", ".join(_parameter_words(each.node))
        for name, each in found.items()
        if each is not None and isinstance(each.node, FunctionNode)
    }


def _parameter_words(node: FunctionNode) -> Iterator[str]:
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    required = len(plain) - len(args.defaults)
    bound = any(ast.unparse(each) == "classmethod" for each in node.decorator_list)
    for number, each in enumerate(plain):
        if bound and number == 0:
            continue  # what is called is the method of the class, not the function below it
        yield f"{each.arg}{'' if number < required else '='}"
        if number + 1 == len(args.posonlyargs):
            yield "/"
    if args.vararg is not None:
        yield f"*{args.vararg.arg}"
    elif args.kwonlyargs:
        yield "*"
    for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield f"{each.arg}{'' if default is None else '='}"
    if args.kwarg is not None:
        yield f"**{args.kwarg.arg}"


def _method(cut: Cut, module: Module, qualname: str, node: FunctionNode) -> str:
    """A method crosses with the row that it belongs to; other objects have no key."""
    owner = qualname.rpartition(".")[0]
    decorators = {ast.unparse(each).rpartition(".")[2] for each in node.decorator_list}
    if "staticmethod" in decorators:
        return ""
    model = cut.project.model_of(f"{module.name}.{owner}")
    if model is None or model.abstract:
        return f"it belongs to {owner}, whose objects have no key"
    return ""


def _parameters(node: FunctionNode) -> Iterator[ast.arg]:
    yield from (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)


def _words(annotation: ast.expr | None) -> set[str]:
    if annotation is None:
        return set()
    found = {each.id for each in ast.walk(annotation) if isinstance(each, ast.Name)}
    return found | {each.attr for each in ast.walk(annotation) if isinstance(each, ast.Attribute)}


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function but for those of functions within it."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, FunctionNode | ast.Lambda):
            continue
        yield each
        yield from _own_nodes(each)
