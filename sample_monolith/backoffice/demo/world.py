"""Everything that is there before the first order: people, goods, warehouses, promotions."""

import hashlib
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils.text import slugify
from rest_framework.authtoken.models import Token

from accounts.models import Address, CustomerGroup, User
from backoffice.demo import words
from backoffice.demo.loading import load
from catalog.models import Brand, Category, Product
from core.models import FeatureFlag
from inventory.models import Warehouse
from payments.models import PaymentMethod
from promotions.models import Coupon, GiftCard, Promotion
from shipping.models import Carrier, ShippingMethod

PASSWORD = "shop-demo"
# A fixed salt, long enough that no login writes a better one.
SALT = "northwindanddaughters0"
STAFF = [
    ("staff", "Sigrid", "Northwind", True),
    ("desk", "Oskar", "Ordner", False),
    ("books", "Berta", "Buch", False),
    ("agent1", "Ayla", "Hilf", False),
    ("agent2", "Max", "Rat", False),
]


class World:
    """What the orders refer to."""

    def __init__(self, rng, base, order_count):
        self.rng = rng
        self.base = base
        self.order_count = order_count
        self.start = base - timedelta(days=5 * 365)

    def build(self):
        self._people()
        self._shipping()
        self._goods()
        self._promotions()

    def token(self, username):
        return hashlib.sha1(f"shop-demo:{username}".encode()).hexdigest()

    def _people(self):
        rng = self.rng
        password = make_password(PASSWORD, salt=SALT)
        count = max(20, self.order_count // 5)
        users = [
            self._user(pk, username, f"{username}@example.com", first, last, password, True, boss)
            for pk, (username, first, last, boss) in enumerate(STAFF, 1)
        ]
        self.staff_ids = [row[0] for row in users]
        self.first_customer = len(users) + 1
        users.append(
            self._user(
                len(users) + 1, "customer", "customer@example.com", "Carla", "Kundin", password
            )
        )
        for pk in range(self.first_customer + 1, self.first_customer + count):
            first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
            name = slugify(f"{first}.{last}".replace(".", "-"))
            users.append(
                self._user(pk, f"{name}-{pk}", f"{name}-{pk}@example.net", first, last, password)
            )
        self.customer_ids = [row[0] for row in users[len(STAFF) :]]
        load(User, USER_FIELDS, users)
        self._addresses({row[0]: f"{row[3]} {row[4]}" for row in users})
        self._roles_and_groups()

    def _user(self, pk, username, email, first, last, password, staff=False, boss=False):
        joined = self.start + timedelta(days=self.rng.randrange(1500), hours=9)
        tier = (
            "standard" if staff else self.rng.choices(["standard", "silver", "gold"], [8, 3, 1])[0]
        )
        return (
            *(pk, username, email, first, last, password, staff, boss, True, joined),
            *("", tier, "", bool(pk % 3)),
        )

    def _addresses(self, names):
        rng, rows, self.addresses = self.rng, [], {}
        for user_id, name in names.items():
            for default in (True, False)[: 1 if rng.random() < 0.8 else 2]:
                postal_code, city, country = rng.choice(words.CITIES)
                line1 = f"{rng.choice(words.STREETS)} {rng.randrange(1, 120)}"
                pk = len(rows) + 1
                row = (pk, user_id, name, "", line1, "", postal_code, city, country, default)
                rows.append((*row, self.start, self.start))
                lines = [name, line1, f"{postal_code} {city}", country]
                self.addresses.setdefault(user_id, []).append((pk, lines))
        load(Address, ADDRESS_FIELDS, rows)
        load(
            PaymentMethod,
            ["id", "user_id", "label", "token", "is_default", "created_at", "updated_at"],
            [
                (pk, pk, "Card ending 4242", f"tok_{pk:08x}", True, self.start, self.start)
                for pk in self.customer_ids
            ],
        )

    def _roles_and_groups(self):
        call_command("loaddata", "customer_groups", "email_templates", verbosity=0)
        for username, role in [("desk", "Order desk"), ("books", "Accounting")]:
            group, _ = Group.objects.get_or_create(name=role)
            User.objects.get(username=username).groups.add(group)
        for group in CustomerGroup.objects.order_by("slug"):
            group.members.add(*self.rng.sample(self.customer_ids, 5))
        for pk, username in enumerate(["staff", "customer"]):
            user = User.objects.get(username=username)
            Token.objects.create(key=self.token(username), user=user)
            Token.objects.filter(user=user).update(created=self.start)
        for name in ["brand-stats", "reviews", "stock-alerts"]:
            FeatureFlag.objects.update_or_create(name=name, defaults={"enabled": True})

    def _shipping(self):
        self.warehouses = Warehouse.objects.bulk_create(
            [
                Warehouse(id=1, code="ber", name="Berlin"),
                Warehouse(id=2, code="ham", name="Hamburg"),
                Warehouse(id=3, code="graz", name="Graz", country="AT", is_active=False),
            ]
        )
        dhl = Carrier.objects.create(
            id=1, code="dhl", name="DHL", tracking_url="https://track.example.com/dhl/{number}"
        )
        post = Carrier.objects.create(
            id=2, code="post", name="Post", tracking_url="https://track.example.com/post/{number}"
        )
        self.methods = ShippingMethod.objects.bulk_create(
            [
                ShippingMethod(
                    *(1, dhl.id, "standard", "Standard", Decimal("4.90"), Decimal(50)), ["DE", "AT"]
                ),
                ShippingMethod(2, dhl.id, "express", "Express", Decimal("9.90"), None, ["DE"]),
                ShippingMethod(3, post.id, "letter", "Letter", Decimal("1.90"), None, []),
            ]
        )

    def _goods(self):
        rng, products, links = self.rng, [], []
        Brand.objects.bulk_create(
            Brand(id=pk, name=name, slug=slugify(name)) for pk, name in enumerate(words.BRANDS, 1)
        )
        leaves = self._categories()
        count = min(2000, max(40, self.order_count // 50))
        for pk in range(1, count + 1):
            category, category_id = leaves[pk % len(leaves)]
            material = rng.choice(words.MATERIALS)
            name = f"{rng.choice(words.GOODS[category])}, {material} No. {pk}"
            sku = f"{category[:3].upper()}-{pk:05d}"
            price = Decimal(rng.randrange(290, 14990)) / 100
            attributes = {
                "colour": rng.choice(words.COLOURS),
                "related_product_ids": sorted(rng.sample(range(1, count + 1), 2)),
            }
            products.append(
                (pk, sku, name, slugify(name), "physical", f"Made of {material}, to last.",
                 rng.randrange(1, len(words.BRANDS) + 1), price, rng.randrange(50, 5000),
                 pk % 40 != 0, attributes, None, self.start, self.start)
            )  # fmt: skip
            links.append((pk, pk, category_id))
        load(Product, PRODUCT_FIELDS, products)
        load(Product.categories.through, ["id", "product_id", "category_id"], links)
        self.products = [(row[0], row[1], row[2], row[7]) for row in products]
        self._gift_cards(count)

    def _gift_cards(self, last_id):
        cards = list(enumerate([25, 50, 100], last_id + 1))
        rows = [
            (pk, f"GIFT-{value}", f"Gift card {value}", f"gift-card-{value}", "gift_card", "", 1)
            + (Decimal(value), 0, True, {}, None, self.start, self.start)
            for pk, value in cards
        ]
        load(Product, PRODUCT_FIELDS, rows)
        values = [(pk, Decimal(value), 36) for pk, value in cards]
        load(GiftCard, ["product_ptr_id", "face_value", "valid_months"], values)

    def _categories(self):
        leaves, pk = [], 0
        for position, (top, children) in enumerate(words.CATEGORIES.items()):
            pk += 1
            parent = Category.objects.create(id=pk, name=top, slug=slugify(top), position=position)
            for place, name in enumerate(children):
                pk += 1
                Category.objects.create(
                    id=pk, name=name, slug=slugify(name), parent=parent, position=place
                )
                leaves.append((name, pk))
        return leaves

    def _promotions(self):
        self.promotions, self.coupons = [], []
        for year in range(5):
            for number, (name, kind, value) in enumerate(PROMOTIONS, 1):
                pk = len(self.promotions) + 1
                starts = self.start + timedelta(days=365 * year + 70 * number)
                self.promotions.append(
                    Promotion(
                        id=pk,
                        name=f"{name} {starts:%Y}",
                        slug=slugify(f"{name}-{starts:%Y}-{pk}"),
                        kind=kind,
                        value=value,
                        minimum_total=30,
                        starts_at=starts,
                        ends_at=starts + timedelta(days=21),
                        is_active=year == 4,
                        created_at=starts,
                        updated_at=starts,
                    )
                )
                self.coupons.append(
                    Coupon(
                        id=pk,
                        code=f"{name[:4].upper()}{starts:%y}{pk:02d}",
                        promotion_id=pk,
                        max_uses=self.order_count,
                        created_at=starts,
                        updated_at=starts,
                    )
                )
        Promotion.objects.bulk_create(self.promotions)
        Coupon.objects.bulk_create(self.coupons)
        for promotion in self.promotions[::4]:
            promotion.products.add(*self.rng.sample([p[0] for p in self.products], 6))


USER_FIELDS = ["id", "username", "email", "first_name", "last_name", "password", "is_staff"]
USER_FIELDS += ["is_superuser", "is_active", "date_joined"]
USER_FIELDS += ["phone", "loyalty_tier", "preferred_language", "marketing_opt_in"]
ADDRESS_FIELDS = ["id", "user_id", "full_name", "company", "line1", "line2", "postal_code", "city"]
ADDRESS_FIELDS += ["country", "is_default", "created_at", "updated_at"]
PRODUCT_FIELDS = ["id", "sku", "name", "slug", "kind", "description", "brand_id", "price"]
PRODUCT_FIELDS += ["weight_grams", "is_active", "attributes", "deleted_at"]
PRODUCT_FIELDS += ["created_at", "updated_at"]
PROMOTIONS = [
    ("Spring sale", "percent", Decimal(10)),
    ("Garden weeks", "percent", Decimal(15)),
    ("Back to school", "amount", Decimal(5)),
    ("Advent", "free_shipping", Decimal(0)),
]
