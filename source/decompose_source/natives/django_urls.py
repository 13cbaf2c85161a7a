"""URLconfs: `path` and its kin make patterns, `include` joins them, `as_view` makes views."""

from __future__ import annotations

from dataclasses import dataclass, field

from decompose_core.location import Location
from decompose_source.evaluation.attributes import MISSING, find_attribute, get_attribute
from decompose_source.evaluation.classes import build_class
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate, to_string
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import (
    Class,
    External,
    Instance,
    Namespace,
    Native,
    Raised,
    Unknown,
    Value,
    mro_of,
    name_of,
    raised,
)
from decompose_source.natives._table import Table
from decompose_source.startup.registry import Settings, location_of

table = Table()
KWARGS = dict[str, Value]
_DJANGO_URLS = "django.urls", "django.urls.conf", "django.conf.urls", "django.conf.urls.defaults"


@dataclass(slots=True, eq=False)
class Pattern(Special):
    """A URL pattern; `view` is the callable as it was given."""

    route: str
    is_regex: bool
    view: Value
    name: Value
    location: Location | None
    kwargs: Value = None

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        found: dict[str, Value] = {
            "callback": self.view,
            "name": self.name,
            "pattern": self,
            "_route": self.route,
            "_regex": self.route,
            "default_args": self.kwargs or {},
            "lookup_str": "",
        }
        if name not in found:
            raise AttributeError(name)
        return found[name]


@dataclass(slots=True, eq=False)
class Resolver(Special):
    """An included URLconf under a prefix; `content` is a list of patterns or a module."""

    route: str
    is_regex: bool
    content: Value
    app_name: Value
    namespace: Value
    location: Location | None

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        found: dict[str, Value] = {
            "url_patterns": patterns_of(evaluator, self.content),
            "urlconf_module": self.content,
            "urlconf_name": self.content,
            "app_name": self.app_name,
            "namespace": self.namespace,
            "pattern": self,
            "_route": self.route,
        }
        if name not in found:
            raise AttributeError(name)
        return found[name]


@dataclass(slots=True, eq=False)
class View(Special):
    """What `as_view()` gives; `actions` maps methods to a viewset's actions."""

    view: Class | External
    actions: dict[str, Value] | None = None
    initkwargs: dict[str, Value] = field(default_factory=dict[str, Value])

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        if name in ("view_class", "cls"):
            return self.view
        if name in ("__name__", "__qualname__"):
            return self.view.dotted.rpartition(".")[2]
        if name == "__module__":
            return self.view.dotted.rpartition(".")[0]
        if name == "__dict__":
            return {"view_class": self.view}
        if name in ("initkwargs", "view_initkwargs"):
            return self.initkwargs
        if name == "actions" and self.actions is not None:
            return self.actions
        raise AttributeError(name)


def by_hand(value: Value) -> Pattern | None:
    """The pattern that `URLPattern(RegexPattern(...), view)` is, or an object of a subclass."""
    if not isinstance(value, Instance):
        return None
    kinds = {name_of(each).rpartition(".")[2] for each in mro_of(value.cls)}
    if kinds.isdisjoint({"URLPattern", "RegexURLPattern"}):
        return None
    given = dict(zip(("pattern", "callback", "default_args", "name"), value.args, strict=False))
    given.update(value.kwargs)
    pattern = given.get("pattern", given.get("regex"))
    if isinstance(pattern, Pattern):  # of a pattern that was made the usual way
        view = value.names.get("callback", given.get("callback"))
        return Pattern(pattern.route, pattern.is_regex, view, given.get("name"), value.location)
    is_regex = not (isinstance(pattern, Instance) and pattern.dotted.endswith("RoutePattern"))
    text = pattern.args[0] if isinstance(pattern, Instance) and pattern.args else pattern
    route = text if isinstance(text, str) else "<unknown>"
    view = value.names.get("callback", given.get("callback"))
    return Pattern(route, is_regex, view, given.get("name"), value.location)


