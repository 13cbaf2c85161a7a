"""django-tree-queries: trees by a parent's key alone, read with recursive queries."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "tree_queries": "",
        "tree_queries.compiler": "",
        "tree_queries.fields": """
from django.db import models
class TreeNodeForeignKey(models.ForeignKey): pass
""",
        "tree_queries.query": """
from django.db.models import Manager, QuerySet
class TreeQuerySet(QuerySet): pass
class TreeManager(Manager): pass
""",
        "tree_queries.models": """
from django.db import models
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.query import TreeQuerySet
class TreeNode(models.Model):
    parent = TreeNodeForeignKey(
        "self", blank=True, null=True, on_delete=models.CASCADE, related_name="children")
    objects = TreeQuerySet.as_manager()
    class Meta:
        abstract = True
class OrderableTreeNode(TreeNode):
    position = models.PositiveIntegerField(default=0)
    class Meta:
        abstract = True
        ordering = ["position"]
""",
    }
)
