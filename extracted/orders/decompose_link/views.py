"""The one door between the two sides: a signed question in, an answer out."""

from __future__ import annotations

import json
import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from decompose_link.client import KEY
from decompose_link.errors import CannotCross, RowNotThere
from decompose_link.options import wait_seconds
from decompose_link.owners import here
from decompose_link.positions import HEADER, position, wait_for
from decompose_link.serving import CALL, NotHere, OtherBody, answer, answer_once
from decompose_link.tokens import HEADER as TOKEN
from decompose_link.tokens import NotAllowed, caller

logger = logging.getLogger(__name__)


@csrf_exempt  # a caller proves itself by its token, never by a cookie
@never_cache
@require_POST
def link(request: HttpRequest, path: str) -> JsonResponse:
    """Answer 200; 401 without a token that holds, 404 for what is not served, 409 for rows that are
    not here, 422 for a key of another call, 503 while this side lags behind the caller."""
    try:
        who = caller(request.headers.get(TOKEN, ""), here=here())
    except NotAllowed as error:
        return _problem(401, error)
    if not wait_for(request.headers.get(HEADER, ""), wait_seconds()):
        return _problem(503, "this side has not applied the caller's writes yet")
    try:
        return _answered(request, path, who)
    except (KeyError, TypeError, ValueError) as error:
        return _problem(400, f"{type(error).__name__}: {error}")
    except NotHere as error:
        return _problem(404, error)
    except (RowNotThere, CannotCross) as error:
        return _problem(409, error)
    except OtherBody as error:
        return _problem(422, error)
    except Exception as error:
        logger.exception("the seam %s failed", path)
        return _problem(500, type(error).__name__)


def _answered(request: HttpRequest, path: str, who: str) -> JsonResponse:
    document = json.loads(request.body)
    if not path.startswith(CALL):
        return JsonResponse(answer(path, document, caller=who))
    key = request.headers.get(KEY, "")
    if not key:
        return _problem(400, f"a call needs the header {KEY}")
    found = answer_once(path, document, caller=who, key=key)
    return JsonResponse(found, headers={HEADER: position()})


def _problem(status: int, detail: object) -> JsonResponse:
    headers = {"Retry-After": "1"} if status == 503 else {}  # noqa: PLR2004
    return JsonResponse({"detail": str(detail)}, status=status, headers=headers)
