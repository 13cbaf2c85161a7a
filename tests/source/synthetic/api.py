"""API routes: view sets, routers and API views, one function a way to write one."""

from __future__ import annotations

from collections.abc import Callable

from tests.source.synthetic.routing import Routing

_ACTIONS = (
    "{action}(detail=True)",
    "{action}(detail=False)",
    '{action}(detail=True, methods=["post"])',
    '{action}(detail=True, methods=["get", "put"], url_path="{word}")',
    '{action}(detail=False, url_path="{word}/more", url_name="{word}")',
    r'{action}(detail=True, url_path=r"{word}/(?P<sub>\d+)", methods=["DELETE"])',
)


def write_api(routing: Routing) -> None:
    """Write routers and API views into a URL module."""
    urls = routing.urls
    draw = routing.dice.randint(1, 3)
    router = _router(routing, [_view_set(routing) for _ in range(draw)])
    include = urls.use("django.urls", "include")
    extra = [routing.dice.one_of(_VIEWS)(routing) for _ in range(routing.dice.randint(0, 2))]
    path, word = urls.use("django.urls", "path"), routing.draft.word()
    listed = "".join(f"    {each},\n" for each in extra)
    urls.add(
        routing.dice.choice(
            [
                f"urlpatterns = {router}.urls + [\n{listed}]",
                f"urlpatterns = [\n{listed}]\nurlpatterns += {router}.urls",
                f'urlpatterns = [\n{listed}    {path}("", {include}({router}.urls)),\n]',
                f'urlpatterns = [\n{listed}    {path}("{word}/", {include}({router}.urls)),\n]',
                f"urlpatterns = [\n{listed}    *{router}.urls,\n]",
                f'urlpatterns = [\n{listed}    {path}("{word}/", '
                f'{include}(({router}.urls, "{word}"), namespace="{word}")),\n]',
            ]
        )
    )


def _router(routing: Routing, view_sets: list[str]) -> str:
    kind = routing.dice.choice(["DefaultRouter", "SimpleRouter"])
    expression = routing.urls.use("rest_framework.routers", kind)
    options = routing.dice.choice(["", "", "trailing_slash=False"])
    lines = [f"router = {expression}({options})"]
    for each in view_sets:
        prefix = routing.draft.word()
        prefix = routing.dice.choice([prefix, prefix, rf"{prefix}/(?P<{prefix}_pk>\d+)/parts"])
        name = f', basename="{routing.draft.word()}"'
        lines.append(f'router.register(r"{prefix}", {routing.view(each)}{name})')
    routing.urls.add("\n".join(lines))
    return "router"


def _view_set(routing: Routing) -> str:
    """Write a view set and return its name."""
    name = f"{routing.draft.class_word()}ViewSet"
    bases, methods = routing.dice.one_of(_BASES)(routing)
    lines = [f"class {name}({', '.join(bases)}):"]
    lines += routing.dice.choice(
        [
            [],
            [],
            ['    lookup_field = "slug"'],
            ['    lookup_value_regex = "[0-9a-f]+"'],
            ['    lookup_field = "slug"', '    lookup_url_kwarg = "word"'],
            ['    http_method_names = ["get", "head"]'],
        ]
    )
    for method in methods:
        lines += [f"    def {method}(self, request, **kwargs):", "        return None", ""]
    for _ in range(routing.dice.randint(0, 2)):
        action = routing.views.use("rest_framework.decorators", "action")
        word = routing.draft.word()
        head = routing.dice.choice(_ACTIONS).replace("{action}", action).replace("{word}", word)
        method = routing.draft.word()
        lines += [f"    @{head}", f"    def {method}(self, request, **kwargs):"]
        lines += ["        return None", ""]
        if routing.dice.chance(0.2):
            more = routing.dice.choice(["patch", "head"])
            lines += [
                f"    @{method}.mapping.{more}",
                f"    def {method}_{more}(self, request, **kwargs):",
            ]
            lines += ["        return None", ""]
    routing.views.add("\n".join([*lines, "    extra = None"]))
    return name


def _whole(routing: Routing) -> tuple[list[str], list[str]]:
    return [routing.views.use("rest_framework.viewsets", "ModelViewSet")], []


def _reading(routing: Routing) -> tuple[list[str], list[str]]:
    return [routing.views.use("rest_framework.viewsets", "ReadOnlyModelViewSet")], []


def _mixed(routing: Routing) -> tuple[list[str], list[str]]:
    kinds = ["CreateModelMixin", "ListModelMixin", "RetrieveModelMixin", "DestroyModelMixin"]
    chosen = routing.dice.sample(kinds, routing.dice.randint(1, 3))
    mixins = [routing.views.use("rest_framework.mixins", each) for each in chosen]
    return [*mixins, routing.views.use("rest_framework.viewsets", "GenericViewSet")], []


def _by_hand(routing: Routing) -> tuple[list[str], list[str]]:
    methods = routing.dice.sample(["list", "retrieve", "create", "partial_update"], 2)
    return [routing.views.use("rest_framework.viewsets", "ViewSet")], methods


def _own_base(routing: Routing) -> tuple[list[str], list[str]]:
    name = f"{routing.draft.class_word()}Base"
    base = routing.views.use("rest_framework.viewsets", "ModelViewSet")
    action = routing.views.use("rest_framework.decorators", "action")
    routing.views.add(
        f"class {name}({base}):\n"
        f"    @{action}(detail=False)\n"
        f"    def {routing.draft.word()}(self, request):\n"
        "        return None"
    )
    return [name], []


_BASES: list[tuple[int, Callable[[Routing], tuple[list[str], list[str]]]]] = [
    (6, _whole),
    (3, _reading),
    (3, _mixed),
    (2, _by_hand),
    (2, _own_base),
]


def api_view(routing: Routing) -> str:
    """A subclass of APIView."""
    name = f"{routing.draft.class_word()}View"
    base = routing.views.use("rest_framework.views", "APIView")
    routing.views.add(f"class {name}({base}):\n    def get(self, request):\n        return None")
    return routing.path(f"{name.lower()}/", f"{routing.view(name)}.as_view()", name.lower())


def generic_view(routing: Routing) -> str:
    """A subclass of a generic API view."""
    kind = routing.dice.choice(["ListCreateAPIView", "RetrieveUpdateDestroyAPIView"])
    name = f"{routing.draft.class_word()}Endpoint"
    base = routing.views.use("rest_framework.generics", kind)
    routing.views.add(f"class {name}({base}):\n    queryset = None")
    return routing.path(f"{name.lower()}/<int:pk>/", f"{routing.view(name)}.as_view()")


def function_api_view(routing: Routing) -> str:
    """A function made an API view by a decorator."""
    decorator = routing.views.use("rest_framework.decorators", "api_view")
    name = routing.function(f'{decorator}(["GET", "POST"])')
    return routing.path(f"{name}/", routing.view(name), name)


def bound_by_hand(routing: Routing) -> str:
    """A view set bound without a router."""
    name = _view_set(routing)
    view = f'{routing.view(name)}.as_view({{"get": "list", "post": "create"}})'
    base = routing.views.body[-1]
    if "ModelViewSet" not in base.partition("\n")[0] or "ReadOnly" in base.partition("\n")[0]:
        return function_api_view(routing)
    return routing.path(f"{name.lower()}/", view, name.lower())


_VIEWS: list[tuple[int, Callable[[Routing], str]]] = [
    (3, api_view),
    (3, generic_view),
    (3, function_api_view),
    (2, bound_by_hand),
]
