"""Planters of couplings by code, names, templates, settings and files."""

from __future__ import annotations

PLANTERS: dict[str, tuple[str, str]] = {
    "admin": (
        "support -> inventory",
        """
        support/planted_admin.py
            from django.contrib import admin
            from inventory.models import Warehouse
            class PlantedInline(admin.TabularInline):  <--
                model = Warehouse
        """,
    ),
    "cache_key": (
        "shipping -> reviews",
        """
        reviews/planted_cache_key.py
            from django.core.cache import cache
            cache.set("planted", 1)
        shipping/planted_cache_key.py
            from django.core.cache import cache
            cache.get("planted")  <--
        """,
    ),
    "call": (
        "inventory -> shipping",
        """
        inventory/planted_call.py
            from shipping.services import mark_delivered
            def planted(shipment):
                mark_delivered(shipment)  <--
        """,
    ),
    "command": (
        "cart -> orders",
        """
        cart/planted_command.py
            from django.core.management import call_command
            def planted():
                call_command("export_orders")  <--
        """,
    ),
    "dynamic_import": (
        "cart -> shipping",
        """
        cart/planted_dynamic_import.py
            from django.utils.module_loading import import_string
            def planted():
                return import_string("shipping.models.Shipment")  <--
        """,
    ),
    "feature_flag": (
        "inventory -> core",
        """
        inventory/planted_feature_flag.py
            from core.flags import flag_enabled
            def planted():
                return flag_enabled("planted")  <--
        """,
    ),
    "form": (
        "cart -> shipping",
        """
        cart/planted_form.py
            from django import forms
            from shipping.models import Carrier
            class PlantedForm(forms.Form):
                carrier = forms.ModelChoiceField(queryset=Carrier.objects.all())  <--
        """,
    ),
    "imports": (
        "accounts -> shipping",
        """
        accounts/planted_imports.py
            from shipping.models import Carrier  <--
        """,
    ),
    "live_endpoint": (
        "cart",
        """
        cart/planted_live_endpoint.py
            from channels.generic.websocket import WebsocketConsumer  <--
        """,
    ),
    "monkeypatch": (
        "inventory -> shipping",
        """
        inventory/planted_monkeypatch.py
            from shipping.models import Carrier
            Carrier.planted = True  <--
        """,
    ),
    "permission": (
        "catalog -> orders",
        """
        catalog/planted_permission.py
            def planted(user):
                return user.has_perm("orders.refund_order")  <--
        """,
    ),
    "rest_class": (
        "promotions -> core",
        """
        promotions/planted_rest_class.py
            from core.throttling import BurstRateThrottle
            from rest_framework.views import APIView
            class PlantedView(APIView):
                throttle_classes = [BurstRateThrottle]  <--
        """,
    ),
    "serializer": (
        "shipping -> accounts",
        """
        shipping/planted_serializer.py
            from accounts.serializers import AddressSerializer
            from rest_framework import serializers
            from shipping.models import Shipment
            class PlantedSerializer(serializers.ModelSerializer):
                address = AddressSerializer()  <--
                class Meta:
                    model = Shipment
                    fields = ["address"]
        """,
    ),
    "settings": (
        "shop -> cart",
        """
        shop/settings/base.py
            PLANTED_HOOKS = ["cart.services.cart_for"]  <--
        """,
    ),
    "signal": (
        "promotions -> shipping",
        """
        promotions/models.py
            from django.db.models.signals import post_save as planted_signal
            from django.dispatch import receiver as planted_receiver
            @planted_receiver(planted_signal, sender="shipping.Shipment")  <--
            def planted_receives(sender, instance, **kwargs):
                pass
        """,
    ),
    "static_file": (
        "support -> orders",
        """
        support/templates/support/planted_static.html
            {% load static %}
            <script src="{% static 'orders/cancel.js' %}"></script>  <--
        """,
    ),
    "task": (
        "shipping -> inventory",
        """
        shipping/planted_task.py
            from inventory.tasks import expire_reservations
            def planted():
                expire_reservations.delay()  <--
        """,
    ),
    "template": (
        "reviews -> cart",
        """
        reviews/planted_template.py
            from django.shortcuts import render
            def planted(request):
                return render(request, "cart/detail.html")  <--
        """,
    ),
    "test_code": (
        "payments -> promotions",
        """
        payments/tests/test_planted.py
            from promotions.models import Coupon  <--
        """,
    ),
    "translation": (
        "cart -> locale",
        """
        locale/fr/LC_MESSAGES/djangojs.po
            #: cart/views.py
            msgid "planted"  <--
            msgstr "plant\u00e9"
        """,
    ),
    "url_name": (
        "promotions -> accounts",
        """
        promotions/planted_url_name.py
            from django.urls import reverse
            def planted():
                return reverse("accounts:profile")  <--
        """,
    ),
}
