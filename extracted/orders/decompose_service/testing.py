"""How the tests that came along run here: replicas can be written, and a login is an identity
token.

A test that fails after it has reached what is not here, a seam which is not settled or a page of
the monolith, is reported as skipped, with that as the reason.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import pkgutil
import re
import time
import unittest
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.messages import get_messages
from django.core.exceptions import FieldError, ObjectDoesNotExist
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.test.client import ClientHandler
from django.test.runner import DiscoverRunner
from django.test.utils import iter_test_cases
from django.utils.module_loading import import_string

import monolith_in_tests
from decompose_service import seams
from decompose_service.identity import AUDIENCE, ISSUER, TYPE
from decompose_service.replicas import LeftOut, left_out_is_dropped
from decompose_service.seams import ENDS_IN_TESTS

REPORT = "DECOMPOSE_TEST_REPORT"
# What a function of an old migration raises whose columns have changed since.
_OTHER_SCHEMA = (
    AttributeError, FieldError, IntegrityError, LookupError, ObjectDoesNotExist, TypeError,
)  # fmt: skip
logger = logging.getLogger(__name__)
_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def token_for(user: AbstractBaseUser, *, via: str = "cookie") -> str:
    """Sign what the monolith would sign for this user."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user.pk),
        "via": via,
        "iat": now,
        "exp": now + 3600,
    }
    return jwt.encode(claims, _key, algorithm="RS256", headers={"kid": "test", "typ": TYPE})


def prepare() -> None:
    """Let tests write replicas and log in."""
    settings.DECOMPOSE_REPLICAS_WRITABLE = True
    settings.SECRET_KEY = "for tests only"
    settings.DECOMPOSE_SEAMS_IN_TESTS = True
    settings.DECOMPOSE_LOOPBACK = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DECOMPOSE_USER_WAIT_SECONDS = 0
    # Tests prepare sessions as the monolith's have them: by the key that a cookie holds.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.DECOMPOSE_PUBLIC_KEY = (
        _key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    )
    for label, name, rule in monolith_in_tests.DELETES:
        field = apps.get_model(label)._meta.get_field(name)
        field.remote_field.on_delete = getattr(models, rule)
    Client.force_login = _force_login
    ClientHandler.__call__ = _exchanged(ClientHandler.__call__)
    Client.login = _login
    Client.logout = _logout


def make_rows() -> None:
    """Make the rows of the monolith's migrations, and connect what it does on our signals."""
    for info in pkgutil.walk_packages(monolith_in_tests.__path__, f"{ENDS_IN_TESTS}."):
        importlib.import_module(info.name)
    historical = _historical()
    with left_out_is_dropped(), connection.schema_editor() as editor:
        for module, function in monolith_in_tests.ROWS:
            make = getattr(importlib.import_module(f"{ENDS_IN_TESTS}.{module}"), function)
            try:
                with transaction.atomic():
                    make(historical, editor)
            except _OTHER_SCHEMA as error:
                logger.warning("%s.%s made no rows: %s", module, function, error)


def _historical() -> StateApps:
    """Make the models as migrations see them: plain rows, without the methods of our classes."""
    historical = MigrationLoader(connection).project_state().apps
    for model in historical.get_models():
        for each in apps.get_model(model._meta.label).__mro__:
            for name, value in vars(each).items():
                if isinstance(value, LeftOut):
                    setattr(model, name, value)
    return historical


class ServiceRunner(DiscoverRunner):
    """Django's test runner, with this service's ways."""

    def setup_test_environment(self, **kwargs: Any) -> None:
        """Let tests write replicas and log in."""
        super().setup_test_environment(**kwargs)
        prepare()

    def setup_databases(self, **kwargs: Any) -> Any:
        """Make the rows that tests may count on."""
        names = super().setup_databases(**kwargs)
        make_rows()
        return names

    def get_resultclass(self) -> type[unittest.TextTestResult]:
        """Count a test that reaches a seam as skipped."""
        return SeamResult

    def run_suite(self, suite: unittest.TestSuite, **kwargs: Any) -> unittest.TestResult:
        """Run, and write the figures where the environment asks for them."""
        names = [each.id() for each in iter_test_cases(suite)]
        result = super().run_suite(suite, **kwargs)
        if path := os.environ.get(REPORT):
            Path(path).write_text(json.dumps(_figures(names, result)), encoding="utf-8")
        return result


