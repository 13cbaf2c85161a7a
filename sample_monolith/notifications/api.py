from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer):
    target = serializers.StringRelatedField()

    class Meta:
        model = Notification
        fields = ["id", "kind", "title", "body", "target", "created_at", "read_at"]


class NotificationViewSet(viewsets.ReadOnlyModelViewSet):
    serializer_class = NotificationSerializer

    def get_queryset(self):
        return Notification.objects.filter(user=self.request.user).prefetch_related("target")

    @action(detail=True, methods=["post"])
    def read(self, request, pk=None):
        note = self.get_object()
        note.read_at = note.read_at or timezone.now()
        note.save(update_fields=["read_at"])
        return Response(self.get_serializer(note).data)
