"""The same form sent twice has one effect and one answer: double click, back button, resend after a time-out."""

import functools
import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from portal.filing.models import IdempotencyKey

FIELD = "idempotency_key"


def new_key() -> str:
    """For the hidden field of a form that changes something."""
    return str(uuid.uuid4())


def idempotent(view: Callable) -> Callable:
    """For POST views (functions or methods). The key is written in the transaction of the act itself; a repeat
    waits for the first to end and is answered with its redirect. Answers that changed nothing free the key again."""

    @functools.wraps(view)
    def wrapped(*args, **kwargs) -> HttpResponse:
        request = next(arg for arg in args if isinstance(arg, HttpRequest))
        key = _key_of(request)
        if key is None or request.account is None:
            return view(*args, **kwargs)
        with transaction.atomic():
            row, is_new = _claim(request, key)
            if not is_new:
                return _same_answer(request, row)
            response = view(*args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                row.location = response.url[:500]
                row.save(update_fields=["location"])
            else:
                row.delete()
        return response

    return wrapped


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _claim(request: HttpRequest, key: uuid.UUID) -> tuple[IdempotencyKey, bool]:
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(account=request.account, key=key, path=request.path[:300]), True
    except IntegrityError:
        return IdempotencyKey.objects.get(account=request.account, key=key), False


def _same_answer(request: HttpRequest, row: IdempotencyKey) -> HttpResponse:
    if row.path == request.path and row.location:
        return HttpResponseRedirect(row.location)
    return render(request, "filing/repeated.html", status=409)
