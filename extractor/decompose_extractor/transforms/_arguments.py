"""Shared parts: keyword arguments of a call, set in the style that the call is written in."""

from __future__ import annotations

import libcst as cst


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
