"""Which texts an expression may be: literals, constants, what is put together of them, settings.

A name that a loop takes from a list of literals may be each of them. What can't be told is None.
https://docs.python.org/3/reference/expressions.html
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from string import Formatter
from typing import cast

from decompose_analyzer.bindings import Bound, Part
from decompose_source.modules import Module
from decompose_source.project import Project

# An expression that may be more texts than this is taken for unknown.
MOST = 60
DEEPEST = 12
SETTINGS = "django.conf.settings"
Texts = tuple[str, ...] | None
BoundTo = Callable[[Module, ast.Name], Sequence[Bound]]


class TextReader:
    """Answers for one project; `bound` gives the bindings of a local name, the one in force first.

    They are several where branches bind it.
    """

    def __init__(self, project: Project, bound: BoundTo) -> None:
        self._project = project
        self._bound = bound

    def of(  # noqa: PLR0911  one line a kind of expression
        self, module: Module, node: ast.AST | None, depth: int = 0
    ) -> Texts:
        """Return every text that an expression may be, in order; None where one can't be told."""
        if depth > DEEPEST:
            return None
        match node:
            case ast.Constant(value=str() as text):
                return (text,)
            case ast.Name() | ast.Attribute():
                return self._named(module, node, depth)
            case ast.JoinedStr():
                return self._joined(module, node.values, "", depth)
            case ast.FormattedValue(conversion=-1, format_spec=None):
                return self.of(module, node.value, depth + 1)
            case ast.BinOp(op=ast.Add()):
                return self._joined(module, [node.left, node.right], "", depth)
            case ast.BinOp(op=ast.Mod()):
                return self._percent(module, node, depth)
            case ast.IfExp():
                return self._either(module, [node.body, node.orelse], depth)
            case ast.BoolOp(op=ast.Or()):
                return self._either(module, node.values, depth)
            case ast.Subscript(value=ast.Dict() as table):
                return self._either(module, table.values, depth)
            case ast.Call():
                return self._called(module, node, depth)
            case _:
                return None

    def items(  # noqa: PLR0911  one line a kind of expression
        self, module: Module, node: ast.AST | None, depth: int = 0
    ) -> Texts:
        """Return the texts in a list, tuple, set or among a dict's keys, literal or by name."""
        if depth > DEEPEST:
            return None
        match node:
            case ast.List() | ast.Tuple() | ast.Set():
                return self._either(module, node.elts, depth)
            case ast.Dict():
                return self._either(module, [each for each in node.keys if each], depth)
            case ast.BinOp(op=ast.Add()):
                both = [self.items(module, each, depth + 1) for each in (node.left, node.right)]
                return _merged(both)
            case ast.Call(func=ast.Name(id="sorted" | "list" | "tuple" | "set"), args=[inner]):
                return self.items(module, inner, depth + 1)
            case ast.Name() | ast.Attribute():
                home, value = self._value(module, node)
                if value is not None:
                    return self.items(home, value, depth + 1)
                return _strings(self._setting(module, node))
            case _:
                return None

    def setting(self, module: Module, node: ast.AST) -> str | None:
        """Return the name of the setting that a text is made of: another machine may name more."""
        for each in ast.walk(node):
            named = isinstance(each, ast.Attribute) and each.attr.isupper()
            if isinstance(each, ast.Attribute) and named and self._is_settings(module, each.value):
                return each.attr
        bound = self._bound(module, node) if isinstance(node, ast.Name) else ()
        values = [each.node for each in bound if not isinstance(each.node, ast.Name | ast.arg)]
        return next(filter(None, (self.setting(module, each) for each in values)), None)

    def _named(self, module: Module, node: ast.Name | ast.Attribute, depth: int) -> Texts:
        bound = self._bound(module, node) if isinstance(node, ast.Name) else ()
        if bound:
            return _merged(self._of_bound(module, each, depth) for each in bound)
        home, value = self._value(module, node)
        if value is not None:
            return self.of(home, value, depth + 1)
        setting = self._setting(module, node)
        return (setting,) if isinstance(setting, str) else None

    def _of_bound(self, module: Module, bound: Bound, depth: int) -> Texts:
        if bound.part is Part.WHOLE:
            return self.of(module, bound.node, depth + 1)
        return self.items(module, bound.node, depth + 1) if bound.part is Part.ELEMENT else None

    def _value(
        self, module: Module, node: ast.Name | ast.Attribute
    ) -> tuple[Module, ast.expr | None]:
        """Find the expression that a local name, a module's or a class's constant stands for."""
        bound = self._bound(module, node) if isinstance(node, ast.Name) else ()
        if bound:
            first = bound[0]
            plain = first.part is Part.WHOLE and len(bound) == 1
            return module, first.node if plain and isinstance(first.node, ast.expr) else None
        dotted = self._project.names.resolve(module, node, node)
        definition = self._project.names.definition(dotted) if dotted else None
        if definition is None or not isinstance(definition.node, ast.expr):
            return module, None
        return definition.module, definition.node

    def _setting(self, module: Module, node: ast.expr) -> object:
        if not isinstance(node, ast.Attribute):
            return None
        known = self._is_settings(module, node.value)
        return self._project.settings.get(node.attr) if known else None

    def _is_settings(self, module: Module, node: ast.expr) -> bool:
        return self._project.names.resolve(module, node, node) == SETTINGS

    def _called(self, module: Module, call: ast.Call, depth: int) -> Texts:
        """Read `"a.{}".format(x)`, `".".join([...])`, `str(x)`, `getattr(settings, "X", "y")`."""
        match call:
            case ast.Call(func=ast.Name(id="str"), args=[inner], keywords=[]):
                return self.of(module, inner, depth + 1)
            case ast.Call(
                func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str() as name), *rest]
            ) if self._is_settings(module, owner):
                setting = self._project.settings.get(name)
                if isinstance(setting, str):
                    return (setting,)
                return self.of(module, rest[0], depth + 1) if rest and setting is None else None
            case ast.Call(
                func=ast.Attribute(attr="join", value=joint),
                args=[ast.List() | ast.Tuple() as inner],
            ):
                joints = self.of(module, joint, depth + 1)
                single = joints is not None and len(joints) == 1
                return (
                    self._joined(module, inner.elts, joints[0], depth)
                    if joints and single
                    else None
                )
            case ast.Call(func=ast.Attribute(attr="format", value=pattern)):
                return self._formatted(module, call, pattern, depth)
            case _:
                return None

    def _formatted(self, module: Module, call: ast.Call, pattern: ast.expr, depth: int) -> Texts:
        patterns = self.of(module, pattern, depth + 1)
        if patterns is None or any(each.arg is None for each in call.keywords):
            return None
        parts = [*call.args, *(each.value for each in call.keywords)]
        names = [str(each.arg) for each in call.keywords]
        count = len(call.args)
        filled = [
            _filled(text, values[:count], dict(zip(names, values[count:], strict=True)))
            for text in patterns
            for values in self._all(module, parts, depth) or ()
        ]
        return _merged([None if each is None else (each,) for each in filled]) if filled else None

    def _percent(self, module: Module, node: ast.BinOp, depth: int) -> Texts:
        patterns = self.of(module, node.left, depth + 1)
        parts = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        filled: list[Texts] = []
        for text in patterns or ():
            pieces = text.split("%s")
            if len(pieces) != len(parts) + 1 or "%" in "".join(pieces):
                return None
            for values in self._all(module, parts, depth) or ():
                filled.append(("".join(map("".join, zip(pieces, [*values, ""], strict=True))),))
        return _merged(filled) if filled else None

    def _joined(self, module: Module, parts: Sequence[ast.expr], joint: str, depth: int) -> Texts:
        found = self._all(module, parts, depth)
        return None if found is None else tuple(dict.fromkeys(map(joint.join, found)))

    def _all(
        self, module: Module, parts: Sequence[ast.expr], depth: int
    ) -> list[tuple[str, ...]] | None:
        """Return every combination of the texts that the parts may be."""
        count = 1
        read: list[tuple[str, ...]] = []
        for each in parts:
            texts = self.of(module, each, depth + 1)
            if texts is None:
                return None
            read.append(texts)
            count *= len(texts)
        return list(product(*read)) if count <= MOST else None

    def _either(self, module: Module, nodes: Iterable[ast.expr], depth: int) -> Texts:
        return _merged(self.of(module, each, depth + 1) for each in nodes)


def _merged(found: Iterable[Texts]) -> Texts:
    """Join the variants; None where one is unknown, or there is none."""
    texts: dict[str, None] = {}
    for each in found:
        if each is None:
            return None
        texts.update(dict.fromkeys(each))
    return tuple(texts) if 0 < len(texts) <= MOST else None


def _strings(value: object) -> Texts:
    if not isinstance(value, list | tuple | dict):
        return None
    items = list(cast("Iterable[object]", value))
    return tuple(str(each) for each in items) if all(isinstance(e, str) for e in items) else None


def _filled(pattern: str, values: Sequence[str], named: dict[str, str]) -> str | None:
    """Fill in plain fields only: `{}`, `{0}`, `{name}`."""
    try:
        fields = [
            field
            for _, field, spec, conversion in Formatter().parse(pattern)
            if field or field == ""
        ]
        if any(each and not each.isidentifier() and not each.isdigit() for each in fields):
            return None
        return pattern.format(*values, **named)
    except (ValueError, LookupError):
        return None
