"""Finds templates that another app's code or templates use, and tag libraries of another app.

https://docs.djangoproject.com/en/5.2/topics/templates/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.problem import Level, Problem
from decompose_source.index import called_name
from decompose_source.modules import Module

SHARED = "templates"  # the app name that stands for the project's own folder of templates
# Functions that take a template's name, and at which argument.
RENDERERS = {
    "render": 1,
    "render_to_string": 0,
    "get_template": 0,
    "select_template": 0,
    "TemplateResponse": 1,
    "inclusion_tag": 0,
}
ATTRIBUTE = "template_name"  # of a class, also with a word before it: email_template_name
NAMED = frozenset({"template_name", "filename"})
LONGEST = 60  # characters of an expression in a message
METHODS = frozenset({"get_template_names", "get_template_name"})
# Whatever else is called so (a component's own `render`) takes no template's name.
DJANGO = ("django.shortcuts.", "django.template.", "rest_framework.response.")
TAGS = {"extends": "extends", "include": "includes"}


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Look at template names in code, and at the tags of each template."""
    owners = {each.name: each.app or SHARED for each in reversed(scan.project.templates)}
    libraries = _libraries(scan)
    for module in scan.code:
        for node, text in _names_in(scan, module):
            if text is None:
                yield Problem(
                    Level.NOTE,
                    f"the template that {ast.unparse(node)[:LONGEST]} names is computed",
                    module.at(node),
                    "read by hand which templates it can be",
                )
            elif text in owners:
                detail = f"renders the template {text}"
                target = End(owners[text], text)
                yield Found(scan.end(module, node), target, Effect.BUILD, module.at(node), detail)
    for template in scan.templates:
        source = End(template.app or SHARED, template.name)
        for token in template.tokens:
            name = token.literal(0) if token.tag in TAGS else None
            if name in owners:
                target = End(owners[name], name)
                detail = f"{TAGS[token.tag]} the template {name}"
                yield Found(source, target, Effect.BUILD, token.location, detail)
            if token.tag in TAGS and token.words and token.literal(0) is None:
                yield Problem(
                    Level.NOTE,
                    f"the template that {{% {token.tag} {token.words[0]} %}} names is computed",
                    token.location,
                    "read by hand which templates it can be",
                )
            if token.tag == "load":
                for word in token.words:
                    library = libraries.get(word)
                    if library is not None:
                        detail = f"loads the tag library {word}"
                        yield Found(source, library, Effect.BUILD, token.location, detail)


def _names_in(scan: Scan, module: Module) -> Iterator[tuple[ast.AST, str | None]]:
    """Yield the expressions that name templates with each name, None where it is computed."""
    for call in module.index.calls_named(RENDERERS):
        position = RENDERERS[called_name(call)]
        target = scan.names.resolve(module, call.func, call) or ""
        for node in call.args[position : position + 1]:
            yield from _texts(scan, module, node, sure=target.startswith(DJANGO))
    for call in module.index.calls_with(NAMED):
        node = next(each.value for each in call.keywords if each.arg in NAMED)
        yield from _texts(scan, module, node, sure=False)
    for statement in module.index.assignments:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        named = any(isinstance(each, ast.Name) and each.id.endswith(ATTRIBUTE) for each in targets)
        if named and statement.value is not None:
            scope = module.index.scope_of(statement)
            of_class = scope is not None and isinstance(scope.node, ast.ClassDef)
            yield from _texts(scan, module, statement.value, sure=of_class)
    for function in module.index.functions:
        if function.name not in METHODS:
            continue
        scope = module.index.scope_of(function)
        of_class = scope is not None and isinstance(scope.node, ast.ClassDef)
        for returned in module.index.returns_of(function):
            if returned.value is not None:
                yield from _texts(scan, module, returned.value, sure=of_class)


def _texts(
    scan: Scan, module: Module, node: ast.expr, *, sure: bool
) -> Iterator[tuple[ast.AST, str | None]]:
    """Read one name, or each of a list; with `sure` it is known that it names a template."""
    for each in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
        texts = scan.texts.of(module, each)
        for text in texts or ():
            yield each, text
        if texts is None and sure and not isinstance(each, ast.Constant) and not _is_own(each):
            yield each, None


def _is_own(node: ast.expr) -> bool:
    """Say whether it is `self.template_name`: the class says what that is, and is read there."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("self", "cls")
        and node.attr.endswith(ATTRIBUTE)
    )


def _libraries(scan: Scan) -> Mapping[str, End]:
    """Map each tag library, a module in a `templatetags` package, to the app that holds it."""
    return {
        module.name.rpartition(".")[2]: scan.end(module)
        for module in scan.code
        if module.name.rpartition(".")[0].endswith("templatetags")
    }


detector = Detector(
    find,
    "templates and tag libraries of another app",
    example='`{% extends "base.html" %}` in a template of orders',
    settled="the shortest chain of templates is copied with the app",
    rows=(37,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/templates/",
    weight=0.5,
)
