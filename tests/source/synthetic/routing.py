"""Routes of pages: views and the patterns that lead to them, one function a way to write one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.source.synthetic.drafting import App, Dice, Draft, Module

_DECORATORS = """
def audited(view):
    @functools.wraps(view)
    def inner(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    return inner


def limited(rate):
    def decorator(view):
        @functools.wraps(view)
        def inner(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        inner.rate = rate
        return inner

    return decorator


def unnamed(view):
    def inner(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    return inner
"""


@dataclass(slots=True, eq=False)
class Routing:
    """The URL module of an app in the making, with the module of its views."""

    draft: Draft
    app: App
    urls: Module
    views: Module

    @property
    def dice(self) -> Dice:
        """The project's chance."""
        return self.draft.dice

    def view(self, name: str) -> str:
        """Name a view in the URL module, alone or as `views.name`."""
        if self.dice.chance(0.5):
            return f"{self.urls.use_module(self.views.name)}.{name}"
        return self.urls.use(self.views.name, name)

    def path(self, route: str, view: str, name: str | None = None) -> str:
        """Write one path()."""
        path = self.urls.use("django.urls", "path")
        named = f', name="{name}"' if name else ""
        return f'{path}("{route}", {view}{named})'

    def function(self, *decorators: str) -> str:
        """Write a function view and return its name."""
        name = self.draft.word()
        response = self.views.use("django.http", "HttpResponse")
        head = "".join(f"@{each}\n" for each in decorators)
        self.views.add(f"{head}def {name}(request, **kwargs):\n    return {response}()")
        return name

    def decorator(self, name: str) -> str:
        """Name one of the project's own decorators in the module of the views."""
        if "decorators" not in self.draft.local:
            module = self.draft.module(f"{self.draft.apps[0].package}.decorators")
            module.imports.append("import functools")
            module.add(_DECORATORS)
            self.draft.local["decorators"] = module.name
        return self.views.use(self.draft.local["decorators"], name)


Route = Callable[[Routing], str]


def function_view(routing: Routing) -> str:
    """A plain function."""
    name = routing.function()
    return routing.path(f"{name}/", routing.view(name), name)


def with_argument(routing: Routing) -> str:
    """A function with converters in its route."""
    name = routing.function()
    converter = routing.dice.choice(["<int:pk>", "<slug:slug>", "<uuid:key>", "<path:rest>"])
    return routing.path(f"{name}/{converter}/", routing.view(name), f"{name}-detail")


def unnamed_route(routing: Routing) -> str:
    """A route without a name."""
    name = routing.function()
    return routing.path(f"{name}", routing.view(name))


def regular_expression(routing: Routing) -> str:
    """A re_path with and without groups."""
    name = routing.function()
    re_path = routing.urls.use("django.urls", "re_path")
    group = routing.dice.choice([r"(?P<year>[0-9]{4})/", r"(\d+)/", r"(?P<slug>[\w-]+)/", ""])
    return f'{re_path}(r"^{name}/{group}$", {routing.view(name)}, name="{name}")'


def class_view(routing: Routing) -> str:
    """A class-based view of the project."""
    base = routing.dice.choice(["TemplateView", "View", "ListView", "DetailView", "CreateView"])
    name = f"{routing.draft.class_word()}View"
    expression = routing.views.use("django.views.generic", base)
    routing.views.add(f'class {name}({expression}):\n    template_name = "{name.lower()}.html"')
    options = "" if base == "View" else routing.dice.choice(["", 'template_name="other.html"'])
    return routing.path(f"{name.lower()}/", f"{routing.view(name)}.as_view({options})", name)


def framework_view(routing: Routing) -> str:
    """A view that Django brings."""
    name = routing.draft.word()
    view = routing.urls.use("django.views.generic", "TemplateView")
    return routing.path(f"{name}/", f'{view}.as_view(template_name="{name}.html")', name)


def decorated(routing: Routing) -> str:
    """A function under one or two decorators."""
    use = routing.views.use
    chosen = routing.dice.choice(
        [
            [routing.decorator("audited")],
            [f"{routing.decorator('limited')}(5)"],
            [routing.decorator("unnamed")],
            [routing.decorator("audited"), f"{routing.decorator('limited')}('a')"],
            [use("django.contrib.auth.decorators", "login_required")],
            [f"{use('django.contrib.auth.decorators', 'permission_required')}('a.b')"],
            [use("django.views.decorators.http", "require_POST")],
            [f"{use('django.views.decorators.http', 'require_http_methods')}(['GET'])"],
            [use("django.views.decorators.csrf", "csrf_exempt")],
            [f"{use('django.views.decorators.cache', 'cache_page')}(60)"],
            [use("django.db.transaction", "atomic")],
        ]
    )
    name = routing.function(*chosen)
    return routing.path(f"{name}/", routing.view(name), name)


def decorated_in_place(routing: Routing) -> str:
    """A view wrapped in the URL module."""
    module, wrapper = routing.dice.choice(
        [
            ("django.contrib.auth.decorators", "login_required"),
            ("django.views.decorators.csrf", "csrf_exempt"),
            ("django.views.decorators.cache", "never_cache"),
        ]
    )
    name = routing.function()
    view = f"{routing.urls.use(module, wrapper)}({routing.view(name)})"
    return routing.path(f"{name}/", view, name)


def decorated_class(routing: Routing) -> str:
    """A class-based view with decorators on it and around it."""
    name = f"{routing.draft.class_word()}View"
    base = routing.views.use("django.views", "View")
    method = routing.views.use("django.utils.decorators", "method_decorator")
    login = routing.views.use("django.contrib.auth.decorators", "login_required")
    routing.views.add(f'@{method}({login}, name="dispatch")\nclass {name}({base}):\n    pass')
    view = f"{routing.view(name)}.as_view()"
    if routing.dice.chance(0.5):
        view = f"{routing.urls.use('django.views.decorators.csrf', 'csrf_exempt')}({view})"
    return routing.path(f"{name.lower()}/", view)


def class_attribute(routing: Routing) -> str:
    """A view function kept as a module's value."""
    name, kept = f"{routing.draft.class_word()}View", routing.draft.word()
    base = routing.views.use("django.views.generic", "View")
    routing.views.add(f"class {name}({base}):\n    pass\n\n\n{kept} = {name}.as_view()")
    return routing.path(f"{kept}/", routing.view(kept), kept)


def redirect(routing: Routing) -> str:
    """A redirect written in the URL module."""
    name = routing.draft.word()
    view = routing.urls.use("django.views.generic.base", "RedirectView")
    return routing.path(f"{name}/", f'{view}.as_view(url="/elsewhere/", permanent=True)')


def listed_include(routing: Routing) -> str:
    """Patterns under a prefix of their own."""
    include = routing.urls.use("django.urls", "include")
    inner = ", ".join(function_view(routing) for _ in range(2))
    word = routing.draft.word()
    shape = routing.dice.choice(["[{0}]", '([{0}], "{1}")', '([{0}], "{1}"), namespace="{1}_too"'])
    return routing.path(f"{word}/", f"{include}({shape.format(inner, word)})")


ROUTES: list[tuple[int, Route]] = [
    (12, function_view),
    (8, with_argument),
    (2, unnamed_route),
    (5, regular_expression),
    (10, class_view),
    (2, framework_view),
    (7, decorated),
    (3, decorated_in_place),
    (2, decorated_class),
    (2, class_attribute),
    (2, redirect),
    (2, listed_include),
]
