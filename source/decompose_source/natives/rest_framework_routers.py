"""DRF's routers: the routes they make of registered viewsets, nested ones included."""

from __future__ import annotations

import re

from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate, to_string
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Native,
    Unknown,
    Value,
    mro_of,
    name_of,
)
from decompose_source.natives._table import Natives, Table
from decompose_source.natives.django_urls import (
    Pattern,
    View,
    attribute_or_none,
    with_suffixes,
)
from decompose_source.startup.options import options_of
from decompose_source.startup.registry import Rows

table = Table("rest_framework")
KWARGS = dict[str, Value]
_ROUTER = "routers.BaseRouter"


@table.function(f"{_ROUTER}.__init__")
def _init(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    router = args[0]
    if isinstance(router, Instance):
        router.names.setdefault("registry", [])
        slash = kwargs.get("trailing_slash", args[1] if len(args) > 1 else True)
        router.names["trailing_slash"] = "/" if slash else ""
        router.names["uses_path"] = kwargs.get("use_regex_path") is False
        for name in ("root_renderers", "root_view_name"):
            if name in kwargs:
                router.names[name] = kwargs[name]
    return None


@table.function(f"{_ROUTER}.register")
def _register(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    router, prefix, viewset = args[0], args[1], args[2]
    basename = kwargs.get("basename", kwargs.get("base_name", args[3] if len(args) > 3 else None))
    if basename is None:
        found = find_attribute(evaluator, router, "get_default_basename")
        basename = None if found is MISSING else evaluator.call(found, [viewset], {})
    if isinstance(router, Instance):
        registry = router.names.setdefault("registry", [])
        if isinstance(registry, list):
            registry.append((prefix, viewset, basename))
        router.names.pop("_urls", None)
        router.names.setdefault("sites", {})
        sites = router.names["sites"]
        if isinstance(sites, dict):
            sites[len(registry) - 1 if isinstance(registry, list) else 0] = evaluator.site
    return router


@table.function("routers.SimpleRouter.get_default_basename")
@table.function(f"{_ROUTER}.get_default_basename")
def _basename(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    queryset = attribute_or_none(evaluator, args[1], "queryset")
    model = model_of_queryset(queryset)
    options = options_of(model)
    if options is not None:
        return options.model_name
    return name_of(args[1]).rpartition(".")[2].removesuffix("ViewSet").lower()


def model_of_queryset(value: Value) -> Value:
    """The model that a queryset was made of, where its making is known."""
    if isinstance(value, Rows):
        return value.model
    return value.names.get("model") if isinstance(value, Instance) else None


@table.function("routers.SimpleRouter.get_urls")
def simple_urls(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """What SimpleRouter and its nested kin make of their registry."""
    router = args[0]
    if not isinstance(router, Instance):
        return []
    found: list[Value] = []
    registry = router.names.get("registry")
    sites = router.names.get("sites")
    for number, entry in enumerate(iterate(evaluator, registry) or []):
        if not (isinstance(entry, tuple) and len(entry) >= 3):
            continue
        prefix, viewset, basename = entry[:3]
        if isinstance(sites, dict) and number in sites:
            evaluator.site = sites[number]
        text = to_string(evaluator, prefix)
        if text is None or not isinstance(viewset, Class | External):
            evaluator.note("registers a viewset that isn't known", evaluator.site)
            continue
        found.extend(_routes(evaluator, router, text, viewset, to_string(evaluator, basename)))
    return found


@table.function("routers.DefaultRouter.get_urls")
def default_urls(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """DefaultRouter adds the root view and the `.format` twins."""
    router = args[0]
    found = simple_urls(evaluator, args, kwargs)
    patterns = list(found) if isinstance(found, list) else []
    if attribute_or_none(evaluator, router, "include_root_view") is not False:
        root = attribute_or_none(evaluator, router, "APIRootView")
        getter = attribute_or_none(evaluator, router, "get_api_root_view")
        view: Value = View(root) if isinstance(root, Class | External) else None
        if getter is not None and not isinstance(getter, External):
            view = evaluator.call(getter, [], {"api_urls": patterns})
        name = attribute_or_none(evaluator, router, "root_view_name")
        patterns.append(Pattern("", False, view, name, evaluator.site))
    if attribute_or_none(evaluator, router, "include_format_suffixes") is not False:
        patterns = with_suffixes(evaluator, patterns, False, [])
    return patterns


@table.function("routers.DefaultRouter.get_api_root_view")
def _root_view(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    root = attribute_or_none(evaluator, args[0], "APIRootView")
    return View(root) if isinstance(root, Class | External) else root


def _routes(
    evaluator: Evaluator, router: Instance, prefix: str, viewset: Class | External, name: str | None
) -> list[Value]:
    """The patterns of one viewset: what the router's `routes` come to, in their order."""
    slash = str(router.names.get("trailing_slash", "/"))
    is_path = router.names.get("uses_path") is True
    getter = find_attribute(evaluator, router, "get_lookup_regex")
    lookup = to_string(evaluator, evaluator.call(getter, [viewset], {})) or "<unknown>"
    base = f"{router.names.get('parent_regex', '') or ''}{prefix}"
    made: list[Value] = []
    getter = find_attribute(evaluator, router, "get_routes")
    for route in iterate(evaluator, evaluator.call(getter, [viewset], {})) or []:
        names = route.names if isinstance(route, Instance) else {}
        mapping = names.get("mapping")
        bound = {
            str(method): action
            for method, action in (mapping.items() if isinstance(mapping, dict) else ())
            if _has(evaluator, viewset, str(action))
        }
        url = to_string(evaluator, names.get("url"))
        if not bound or url is None:
            continue
        text = _filled(url, prefix=base, lookup=lookup, trailing_slash=slash)
        text = text.removeprefix("^").removesuffix("$") if is_path else text
        if not prefix:
            text = re.sub(r"^(\^?)/", r"\1", text)
        label = _filled(str(names.get("name")), basename=name or "")
        made.append(Pattern(text, not is_path, View(viewset, bound), label, evaluator.site))
    return made


@table.function("routers.SimpleRouter.get_routes")
def _get_routes(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """The router's routes, the dynamic ones once for each action of the viewset."""
    router, viewset = args[0], args[1]
    routes = iterate(evaluator, attribute_or_none(evaluator, router, "routes")) or []
    actions = _chosen_actions(evaluator, viewset)
    found: list[Value] = []
    for route in routes:
        if not isinstance(route, Instance) or not route.dotted.endswith("DynamicRoute"):
            found.append(route)
            continue
        for each in actions:
            if (each["detail"] is not False) is (route.names.get("detail") is True):
                found.append(_bound(route, each))
    return found


def _bound(route: Instance, action: dict[str, Value]) -> Instance:
    """A dynamic route as it is for one action."""
    path, label = str(action["url_path"]), str(action["url_name"])
    made = Instance(External("rest_framework.routers.Route"))
    made.names["url"] = _filled(str(route.names.get("url")), url_path=path)
    made.names["name"] = _filled(str(route.names.get("name")), url_name=label)
    made.names["mapping"] = _mapping(action)
    return made


def _filled(template: str, **parts: str) -> str:
    """Put the parts in their places; braces of regular expressions stay as they are."""
    for name, value in parts.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _mapping(action: dict[str, Value]) -> dict[str, Value]:
    methods = action["methods"]
    name = action["name"]
    mapping: dict[str, Value] = {}
    if isinstance(methods, list):
        mapping.update((str(each), name) for each in methods)
    extra = action.get("extra")
    if isinstance(extra, dict):
        mapping.update((str(key), value) for key, value in extra.items())
    return mapping


def _chosen_actions(evaluator: Evaluator, viewset: Value) -> list[dict[str, Value]]:
    """The extra actions that the viewset itself says it has."""
    actions = extra_actions(viewset) if isinstance(viewset, Class | External) else []
    getter = find_attribute(evaluator, viewset, "get_extra_actions")
    if getter is MISSING or isinstance(getter, Unknown):
        return actions
    listed = iterate(evaluator, evaluator.call(getter, [], {}))
    if listed is None:
        return actions
    names = {each.name for each in listed if isinstance(each, Function)}
    return [each for each in actions if each["name"] in names]


@table.function("viewsets.ViewSetMixin.get_extra_actions", binds_class=True)
def _get_extra_actions(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    cls = args[0].cls if isinstance(args[0], Instance) else args[0]
    if not isinstance(cls, Class):
        return []
    found = (cls.find(str(each["name"])) for each in extra_actions(cls))
    return [each[1] for each in found if each is not None]


def extra_actions(viewset: Class | External) -> list[dict[str, Value]]:
    """The methods of a viewset that `@action` marked, in the order of their names."""
    found: dict[str, dict[str, Value]] = {}
    seen: set[str] = set()
    for cls in mro_of(viewset):
        if not isinstance(cls, Class):
            continue
        for name, value in cls.names.items():
            if name in seen:
                continue
            seen.add(name)
            info = value.names.get("decompose.action") if isinstance(value, Function) else None
            if isinstance(info, dict):
                found[name] = {**{str(key): each for key, each in info.items()}, "name": name}
    return [found[name] for name in sorted(found)]


def _has(evaluator: Evaluator, viewset: Class | External, action: str) -> bool:
    found = find_attribute(evaluator, viewset, action)
    return found is not MISSING and (
        not isinstance(found, Unknown) or isinstance(viewset, External)
    )


@table.function("routers.SimpleRouter.get_lookup_regex")
def _lookup(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    viewset = args[1]
    prefix = str(kwargs.get("lookup_prefix", args[2] if len(args) > 2 else ""))
    is_path = isinstance(args[0], Instance) and args[0].names.get("uses_path") is True
    field = attribute_or_none(evaluator, viewset, "lookup_field")
    kwarg = attribute_or_none(evaluator, viewset, "lookup_url_kwarg")
    name = next((each for each in (kwarg, field) if isinstance(each, str)), "pk")
    if is_path:
        converter = attribute_or_none(evaluator, viewset, "lookup_value_converter")
        return f"<{converter if isinstance(converter, str) else 'str'}:{prefix}{name}>"
    value = attribute_or_none(evaluator, viewset, "lookup_value_regex")
    return f"(?P<{prefix}{name}>{value if isinstance(value, str) else '[^/.]+'})"


def nested_init(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """drf-nested-routers: a router below one of another router's prefixes."""
    router, parent = args[0], args[1]
    prefix = to_string(evaluator, args[2] if len(args) > 2 else kwargs.get("parent_prefix"))
    if not (isinstance(router, Instance) and isinstance(parent, Instance)) or prefix is None:
        return None
    _init(evaluator, [router], {"trailing_slash": bool(parent.names.get("trailing_slash", "/"))})
    entries = iterate(evaluator, parent.names.get("registry")) or []
    viewset = next(
        (each[1] for each in entries if isinstance(each, tuple) and each[0] == prefix), None
    )
    lookup = kwargs.get("lookup")
    known = isinstance(viewset, Class | External)
    name = lookup if isinstance(lookup, str) else f"nested_{len(entries)}"
    field = attribute_or_none(evaluator, viewset, "lookup_field") if known else "pk"
    kwarg = attribute_or_none(evaluator, viewset, "lookup_url_kwarg") if known else None
    value = attribute_or_none(evaluator, viewset, "lookup_value_regex") if known else None
    key = next((each for each in (kwarg, field) if isinstance(each, str)), "pk")
    regex = value if isinstance(value, str) else "[^/.]+"
    above = str(parent.names.get("parent_regex", "") or "")
    router.names["parent_regex"] = f"{above}{prefix}/(?P<{name}_{key}>{regex})/"
    return None


nested = Table("rest_framework_nested")
nested.add("routers.NestedMixin.__init__", Native("NestedMixin.__init__", nested_init))
natives = Natives({**table.freeze(), **nested.freeze()})