class SeamResult(unittest.TextTestResult):
    """A result that tells a seam from a fault."""

    def startTest(self, test: unittest.TestCase) -> None:
        """Forget what the test before has reached."""
        seams.reached.clear()
        super().startTest(test)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        """Take an error for a skip where a seam was reached."""
        if not self._skipped(test):
            super().addError(test, err)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        """Take a failure for a skip where a seam was reached."""
        if not self._skipped(test):
            super().addFailure(test, err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        """Take a failed subtest for a skip where a seam was reached."""
        if err is None or not self._skipped(subtest):
            super().addSubTest(test, subtest, err)

    def _skipped(self, test: unittest.TestCase) -> bool:
        if not seams.reached:
            return False
        self.addSkip(test, seams.reached[0])
        return True


def _figures(names: list[str], result: unittest.TestResult) -> dict[str, object]:
    outcomes = dict.fromkeys(names, "passed")
    outcomes |= {test.id(): "skipped" for test, _ in result.skipped}
    failed = [test for test, _ in (*result.failures, *result.errors)]
    outcomes |= {each.id(): "failed" for each in (*failed, *result.unexpectedSuccesses)}
    counts = Counter(outcomes.values())
    reasons = Counter(reason for _, reason in result.skipped)
    return {
        "collected": len(names),
        "passed": min(counts["passed"], result.testsRun),
        "failed": counts["failed"],
        "skipped": counts["skipped"],
        "reasons": dict(sorted(reasons.items())),
        "outcomes": dict(sorted(outcomes.items())),
    }


def _force_login(self: Client, user: AbstractBaseUser, backend: str | None = None) -> None:
    self.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token_for(user)}"


def _exchanged(call: Callable[..., Any]) -> Callable[..., Any]:
    """Do what the proxy does: exchange the monolith's kind of Authorization header for a token."""

    def exchange(self: ClientHandler, environ: dict[str, Any]) -> Any:
        authorization = environ.get("HTTP_AUTHORIZATION", "")
        name = getattr(settings, "DECOMPOSE_MONOLITH_AUTHENTICATION", "")
        if authorization and name and not authorization.startswith("Bearer "):
            found = import_string("decompose_service.rest.authenticated")(name, environ)
            environ.pop("HTTP_AUTHORIZATION")
            if found is not None:
                environ["HTTP_AUTHORIZATION"] = f"Bearer {token_for(found, via='authorization')}"
        answer = call(self, environ)
        path = environ.get("PATH_INFO", "").lstrip("/")
        if answer.status_code == HTTPStatus.NOT_FOUND and _is_of_monolith(path):
            seams.reached.append(f"/{path} is a page of the monolith")
        return answer

    return exchange


def _is_of_monolith(path: str) -> bool:
    return any(re.match(each, path) for each in monolith_in_tests.PAGES)


def page_of_monolith(request: HttpRequest) -> HttpResponse:
    """Stand in for a page that the monolith serves: its layout, with what is told the user."""
    seams.reached.append(f"{request.path} is a page of the monolith")
    layout = monolith_in_tests.LAYOUT
    text = render_to_string(layout, request=request) if layout else "A page of the monolith."
    told = [str(each) for each in get_messages(request)]
    return HttpResponse("\n".join([text, *(each for each in told if each not in text)]))


def _login(self: Client, **credentials: Any) -> bool:
    """Log in by name alone: passwords stay in the monolith."""
    named = {key: each for key, each in credentials.items() if key != "password"}
    user = get_user_model()._default_manager.filter(**named).first()
    if user is None or not user.is_active:
        return False
    self.force_login(user)
    return True


def _logout(self: Client) -> None:
    self.defaults.pop("HTTP_AUTHORIZATION", None)
