"""django-activity-stream: actions point anywhere, registered models get the ways back."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "actstream": "",
        "actstream.apps": """
from django.apps import AppConfig
class ActstreamConfig(AppConfig):
    name = "actstream"
""",
        "actstream.models": """
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
class Follow(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.CharField(max_length=255)
    follow_object = GenericForeignKey()
    actor_only = models.BooleanField(default=True)
    flag = models.CharField(max_length=255, blank=True)
    started = models.DateTimeField()
class Action(models.Model):
    actor_content_type = models.ForeignKey(
        ContentType, related_name="actor", on_delete=models.CASCADE)
    actor_object_id = models.CharField(max_length=255)
    actor = GenericForeignKey("actor_content_type", "actor_object_id")
    verb = models.CharField(max_length=255)
    description = models.TextField(null=True)
    target_content_type = models.ForeignKey(
        ContentType, null=True, related_name="target", on_delete=models.CASCADE)
    target_object_id = models.CharField(max_length=255, null=True)
    target = GenericForeignKey("target_content_type", "target_object_id")
    action_object_content_type = models.ForeignKey(
        ContentType, null=True, related_name="action_object", on_delete=models.CASCADE)
    action_object_object_id = models.CharField(max_length=255, null=True)
    action_object = GenericForeignKey("action_object_content_type", "action_object_object_id")
    timestamp = models.DateTimeField()
    public = models.BooleanField(default=True)
""",
        "actstream.registry": """
from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
class ActionableModelRegistry:
    def __init__(self):
        self.known = []
    def register(self, *model_classes_or_labels):
        for model in model_classes_or_labels:
            if isinstance(model, str):
                model = apps.get_model(*model.split("."))
            if model in self.known:
                continue
            self.known.append(model)
            label = model._meta.app_label + "_" + model._meta.model_name
            for field in ("actor", "target", "action_object"):
                relation = GenericRelation(
                    "actstream.Action", content_type_field=field + "_content_type",
                    object_id_field=field + "_object_id",
                    related_query_name="actions_with_" + label + "_as_" + field)
                relation.contribute_to_class(model, field + "_actions")
    def unregister(self, *model_classes_or_labels): ...
    def check(self, model_class_or_object): ...
registry = ActionableModelRegistry()
register = registry.register
unregister = registry.unregister
""",
    },
    kept=True,
)
