"""Settings of the shop; everything that differs between machines comes from the environment."""

from pathlib import Path

import environ
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env(DEBUG=(bool, True))
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env("DEBUG")
SECRET_KEY = env(
    "SECRET_KEY", default="insecure-development-key-change-me-in-production-0123456789"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

DJANGO_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
]
THIRD_PARTY_APPS = [
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
]
SHOP_APPS = [
    "core",
    "accounts",
    "catalog",
    "inventory.apps.InventoryConfig",
    "promotions",
    "shipping",
    "cart",
    "orders.apps.OrdersConfig",
    "payments",
    "reviews",
    "notifications",
    "support",
    "backoffice.reporting",
    "backoffice.demo",
]
INSTALLED_APPS = DJANGO_APPS + THIRD_PARTY_APPS + SHOP_APPS
# The audit trail came with the SOX project; it can be switched off on developer machines.
AUDIT_ENABLED = env.bool("AUDIT_ENABLED", default=True)
INSTALLED_APPS += ["backoffice.audit.apps.AuditConfig"]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.PreferredLanguageMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
ASGI_APPLICATION = "shop.asgi.application"

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
# Reports may read from a follower; by default there is only the one database.
if env("REPORTING_DATABASE_URL", default=""):
    DATABASES["reporting"] = env.db("REPORTING_DATABASE_URL")
REPORTING_DATABASE = "reporting" if "reporting" in DATABASES else "default"
DATABASE_ROUTERS = ["backoffice.reporting.routers.ReportingRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://shop")}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "orders:list"
LOGOUT_REDIRECT_URL = "catalog:home"
SITE_ID = 1

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="shop@example.com")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
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

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="")
# Without a broker tasks run in the process that sends them: the shop needs nothing else to run.
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
CELERY_TASK_ROUTES = {
    "orders.tasks.*": {"queue": "orders"},
    "notifications.send_email": {"queue": "mail"},
}
CELERY_BEAT_SCHEDULE = {
    "cancel-unpaid-orders": {
        "task": "orders.tasks.cancel_unpaid_orders",
        "schedule": crontab(minute="*/15"),
    },
    "issue-missing-invoices": {
        "task": "orders.tasks.issue_missing_invoices",
        "schedule": crontab(hour="1", minute="30"),
    },
    "daily-sales": {
        "task": "reporting.build_daily_sales",
        "schedule": crontab(hour="2", minute="0"),
    },
    "expire-reservations": {
        "task": "inventory.tasks.expire_reservations",
        "schedule": crontab(minute="5"),
    },
}

# The business side of the shop.
SHOP_NAME = env("SHOP_NAME", default="Northwind & Daughters")
SHOP_CURRENCY = env("SHOP_CURRENCY", default="EUR")
SHOP_VAT_RATE = env("SHOP_VAT_RATE", default="0.19")
ORDER_NUMBER_PREFIX = env("ORDER_NUMBER_PREFIX", default="SO")
ORDER_PAYMENT_WINDOW_HOURS = env.int("ORDER_PAYMENT_WINDOW_HOURS", default=48)
ORDER_STATS_CACHE_SECONDS = env.int("ORDER_STATS_CACHE_SECONDS", default=60)
PAYMENT_GATEWAY = env("PAYMENT_GATEWAY", default="payments.gateways.InvoiceGateway")
PAYMENT_GATEWAY_SECRET = env("PAYMENT_GATEWAY_SECRET", default="")
ORDER_EXPORTERS = {
    "csv": "orders.exporters.csv_exporter",
    "datev": "backoffice.reporting.exporters.datev_exporter",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.logging.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line",
        },
    },
    "loggers": {
        "orders": {"handlers": ["console"], "level": env("ORDERS_LOG_LEVEL", default="WARNING")},
        "payments": {"handlers": ["console"], "level": "WARNING"},
    },
}
