"""Patterns of moved views that no URLconf file leads to: made by an app's configuration, by a
registry, by a helper.

The endpoints of the project are known whole, so that each can be mounted by itself, under the same
path and name. Where the moved app's own configuration makes the patterns, it makes them here too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from decompose_core.monolith import App, Endpoint
from decompose_core.problem import Level, Problem
from decompose_extractor.app_configs import config_class
from decompose_extractor.cut import Cut
from decompose_extractor.members import members_of
from decompose_extractor.urls import Mount, Slice, as_expression
from decompose_source.names import Definition

_VIEW = "django.views.generic.base.View"
_SETS = "rest_framework.viewsets.ViewSetMixin"
_APPS = ("django.apps", "apps")


def with_unmounted(cut: Cut, urls: Slice) -> Slice:
    """Add the moved endpoints whose file is no URLconf of the slice."""
    left = [
        each
        for each in cut.project.endpoints
        if each.app in cut.moved
        and each.namespace.partition(":")[0] != "admin"
        and each.location.path not in urls.read
    ]
    found = _Found([], [])
    configs = {app.label: config_class(cut, app) for app in cut.project.apps}
    by_config = list(_by_config(cut, left, configs, found))
    for each in left:
        if each not in by_config:
            _by_itself(cut, each, found)
    return Slice(
        merged([*urls.mounts, *found.mounts]), (*urls.problems, *found.problems), urls.read
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was mounted, and what could not be."""

    mounts: list[Mount]
    problems: list[Problem]


def _by_config(
    cut: Cut, left: list[Endpoint], configs: Mapping[str, Definition | None], found: _Found
) -> Iterator[Endpoint]:
    """Mount what the configuration of a moved app makes, at the path that is above it."""
    for app in cut.project.apps:
        config = configs[app.label]
        if app.label not in cut.moved or config is None or not _makes_urls(cut, config):
            continue
        made = [each for each in left if each.location.path == config.module.path]
        prefixes = {(_prefix(config, each), each.namespace) for each in made}
        known = sorted((p, n) for p, n in prefixes if p is not None)
        if not known or len(prefixes) != len(known):
            continue
        prefix, namespace = min(known, key=lambda each: (len(each[0]), each))
        found.mounts.append(_config_mount(app, prefix, namespace))
        yield from made


def _config_mount(app: App, prefix: str, namespace: str) -> Mount:
    target = f'include(apps.get_app_config("{app.label}").get_urls())'
    mount = Mount("path", prefix, target, imports=(_APPS,))
    return _named(namespace, mount)


def _makes_urls(cut: Cut, config: Definition) -> bool:
    return isinstance(config.node, ast.ClassDef) and any(
        each.name == "get_urls" for each in members_of(config.node)
    )


def _prefix(config: Definition, endpoint: Endpoint) -> str | None:
    """What stands above an endpoint's own pattern in its joined route."""
    for node in ast.walk(config.node):
        match node:
            case ast.Call(args=[ast.Constant(value=str(own)), *_], lineno=line) if (
                line == endpoint.location.line and endpoint.route.endswith(own.lstrip("^"))
            ):
                return endpoint.route[: len(endpoint.route) - len(own.lstrip("^"))].rstrip("^")
            case _:
                continue
    return None


def _by_itself(cut: Cut, endpoint: Endpoint, found: _Found) -> None:
    """Mount one endpoint by its view, if that can be named."""
    view = cut.definition(endpoint.view)
    if view is None or not view.qualname or "." in view.qualname:
        _lost(endpoint, "its view can't be named", found)
        return
    target = view.qualname
    if isinstance(view.node, ast.ClassDef):
        ancestors = set(cut.project.names.ancestors(view.dotted))
        if _SETS in ancestors or not any("View" in each for each in ancestors):
            _lost(endpoint, "its view is made by a router or a factory", found)
            return
        target = f"{target}.as_view()"
    expression = as_expression(endpoint.route)
    options = (f'name="{endpoint.name}"',) if endpoint.name else ()
    mount = Mount(
        "path" if expression is None else "re_path",
        endpoint.route if expression is None else expression,
        target,
        options,
        imports=((view.module.name, view.qualname),),
    )
    found.mounts.append(_named(endpoint.namespace, mount))


def _lost(endpoint: Endpoint, why: str, found: _Found) -> None:
    found.problems.append(
        Problem(
            Level.WARNING,
            f"the path {endpoint.route!r} of {endpoint.view} is not in the service's URLconf:"
            f" {why}",
            endpoint.location,
            "add it to config/urls.py of the service",
        )
    )


def _named(namespace: str, mount: Mount) -> Mount:
    """Put a mount below its namespaces."""
    for each in reversed(namespace.split(":") if namespace else ()):
        mount = Mount("path", "", children=(mount,), namespace=each)
    return mount


def merged(mounts: Iterable[Mount]) -> tuple[Mount, ...]:
    """Put groups of one namespace together: Django finds the names of one of them only."""
    found: list[Mount] = []
    at: dict[str, int] = {}
    for each in mounts:
        group = replace(each, children=merged(each.children))
        if not group.namespace:
            found.append(group)
            continue
        known = at.setdefault(group.namespace, len(found))
        if known == len(found):
            found.append(group)
        else:
            children = (*_at_root(found[known]).children, *_at_root(group).children)
            found[known] = Mount("path", "", children=merged(children), namespace=group.namespace)
    return tuple(found)


def _at_root(group: Mount) -> Mount:
    """Move the path of a group into it."""
    if not group.route:
        return group
    below = Mount(group.function, group.route, children=group.children)
    return Mount("path", "", children=(below,), namespace=group.namespace)


def with_pages(mounts: Iterable[Mount], pages: Mapping[str, str]) -> tuple[Mount, ...]:
    """Add the pages that stay, as source text by namespace, to the groups of their namespace: the
    innermost that is mounted holds those below it."""
    found = tuple(mounts)
    for namespace in sorted(pages):
        found = _with_page(found, namespace.split(":"), Mount("pages", "", pages[namespace]))
    return found


def _with_page(mounts: tuple[Mount, ...], path: list[str], page: Mount) -> tuple[Mount, ...]:
    if not path:
        return (*mounts, page)
    at = next((n for n, each in enumerate(mounts) if each.namespace == path[0]), None)
    if at is None:
        return (
            *mounts,
            Mount("path", "", children=_with_page((), path[1:], page), namespace=path[0]),
        )
    group = _at_root(mounts[at])
    inner = replace(group, children=_with_page(group.children, path[1:], page))
    return (*mounts[:at], inner, *mounts[at + 1 :])
