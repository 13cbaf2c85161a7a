"""Django REST framework: views with their methods, viewsets with their actions, routers."""

from __future__ import annotations

from decompose_source.packages._package import Package

_VIEWSETS = """
from rest_framework import generics, mixins, views
class ViewSetMixin: pass
class ViewSet(ViewSetMixin, views.APIView): pass
class GenericViewSet(ViewSetMixin, generics.GenericAPIView): pass
class ReadOnlyModelViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, GenericViewSet): pass
class ModelViewSet(mixins.CreateModelMixin, mixins.RetrieveModelMixin, mixins.UpdateModelMixin,
                   mixins.DestroyModelMixin, mixins.ListModelMixin, GenericViewSet): pass
"""
_MIXINS = """
class CreateModelMixin:
    def create(self, request, *args, **kwargs): self.perform_create(None)
    def perform_create(self, serializer): serializer.save()
class ListModelMixin:
    def list(self, request, *args, **kwargs): ...
class RetrieveModelMixin:
    def retrieve(self, request, *args, **kwargs): ...
class UpdateModelMixin:
    def update(self, request, *args, **kwargs): self.perform_update(None)
    def perform_update(self, serializer): serializer.save()
    def partial_update(self, request, *args, **kwargs): self.perform_update(None)
class DestroyModelMixin:
    def destroy(self, request, *args, **kwargs): self.perform_destroy(None)
    def perform_destroy(self, instance): instance.delete()
"""


def _generic(name: str, *parts: str) -> str:
    """Write one of the concrete generic views."""
    bases = ", ".join(f"mixins.{each}ModelMixin" for each in parts)
    methods = {
        "Create": ("post",), "List": ("get",), "Retrieve": ("get",),
        "Update": ("put", "patch"), "Destroy": ("delete",),
    }  # fmt: skip
    call = {
        "post": "create", "put": "update", "patch": "partial_update", "delete": "destroy",
    }  # fmt: skip
    lines = [f"class {name}({bases}, GenericAPIView):"]
    for part in parts:
        for method in methods[part]:
            action = call.get(method, "list" if part == "List" else "retrieve")
            lines.append(f"    def {method}(self, request, *args, **kwargs):")
            lines.append(f"        return self.{action}(request, *args, **kwargs)")
    return "\n".join(lines)


_GENERICS = "\n".join(
    [
        "from rest_framework import mixins, views",
        "class GenericAPIView(views.APIView):",
        "    lookup_field = 'pk'",
        "    lookup_url_kwarg = None",
        _generic("CreateAPIView", "Create"),
        _generic("ListAPIView", "List"),
        _generic("RetrieveAPIView", "Retrieve"),
        _generic("DestroyAPIView", "Destroy"),
        _generic("UpdateAPIView", "Update"),
        _generic("ListCreateAPIView", "List", "Create"),
        _generic("RetrieveUpdateAPIView", "Retrieve", "Update"),
        _generic("RetrieveDestroyAPIView", "Retrieve", "Destroy"),
        _generic("RetrieveUpdateDestroyAPIView", "Retrieve", "Update", "Destroy"),
    ]
)

package = Package(
    stubs={
        "rest_framework": "",
        "rest_framework.views": """
from django.views.generic.base import View
class APIView(View): pass
""",
        "rest_framework.mixins": _MIXINS,
        "rest_framework.generics": _GENERICS,
        "rest_framework.viewsets": _VIEWSETS,
        "rest_framework.routers": """
from rest_framework import views
class APIRootView(views.APIView):
    def get(self, request, *args, **kwargs): ...
class Route:
    def __init__(self, url, mapping, name, detail, initkwargs=None):
        self.url, self.mapping, self.name = url, mapping, name
        self.detail, self.initkwargs = detail, initkwargs
    def _replace(self, **kwargs):
        given = {"url": self.url, "mapping": self.mapping, "name": self.name,
                 "detail": self.detail, "initkwargs": self.initkwargs}
        given.update(kwargs)
        return Route(**given)
class DynamicRoute:
    def __init__(self, url, name, detail, initkwargs=None):
        self.url, self.name, self.detail, self.initkwargs = url, name, detail, initkwargs
class BaseRouter:
    @property
    def urls(self):
        return self.get_urls()
class SimpleRouter(BaseRouter):
    routes = [
        Route(r"^{prefix}{trailing_slash}$", {"get": "list", "post": "create"},
              "{basename}-list", False, {"suffix": "List"}),
        DynamicRoute(r"^{prefix}/{url_path}{trailing_slash}$", "{basename}-{url_name}", False, {}),
        Route(r"^{prefix}/{lookup}{trailing_slash}$",
              {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"},
              "{basename}-detail", True, {"suffix": "Instance"}),
        DynamicRoute(r"^{prefix}/{lookup}/{url_path}{trailing_slash}$",
                     "{basename}-{url_name}", True, {}),
    ]
    include_root_view = False
    include_format_suffixes = False
class DefaultRouter(SimpleRouter):
    include_root_view = True
    include_format_suffixes = True
    root_view_name = "api-root"
    APIRootView = APIRootView
""",
        "rest_framework.authtoken": "",
        "rest_framework.authtoken.views": """
from rest_framework.views import APIView
class ObtainAuthToken(APIView):
    def post(self, request, *args, **kwargs): Token.objects.get_or_create(user=request.user)
obtain_auth_token = ObtainAuthToken.as_view()
""",
        "rest_framework.authtoken.models": """
from django.conf import settings
from django.db import models
class Token(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, related_name="auth_token", on_delete=models.CASCADE)
    created = models.DateTimeField(auto_now_add=True)
    class Meta:
        abstract = False
""",
        "rest_framework_nested": "",
        "rest_framework_nested.routers": """
from rest_framework.routers import DefaultRouter, SimpleRouter
class NestedMixin: pass
class NestedSimpleRouter(NestedMixin, SimpleRouter): pass
class NestedDefaultRouter(NestedMixin, DefaultRouter): pass
""",
    }
)