class AdminUrls(Special):
    """The patterns of an admin site; its index stands for them all."""

    __slots__ = ()

    def items(self) -> list[Value]:
        index = External("django.contrib.admin.sites.AdminSite.index")
        return [Pattern("", False, index, "index", None)]


def patterns_of(evaluator: Evaluator, content: Value) -> list[Value] | None:
    """Give the patterns of what was included."""
    if isinstance(content, Namespace):
        found = content.names.get("urlpatterns")
        return iterate(evaluator, found) if found is not None else None
    return iterate(evaluator, content)


def include(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Give the triple that Django's `include` gives."""
    content = args[0] if args else kwargs.get("arg")
    namespace = kwargs.get("namespace", args[1] if len(args) > 1 else None)
    app_name = kwargs.get("app_name")
    if isinstance(content, tuple):
        if len(content) == 3:
            return content
        content, app_name = (*content, None)[:2]
    if isinstance(content, str):
        try:
            content = evaluator.load(content)
        except Raised as error:
            evaluator.note(f"can't include {content}: {error.message}", evaluator.site)
            return ([], None, None)
    if isinstance(content, Namespace):
        app_name = content.names.get("app_name", app_name)
    return (content, app_name, namespace or app_name)


def _path(*, is_regex: bool) -> Native:
    def make(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
        route = args[0] if args else kwargs.get("route", kwargs.get("regex"))
        view = args[1] if len(args) > 1 else kwargs.get("view")
        given = args[2] if len(args) > 2 else kwargs.get("kwargs")
        name = args[3] if len(args) > 3 else kwargs.get("name")
        text = to_string(evaluator, route)
        if text is None:
            reason = route.reason if isinstance(route, Unknown) else "computed"
            evaluator.note(f"the route of this pattern isn't known: {reason}", evaluator.site)
            text = "<unknown>"
        if isinstance(view, tuple | list):
            content, app_name, namespace = (*view, None, None, None)[:3]
            return Resolver(text, is_regex, content, app_name, namespace, evaluator.site)
        if isinstance(view, Unknown):
            evaluator.note(f"the view of {text!r} isn't known: {view.reason}", evaluator.site)
        return Pattern(text, is_regex, view, name, evaluator.site, given)

    return Native("path", make)


def _i18n_patterns(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Patterns under the language; Django joins the language that is active, the default one."""
    settings = Settings()
    if settings.attribute(evaluator, "USE_I18N") is False:
        return list(args)
    code = settings.attribute(evaluator, "LANGUAGE_CODE")
    prefix = "" if kwargs.get("prefix_default_language") is False else f"{code}/"
    return [Resolver(prefix, False, list(args), None, None, evaluator.site)]


@table.function("django.urls.resolvers.URLPattern", "django.urls.URLPattern")
def _url_pattern(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """`URLPattern(RegexPattern(...), view)` written out by hand."""
    pattern = args[0]
    inner = pattern.args[0] if isinstance(pattern, Instance) and pattern.args else None
    text = to_string(evaluator, inner) or "<unknown>"
    is_regex = isinstance(pattern, Instance) and pattern.dotted.endswith("RegexPattern")
    given = args[2] if len(args) > 2 else kwargs.get("default_args")
    name = args[3] if len(args) > 3 else kwargs.get("name")
    return Pattern(text, is_regex, args[1], name, evaluator.site, given)


@table.function("django.conf.urls.patterns", "django.conf.urls.defaults.patterns")
def _patterns(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return list(args[1:])


@table.function("django.conf.urls.static.static")
def _static(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Serve files in development; nothing at all otherwise."""
    if Settings().attribute(evaluator, "DEBUG") is not True:
        return []
    prefix = str(args[0]).lstrip("/")
    view = args[1] if len(args) > 1 else kwargs.get("view", External("django.views.static.serve"))
    return [Pattern(f"^{prefix}(?P<path>.*)$", True, view, None, evaluator.site)]


@table.function("django.contrib.staticfiles.urls.staticfiles_urlpatterns")
def _staticfiles(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return []


@table.function("django.urls.reverse_lazy", "django.urls.reverse", "django.urls.resolve")
@table.function("django.core.urlresolvers.reverse", "django.core.urlresolvers.reverse_lazy")
def _reverse(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return Unknown("address of a view", evaluator.site)


@table.function("*.as_view", "django.views.generic.base.View.as_view", binds_class=True)
@table.function("rest_framework.viewsets.ViewSetMixin.as_view", binds_class=True)
def as_view(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Make a view of a class."""
    if not args:
        return Unknown("as_view of an unknown class", evaluator.site)
    cls = args[0].cls if isinstance(args[0], Instance) else args[0]
    if not isinstance(cls, Class | External):
        raise raised(TypeError, "as_view() of what is no class")
    actions = args[1] if len(args) > 1 else kwargs.get("actions")
    mapped = (
        {str(key): value for key, value in actions.items()} if isinstance(actions, dict) else None
    )
    return View(cls, mapped, kwargs)


@table.function("django.views.generic.base.View.__init__")
def _view_init(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    if isinstance(args[0], Instance):
        args[0].names.update(kwargs)
    return None


@table.function("rest_framework.decorators.action")
@table.function("rest_framework.decorators.detail_route", "rest_framework.decorators.list_route")
def _action(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    methods = kwargs.get("methods", args[0] if args else None)
    listed = iterate(evaluator, methods) if methods is not None else None
    detail = kwargs.get("detail", args[1] if len(args) > 1 else None)

    def take(evaluator: Evaluator, inner: list[Value], _: KWARGS) -> Value:
        function = inner[0]
        names = getattr(function, "names", None)
        if isinstance(names, dict):
            name = str(names.get("__name__", getattr(function, "name", "")))
            names["decompose.action"] = {
                "methods": [str(each).lower() for each in listed or ["get"]],
                "detail": detail,
                "url_path": kwargs.get("url_path") or name,
                "url_name": kwargs.get("url_name") or name.replace("_", "-"),
            }
            names["mapping"] = Instance(
                External("rest_framework.decorators.MethodMapper"), [function]
            )
        return function

    return Native("action", take)


@table.function(
    *(f"rest_framework.decorators.MethodMapper.{each}"
      for each in ("get", "post", "put", "patch", "delete", "head", "options", "trace"))
)  # fmt: skip
def _extra_method(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return args[1]


def _mapper(method: str) -> Native:
    def take(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
        mapper, function = args[0], args[1]
        owner = mapper.args[0] if isinstance(mapper, Instance) and mapper.args else None
        info = getattr(owner, "names", {}).get("decompose.action")
        if isinstance(info, dict):
            extra = info.setdefault("extra", {})
            extra[method] = str(getattr(function, "name", ""))
        return function

    return Native(f"mapping.{method}", take)


@table.function("rest_framework.decorators.api_view")
def _api_view(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """DRF makes a class of the function, `WrappedAPIView` in the function's module."""
    methods = iterate(evaluator, args[0]) if args and isinstance(args[0], list | tuple) else ["GET"]

    def take(evaluator: Evaluator, inner: list[Value], _: KWARGS) -> Value:
        function = inner[0]
        module = attribute_or_none(evaluator, function, "__module__")
        names: dict[str, Value] = {str(each).lower(): function for each in methods or []}
        names["http_method_names"] = [*names, "options"]
        base = evaluator.load("rest_framework.views")
        parent = get_attribute(evaluator, base, "APIView")
        made = build_class(
            evaluator, "WrappedAPIView", (parent,), names, module=str(module), site=evaluator.site
        )
        if not isinstance(made, Class):
            return function
        made.extra["handler"] = function
        made.location = location_of(function)
        return View(made)

    return Native("api_view", take)


def _limited(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    """Remember the methods that a function view answers."""
    methods = iterate(evaluator, args[0]) if args else None

    def take(evaluator: Evaluator, inner: list[Value], _: KWARGS) -> Value:
        names = getattr(inner[0], "names", None)
        if isinstance(names, dict):
            names["decompose.methods"] = [str(each).upper() for each in methods or []]
        return inner[0]

    return Native("require_http_methods", take)


@table.function("django.views.decorators.http.require_http_methods")
def _require_methods(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    return _limited(evaluator, args, kwargs)


def _require(*methods: Value) -> Native:
    return Native(
        "require", lambda ev, args, kwargs: ev.call(_limited(ev, [list(methods)], {}), args, {})
    )


@table.function("rest_framework.urlpatterns.format_suffix_patterns")
def _format_suffix(evaluator: Evaluator, args: list[Value], kwargs: KWARGS) -> Value:
    patterns = iterate(evaluator, args[0])
    suffix_required = kwargs.get("suffix_required", args[1] if len(args) > 1 else False) is True
    allowed = kwargs.get("allowed", args[2] if len(args) > 2 else None)
    chosen = [str(each) for each in iterate(evaluator, allowed) or []] if allowed else []
    return with_suffixes(evaluator, patterns or [], suffix_required, chosen)


def with_suffixes(
    evaluator: Evaluator, patterns: list[Value], required: bool, allowed: list[str]
) -> list[Value]:
    """Give each pattern its twin that ends in `.format`, as DRF writes it."""
    if len(allowed) == 1:
        regex = rf"\.(?P<format>{allowed[0]})/?$"
    elif allowed:
        regex = rf"\.(?P<format>({'|'.join(allowed)}))/?$"
    else:
        regex = r"\.(?P<format>[a-z0-9]+)/?$"
    converter = "drf_format_suffix" + (f"_{'_'.join(allowed)}" if allowed else "")
    result: list[Value] = []
    for each in patterns:
        if isinstance(each, Resolver):
            inner = patterns_of(evaluator, each.content) or []
            content = with_suffixes(evaluator, inner, required, allowed)
            result.append(
                Resolver(
                    each.route, each.is_regex, content, each.app_name, each.namespace, each.location
                )
            )
        elif isinstance(each, Pattern):
            if not required:
                result.append(each)
            if each.is_regex:
                route = each.route.rstrip("$").rstrip("/") + regex
            else:
                route = each.route.rstrip("$").rstrip("/") + f"<{converter}:format>"
            result.append(
                Pattern(route, each.is_regex, each.view, each.name, each.location, each.kwargs)
            )
        else:
            result.append(each)
    return result


def attribute_or_none(evaluator: Evaluator, value: Value, name: str) -> Value:
    """An attribute; None where it is missing or unknown."""
    found = find_attribute(evaluator, value, name)
    return None if found is MISSING or isinstance(found, Unknown) else found


for _module in _DJANGO_URLS:
    table.add(f"{_module}.path", _path(is_regex=False))
    table.add(f"{_module}.re_path", _path(is_regex=True))
    table.add(f"{_module}.url", _path(is_regex=True))
    table.add(f"{_module}.include", Native("include", include))
table.add("django.conf.urls.i18n.i18n_patterns", Native("i18n_patterns", _i18n_patterns))
for _method in ("get", "post", "put", "patch", "delete", "head", "options", "trace"):
    table.add(f"rest_framework.decorators.MethodMapper.{_method}", _mapper(_method))
table.add("django.views.decorators.http.require_GET", _require("GET"))
table.add("django.views.decorators.http.require_POST", _require("POST"))
table.add("django.views.decorators.http.require_safe", _require("GET", "HEAD"))

for _site in ("site", "sites.site", "sites.AdminSite", "AdminSite"):
    table.add(f"django.contrib.admin.{_site}.urls", (AdminUrls(), "admin", "admin"))

natives = table.freeze()
