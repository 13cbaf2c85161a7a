"""drf-extensions: routers whose registrations nest by giving the lookups of what is above."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "rest_framework_extensions": "",
        "rest_framework_extensions.mixins": """
class NestedViewSetMixin: pass
class DetailSerializerMixin: pass
class PaginateByMaxMixin: pass
""",
        "rest_framework_extensions.routers": """
from django.conf import settings
from rest_framework.routers import DefaultRouter, SimpleRouter
def _above(item, lookups):
    given = getattr(settings, "REST_FRAMEWORK_EXTENSIONS", {})
    name = given.get("DEFAULT_PARENT_LOOKUP_KWARG_NAME_PREFIX", "parent_lookup_")
    prefix = ""
    for lookup in reversed(lookups):
        if item is None:
            break
        regex = getattr(item.parent_viewset, "lookup_value_regex", "[^/.]+")
        here = item.parent_prefix + "/(?P<" + name + lookup + ">" + regex + ")"
        prefix = here + "/" + prefix if prefix else here
        item = item.parent_item
    return prefix
class NestedRegistryItem:
    def __init__(self, router, parent_prefix, parent_item=None, parent_viewset=None):
        self.router = router
        self.parent_prefix = parent_prefix
        self.parent_item = parent_item
        self.parent_viewset = parent_viewset
    def register(self, prefix, viewset, basename=None, parents_query_lookups=(), base_name=None):
        whole = _above(self, parents_query_lookups) + "/" + prefix
        self.router._register(whole, viewset, basename or base_name)
        return NestedRegistryItem(self.router, prefix, self, viewset)
class NestedRouterMixin:
    def _register(self, prefix, viewset, basename=None, base_name=None):
        return super().register(prefix, viewset, basename or base_name)
    def register(self, *args, **kwargs):
        self._register(*args, **kwargs)
        return NestedRegistryItem(
            self, self.registry[-1][0], parent_viewset=self.registry[-1][1])
class ExtendedRouterMixin(NestedRouterMixin): pass
class ExtendedSimpleRouter(ExtendedRouterMixin, SimpleRouter): pass
class ExtendedDefaultRouter(ExtendedRouterMixin, DefaultRouter): pass
""",
    },
    kept=True,
)
