"""URL modules of all apps, and the root URLconf that includes them."""

from __future__ import annotations

from collections.abc import Callable

from tests.source.synthetic.api import write_api
from tests.source.synthetic.drafting import App, Draft, Module, UrlModule
from tests.source.synthetic.routing import ROUTES, Routing


def write_urls(draft: Draft) -> None:
    """Write the URL modules of the apps, then the root."""
    for app in draft.apps:
        if draft.dice.chance(0.75):
            _pages(draft, app)
        if draft.dice.chance(0.5):
            _api(draft, app)
    _root(draft)


def _pages(draft: Draft, app: App) -> None:
    urls = draft.module(f"{app.package}.urls")
    views = draft.dice.choice([f"{app.package}.views", f"{app.package}.views.{draft.word()}"])
    routing = Routing(draft, app, urls, draft.module(views))
    routes = [draft.dice.one_of(ROUTES)(routing) for _ in range(draft.dice.randint(2, 6))]
    app_name = draft.dice.choice([None, app.label, draft.word()])
    if app_name is not None:
        urls.add(f'app_name = "{app_name}"')
    draft.dice.one_of(_SHAPES)(routing, routes)
    app.urls.append(UrlModule(urls.name, app_name))


def _api(draft: Draft, app: App) -> None:
    name = draft.dice.choice([f"{app.package}.api", f"{app.package}.rest"])
    urls = draft.module(f"{name}.{draft.dice.choice(['urls', 'routes'])}")
    routing = Routing(draft, app, urls, draft.module(f"{name}.views"))
    write_api(routing)
    app.urls.append(UrlModule(urls.name, None))


def _one_list(routing: Routing, routes: list[str]) -> None:
    """One list."""
    routing.urls.add(_list("urlpatterns", routes))


def _added(routing: Routing, routes: list[str]) -> None:
    """A list, and more added to it."""
    routing.urls.add(_list("urlpatterns", routes[:1]))
    routing.urls.add(_list("urlpatterns +", routes[1:]))


def _summed(routing: Routing, routes: list[str]) -> None:
    """Two lists added up."""
    routing.urls.add(_list("first", routes[:1]))
    routing.urls.add(_list("others", routes[1:]))
    routing.urls.add("urlpatterns = first + others")


def _appended(routing: Routing, routes: list[str]) -> None:
    """A list filled call by call."""
    lines = ["urlpatterns = []", *(f"urlpatterns.append({each})" for each in routes)]
    routing.urls.add("\n".join(lines))


def _from_function(routing: Routing, routes: list[str]) -> None:
    """A function that returns patterns."""
    listed = "".join(f"        {each},\n" for each in routes)
    routing.urls.add(f"def patterns():\n    return [\n{listed}    ]\n\n\nurlpatterns = patterns()")


def _under_condition(routing: Routing, routes: list[str]) -> None:
    """Some patterns only where a setting says so."""
    settings = routing.urls.use("django.conf", "settings")
    routing.urls.add(_list("urlpatterns", routes[:1]))
    inner = "".join(f"        {each},\n" for each in routes[1:])
    condition = routing.dice.choice(
        [
            f"{settings}.DEBUG",
            f'getattr({settings}, "NO_SUCH_SETTING", True)',
            f'"{routing.app.entry}" in {settings}.INSTALLED_APPS',
            f"not {settings}.USE_TZ",
        ]
    )
    routing.urls.add(f"if {condition}:\n    urlpatterns += [\n{inner}    ]")


def _helper(routing: Routing, routes: list[str]) -> None:
    """A helper that makes several patterns of a view."""
    name = routing.function()
    view = routing.view(name)
    path = routing.urls.use("django.urls", "path")
    routing.urls.add(
        "def both(prefix, view):\n"
        "    return [\n"
        f'        {path}(f"{{prefix}}/", view, name=prefix),\n'
        f'        {path}(f"{{prefix}}/<int:pk>/", view, name=f"{{prefix}}-one"),\n'
        "    ]"
    )
    routing.urls.add(_list("urlpatterns", [*routes, f'*both("{name}", {view})']))


def _loop(routing: Routing, routes: list[str]) -> None:
    """Patterns made in a loop or a comprehension."""
    name = routing.function()
    view = routing.view(name)
    path = routing.urls.use("django.urls", "path")
    routing.urls.add(_list("urlpatterns", routes))
    routing.urls.add(
        routing.dice.choice(
            [
                f'for word in ("one", "two"):\n'
                f'    urlpatterns.append({path}(f"{name}/{{word}}/", {view}))',
                f'urlpatterns += [{path}("{name}/%s/" % word, {view}) for word in ("one", "two")]',
            ]
        )
    )


_SHAPES: list[tuple[int, Callable[[Routing, list[str]], None]]] = [
    (12, _one_list),
    (3, _added),
    (2, _summed),
    (2, _appended),
    (1, _from_function),
    (3, _under_condition),
    (2, _helper),
    (2, _loop),
]


def _list(name: str, routes: list[str]) -> str:
    return "".join(
        [f"{name}= [\n" if name.endswith("+") else f"{name} = [\n"]
        + [f"    {each},\n" for each in routes]
        + ["]"]
    )


def _root(draft: Draft) -> None:
    root = draft.module(f"{draft.config}.urls")
    views = draft.module(f"{draft.config}.views")
    routing = Routing(draft, draft.apps[0], root, views)
    routes = [draft.dice.one_of(ROUTES)(routing)]
    modules = [(app, each) for app in draft.apps for each in app.urls]
    while modules:
        app, module = modules.pop(0)
        routes.append(_include(routing, root, app, module))
        if modules and draft.dice.chance(0.15):
            routes.append(_nested(routing, root, *modules.pop(0)))
    draft.dice.one_of([each for each in _SHAPES if each[1] is not _under_condition])(
        routing, routes
    )


def _include(routing: Routing, root: Module, app: App, module: UrlModule) -> str:
    path, include = root.use("django.urls", "path"), root.use("django.urls", "include")
    prefix = routing.dice.choice([f"{app.word}/", "", f"{routing.draft.word()}/<int:tenant>/"])
    given = routing.dice.choice([f'"{module.name}"', f'"{module.name}"', "module"])
    if given == "module":
        given = root.use_module(module.name)
    namespace = ""
    if module.app_name is not None and routing.dice.chance(0.4):
        namespace = f', namespace="{routing.draft.word()}"'
    elif module.app_name is None and routing.dice.chance(0.3):
        word = routing.draft.word()
        given = f'({given}, "{word}")'
        namespace = routing.dice.choice(["", f', namespace="{word}_v1"'])
    if routing.dice.chance(0.2):
        pattern = root.use("django.urls", "re_path")
        return f'{pattern}(r"^{app.word}/", {include}({given}{namespace}))'
    return f'{path}("{prefix}", {include}({given}{namespace}))'


def _nested(routing: Routing, root: Module, app: App, module: UrlModule) -> str:
    """Include a module below one more prefix."""
    path, include = root.use("django.urls", "path"), root.use("django.urls", "include")
    word = routing.draft.word()
    return f'{path}("{word}/", {include}([{_include(routing, root, app, module)}]))'
