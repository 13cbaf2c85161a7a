"""django-treebeard: three ways to keep a tree, each with its own columns."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "treebeard": "",
        "treebeard.models": """
from django.db import models
class Node(models.Model):
    class Meta:
        abstract = True
""",
        "treebeard.mp_tree": """
from django.db import models
from treebeard.models import Node
class MP_NodeQuerySet(models.QuerySet): pass
class MP_NodeManager(models.Manager): pass
class MP_Node(Node):
    path = models.CharField(max_length=255, unique=True)
    depth = models.PositiveIntegerField()
    numchild = models.PositiveIntegerField(default=0)
    class Meta:
        abstract = True
""",
        "treebeard.ns_tree": """
from django.db import models
from treebeard.models import Node
class NS_NodeManager(models.Manager): pass
class NS_Node(Node):
    lft = models.PositiveIntegerField(db_index=True)
    rgt = models.PositiveIntegerField(db_index=True)
    tree_id = models.PositiveIntegerField(db_index=True)
    depth = models.PositiveIntegerField(db_index=True)
    class Meta:
        abstract = True
""",
        "treebeard.al_tree": """
from django.db import models
from treebeard.models import Node
class AL_NodeManager(models.Manager): pass
class AL_Node(Node):
    class Meta:
        abstract = True
""",
        "treebeard.ltree": "",
    },
    kept=True,
)
