"""How money moves; the class is chosen by the setting PAYMENT_GATEWAY."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GatewayResult:
    accepted: bool
    reference: str
    declined: bool = False
    message: str = ""


class InvoiceGateway:
    """Payment on invoice: accepted when the customer pays, so nothing is captured at once."""

    def charge(self, payment):
        return GatewayResult(accepted=False, reference=f"INVOICE-{payment.order.number}")

    def refund(self, payment, amount):
        return GatewayResult(accepted=True, reference=f"CREDIT-{payment.order.number}")


class CardGateway:
    """The card provider's sandbox; tokens that begin with `decline` are declined."""

    def charge(self, payment):
        token = payment.method.token if payment.method else ""
        if not token or token.startswith("decline"):
            return GatewayResult(False, "", declined=True, message="The card was declined.")
        return GatewayResult(accepted=True, reference=f"CARD-{payment.idempotency_key}")

    def refund(self, payment, amount):
        return GatewayResult(accepted=True, reference=f"REFUND-{payment.provider_reference}")
