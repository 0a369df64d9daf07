"""What was typed and not saved yet: per identity, form and record, encrypted, offered again."""

from django.db import IntegrityError, transaction
from django.http import QueryDict

from portal.filing import clock
from portal.filing.models import Draft

_NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "idempotency_key", "version"})
MOST_BYTES = 500_000


def find(*, identity, kind: str, filing=None) -> Draft | None:
    """The draft of this form, unless the record has moved on since it was typed."""
    draft = Draft.objects.filter(identity=identity, kind=kind, record=_record(filing)).first()
    if draft and filing is not None and draft.version != filing.version:
        return None
    return draft if draft and draft.has_content else None


def keep(*, identity, kind: str, filing, version: int, data: QueryDict) -> Draft:
    draft = holder(identity=identity, kind=kind, filing=filing)
    draft.version = version
    draft.saved_at = clock.now()
    draft.seal({name: values for name, values in data.lists() if name not in _NEVER_KEPT})
    draft.save()
    return draft


def holder(*, identity, kind: str, filing=None) -> Draft:
    """The draft row of this form, made when there is none: files of a form that was never saved hang on it."""
    place = {"identity": identity, "kind": kind, "record": _record(filing)}
    draft = Draft.objects.filter(**place).first()
    if draft is not None:
        return draft
    draft = Draft(account=identity.account, saved_at=clock.now(), **place)
    draft.seal({})
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:  # two files chosen at once: the other was first
        return Draft.objects.get(**place)
    return draft


def drop(*, identity, kind: str, filing=None) -> None:
    Draft.objects.filter(identity=identity, kind=kind, record=_record(filing)).delete()


def as_post(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    return data


def _record(filing) -> str:
    return str(filing.uuid) if filing is not None else ""
