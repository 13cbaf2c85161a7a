import hmac
import json

from django.conf import settings
from django.http import HttpResponseBadRequest, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from rest_framework import generics, serializers

from orders.models import Order
from payments.models import Payment
from payments.services import capture


class PaymentSerializer(serializers.ModelSerializer):
    order = serializers.CharField(source="order.number")

    class Meta:
        model = Payment
        fields = ["id", "order", "amount", "currency", "status", "captured_at"]


class OrderPaymentsView(generics.ListAPIView):
    serializer_class = PaymentSerializer
    pagination_class = None

    def get_queryset(self):
        order = get_object_or_404(
            Order.objects.visible_to(self.request.user), pk=self.kwargs["order_id"]
        )
        return order.payments.select_related("order")


@csrf_exempt
@require_POST
def webhook(request):
    """The provider tells us that money has arrived."""
    secret = settings.PAYMENT_GATEWAY_SECRET
    given = request.headers.get("X-Gateway-Secret", "")
    if not secret or not hmac.compare_digest(secret, given):
        return HttpResponseForbidden("wrong secret")
    try:
        number = json.loads(request.body)["order"]
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest("no order")
    payment = get_object_or_404(Payment, order__number=number, status=Payment.Status.PENDING)
    capture(payment)
    return JsonResponse({"order": number, "status": payment.status})
