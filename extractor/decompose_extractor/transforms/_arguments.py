"""Shared parts: keyword arguments of a call, set in the style that the call is written in."""

from __future__ import annotations

import libcst as cst

LINE = 100


def keyword(call: cst.Call, name: str) -> cst.Arg | None:
    """The argument of that name."""
    return next((each for each in call.args if each.keyword and each.keyword.value == name), None)


def set_keyword(call: cst.Call, name: str, value: str) -> cst.Call:
    """Give a keyword argument a value; a new one is added at the end."""
    expression = cst.parse_expression(value)
    for number, each in enumerate(call.args):
        if each.keyword and each.keyword.value == name:
            if each.value.deep_equals(expression):
                return call
            args = list(call.args)
            args[number] = each.with_changes(value=expression)
            return call.with_changes(args=args)
    return _append(call, name, expression)


def fitted(call: cst.Call, *, indent: int, before: int) -> cst.Call:
    """Break a call that has become too long for a line, as a formatter would.

    `indent` is that of the statement, `before` the length of what stands before the call.
    """
    text = cst.Module([]).code_for_node(call)
    lines = text.splitlines()
    if before + len(lines[0]) <= LINE and all(indent + len(each) <= LINE for each in lines[1:]):
        return call
    inner, outer = _newline(indent + 4), _newline(indent)
    inside = len(text) - len(cst.Module([]).code_for_node(call.func)) - 2
    args = list(call.args)
    if indent + 4 + inside <= LINE and len(lines) == 1:
        args[-1] = args[-1].with_changes(
            comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=outer
        )
    else:
        args = [each.with_changes(comma=cst.Comma(whitespace_after=inner)) for each in args]
        args[-1] = args[-1].with_changes(
            comma=cst.Comma(whitespace_after=outer), whitespace_after_arg=cst.SimpleWhitespace("")
        )
    return call.with_changes(args=args, whitespace_before_args=inner)


def _newline(indent: int) -> cst.ParenthesizedWhitespace:
    """A line break within parentheses; one level of indentation is the statement's own."""
    return cst.ParenthesizedWhitespace(
        indent=True, last_line=cst.SimpleWhitespace(" " * (indent - 4))
    )


def _append(call: cst.Call, name: str, value: cst.BaseExpression) -> cst.Call:
    new = cst.Arg(
        value,
        keyword=cst.Name(name),
        equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
    )
    if not call.args:
        return call.with_changes(args=[new])
    *others, last = call.args
    if isinstance(last.comma, cst.Comma):
        new = new.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg)
        last = last.with_changes(comma=last.comma.with_changes(whitespace_after=_gap(call)))
    else:
        new = new.with_changes(whitespace_after_arg=last.whitespace_after_arg)
        last = last.with_changes(
            whitespace_after_arg=cst.SimpleWhitespace(""),
            comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")),
        )
    return call.with_changes(args=[*others, last, new])


def _gap(call: cst.Call) -> cst.BaseParenthesizableWhitespace:
    """What stands between two arguments of this call: a space, or a line of its own."""
    before_last = call.args[-2].comma if len(call.args) > 1 else None
    if isinstance(before_last, cst.Comma):
        return before_last.whitespace_after
    return call.whitespace_before_args
