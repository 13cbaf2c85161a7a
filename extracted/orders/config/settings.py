"""Settings of the orders service; what differs between machines comes from the environment."""

from __future__ import annotations

from pathlib import Path

import environ
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
# Without a key of its own the service starts in debug mode only.
SECRET_KEY = env.str("SECRET_KEY", default="insecure-development-key" if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else ["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "decompose_service",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.sites",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "core",
    "accounts",
    "catalog",
    "inventory",
    "promotions",
    "shipping",
    "cart",
    "orders.apps.OrdersConfig",
    "payments",
    "reviews",
    "notifications",
    "support",
    "drf_spectacular",
    "decompose_link",
]

MIDDLEWARE = [
    "decompose_link.middleware.positions",
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "decompose_service.identity.IdentityMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.PreferredLanguageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.shop",
                "cart.context_processors.cart_summary",
                "notifications.context_processors.unread_notifications",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
DATABASE_ROUTERS = ["decompose_service.replicas.ReplicaRouter"]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
]
# The monolith keeps its sessions to itself; this service's own hold messages and the admin's state.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "orders_session"
# Production sends cookies over TLS only: set COOKIES_SECURE=1 there, as in the monolith.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("COOKIES_SECURE", default=False)
# TLS ends at the proxy in front: it redirects and sets Strict-Transport-Security, not the service.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]

STATIC_ROOT = BASE_DIR / "staticfiles"

# What the monolith's settings say, as far as this service reads it.
AUTH_USER_MODEL = "accounts.User"
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://shop")}
CELERY_BEAT_SCHEDULE = {
    "cancel-unpaid-orders": {
        "task": "orders.tasks.cancel_unpaid_orders",
        "schedule": crontab(minute="*/15"),
    },
    "issue-missing-invoices": {
        "task": "orders.tasks.issue_missing_invoices",
        "schedule": crontab(hour="1", minute="30"),
    },
}
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="")
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_TASK_ROUTES = {
    "orders.tasks.*": {"queue": "orders"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="shop@example.com")
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LANGUAGE_CODE = "en"
LOGIN_REDIRECT_URL = "orders:list"
LOGIN_URL = "accounts:login"
LOGOUT_REDIRECT_URL = "catalog:home"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
MEDIA_URL = "/media/"
ORDER_EXPORTERS = {
    "csv": "orders.exporters.csv_exporter",
    "datev": "backoffice.reporting.exporters.datev_exporter",
}
ORDER_NUMBER_PREFIX = env("ORDER_NUMBER_PREFIX", default="SO")
ORDER_PAYMENT_WINDOW_HOURS = env.int("ORDER_PAYMENT_WINDOW_HOURS", default=48)
ORDER_STATS_CACHE_SECONDS = env.int("ORDER_STATS_CACHE_SECONDS", default=60)
PAYMENT_GATEWAY = env("PAYMENT_GATEWAY", default="payments.gateways.InvoiceGateway")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["decompose_service.rest.IdentityAuthentication"],
    "DEFAULT_SCHEMA_CLASS": "decompose_service.schema.ServiceSchema",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "core.pagination.ShopPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["core.throttling.BurstRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "burst": env("API_BURST_RATE", default=None),
        "tracking": env("API_TRACKING_RATE", default=None),
    },
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "PAGE_SIZE": 20,
}
SHOP_CURRENCY = env("SHOP_CURRENCY", default="EUR")
SHOP_NAME = env("SHOP_NAME", default="Northwind & Daughters")
SHOP_VAT_RATE = env("SHOP_VAT_RATE", default="0.19")
SITE_ID = 1
STATIC_URL = "/static/"
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# Choices stand where they are used: fields of one name may have others elsewhere.
SPECTACULAR_SETTINGS = {"TITLE": "orders", "POSTPROCESSING_HOOKS": []}

# Between this service and the monolith.
DECOMPOSE_JWKS_URL = env.str("DECOMPOSE_JWKS_URL", default="")
DECOMPOSE_PUBLIC_KEY = env.str("DECOMPOSE_PUBLIC_KEY", default="", multiline=True)
# How long a request waits for the row of a user who is new to this service.
DECOMPOSE_USER_WAIT_SECONDS = env.float("DECOMPOSE_USER_WAIT_SECONDS", default=1.0)
# Whose words a 401 uses: the monolith's first way to authenticate.
DECOMPOSE_MONOLITH_AUTHENTICATION = "rest_framework.authentication.TokenAuthentication"
# Where the monolith answers calls, and what both sides sign them with.
DECOMPOSE_MONOLITH_URL = env.str("DECOMPOSE_MONOLITH_URL", default="")
DECOMPOSE_SEAM_KEYS = env.str("DECOMPOSE_SEAM_KEYS", default="")
# How long a call may take, and how long a side waits for the rows that the other has written.
DECOMPOSE_TIMEOUT_SECONDS = env.float("DECOMPOSE_TIMEOUT_SECONDS", default=5.0)
DECOMPOSE_WAIT_SECONDS = env.float("DECOMPOSE_WAIT_SECONDS", default=2.0)
# Whether `dispatch_outbox` hands the monolith's signals to Celery's workers.
DECOMPOSE_DISPATCH_BY_CELERY = env.bool("DECOMPOSE_DISPATCH_BY_CELERY", default=False)
# Only tests and development without a monolith write replicas.
DECOMPOSE_REPLICAS_WRITABLE = env.bool("DECOMPOSE_REPLICAS_WRITABLE", default=False)
# Tests turn this on: seams then do what monolith_in_tests does.
DECOMPOSE_SEAMS_IN_TESTS = False
DECOMPOSE_REPLICAS = [
    "accounts.Address",
    "accounts.CustomerGroup",
    "accounts.User",
    "auth.Group",
    "auth.Permission",
    "cart.Cart",
    "cart.CartItem",
    "catalog.Brand",
    "catalog.Product",
    "contenttypes.ContentType",
    "core.FeatureFlag",
    "inventory.Reservation",
    "inventory.StockMovement",
    "inventory.StockRecord",
    "inventory.Warehouse",
    "notifications.EmailTemplate",
    "notifications.Notification",
    "notifications.Preference",
    "payments.CouponRedemption",
    "payments.LedgerEntry",
    "payments.Payment",
    "payments.PaymentMethod",
    "promotions.Coupon",
    "promotions.Promotion",
    "reviews.Review",
    "shipping.Carrier",
    "shipping.Shipment",
    "shipping.ShipmentItem",
    "shipping.ShippingMethod",
    "support.Ticket",
    "support.TicketMessage",
]
# Secrets: the columns are here, their content stays with the monolith.
DECOMPOSE_UNFILLED = {}
TEST_RUNNER = "decompose_service.testing.ServiceRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "decompose_service.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
