"""What the tests of all apps build their worlds from."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from accounts.models import Address, User
from catalog.models import Brand, Product
from inventory.models import StockRecord, Warehouse
from orders.services.checkout import place_order
from promotions.models import Coupon, Promotion
from shipping.models import Carrier, ShippingMethod

PASSWORD = "correct horse"
_numbers = count(1)


def make_user(username=None, **fields):
    username = username or f"user{next(_numbers)}"
    fields.setdefault("email", f"{username}@example.com")
    return User.objects.create_user(username=username, password=PASSWORD, **fields)


def make_staff(username=None, **fields):
    return make_user(username, is_staff=True, is_superuser=True, **fields)


def make_address(user, **fields):
    defaults = {"full_name": "Carla Kundin", "line1": "Gartenweg 1", "postal_code": "10115"}
    return Address.objects.create(user=user, **{**defaults, "city": "Berlin", **fields})


def make_product(sku=None, *, price="10.00", stock=10, **fields):
    sku = sku or f"SKU-{next(_numbers)}"
    brand, _ = Brand.objects.get_or_create(slug="fjell", defaults={"name": "Fjell"})
    fields.setdefault("brand", brand)
    fields.setdefault("name", f"Product {sku}")
    product = Product.objects.create(sku=sku, slug=sku.lower(), price=Decimal(price), **fields)
    if stock is not None:
        StockRecord.objects.create(warehouse=make_warehouse(), product=product, on_hand=stock)
    return product


def make_warehouse(code="ber", **fields):
    warehouse, _ = Warehouse.objects.get_or_create(code=code, defaults={"name": code, **fields})
    return warehouse


def make_method(code="standard", **fields):
    carrier, _ = Carrier.objects.get_or_create(
        code="dhl",
        defaults={"name": "DHL", "tracking_url": "https://track.example.com/{number}"},
    )
    defaults = {"name": code.capitalize(), "price": Decimal("4.90"), "carrier": carrier, **fields}
    return ShippingMethod.objects.get_or_create(code=code, defaults=defaults)[0]


def make_promotion(slug="spring", **fields):
    defaults = {"name": slug.capitalize(), "kind": "percent", "value": Decimal(10)}
    starts_at = timezone.now() - timedelta(days=1)
    return Promotion.objects.create(slug=slug, **{**defaults, "starts_at": starts_at, **fields})


def make_coupon(code="SPRING", *, promotion=None, **fields):
    return Coupon.objects.create(code=code, promotion=promotion or make_promotion(), **fields)


def make_order(user=None, *items, **options):
    """Place an order the way the shop does; `items` are pairs of product and quantity."""
    user = user or make_user()
    options.setdefault("shipping_address", user.addresses.first() or make_address(user))
    options.setdefault("shipping_method", make_method())
    return place_order(user, items or [(make_product(), 1)], **options)
