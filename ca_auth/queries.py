"""Questions about the register of enterprises and people: who is found, and what they are qualified for on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from ca_auth.models import Enterprise, Person, Qualification, QualificationStatus
from ca_auth.privacy.index import normalise

SHORTEST_NAME = 2


def enterprises_like(text: str) -> QuerySet[Enterprise]:
    """Enterprises in service by a part of their name (at least two characters) or the beginning of their code, with
    their qualifications; nothing for less."""
    text = text.strip()
    if len(text) < SHORTEST_NAME:
        return Enterprise.objects.none()
    code = normalise(text, "text")
    found = Enterprise.objects.filter(Q(name__contains=text) | Q(uscc__startswith=code), is_active=True)
    return _with_qualifications(found).order_by("name", "pk")


def people_of(enterprise: Enterprise, *, name: str = "", id_type: str = "", id_number: str = "") -> QuerySet[Person]:
    """People on the register of the enterprise who fit all conditions: a part of the name, the kind of document, the
    whole number of the document."""
    return _with_qualifications(_people(name=name, id_type=id_type, id_number=id_number).filter(enterprise=enterprise))


def people_elsewhere(enterprise: Enterprise, *, name: str = "", id_number: str = "") -> QuerySet[Person]:
    """People of other enterprises, only for who knows the whole name or the whole number: the register is no
    directory."""
    known = Q(pk__in=[])
    if name.strip():
        known |= Q(name=name.strip())
    if id_number.strip():
        known |= Q(pk__in=_people(id_number=id_number).values("pk"))
    found = Person.objects.filter(known, is_active=True).exclude(enterprise=enterprise)
    return _with_qualifications(found.select_related("enterprise"))


def _people(*, name: str = "", id_type: str = "", id_number: str = "") -> QuerySet[Person]:
    found = Person.objects.filter(is_active=True).select_related("enterprise")
    if name.strip():
        found = found.filter(name__contains=name.strip())
    if id_type:
        found = found.filter(id_type=id_type)
    if id_number.strip():
        found = found.filter(id_number_idx=id_number)
    return found.order_by("name", "pk")


def _with_qualifications(found: QuerySet) -> QuerySet:
    return found.prefetch_related(Prefetch("qualifications", Qualification.objects.order_by("kind", "number")))


def best_of(qualifications: Iterable[Qualification], day: date) -> Qualification | None:
    """The one to rely on: valid before lapsed, lasting longest. None when there is none."""
    return max(qualifications, key=lambda one: (one.is_valid_on(day), one.valid_to or date.max), default=None)


def why_not_valid(qualification: Qualification, day: date) -> str:
    """已于 2026-09-30 到期, 已暂扣, 已吊销, or 自 … 起生效; empty while it is valid."""
    if qualification.status != QualificationStatus.VALID:
        return f"已{qualification.get_status_display()}"
    if qualification.valid_to and qualification.valid_to < day:
        return f"已于 {qualification.valid_to} 到期"
    if qualification.valid_from and qualification.valid_from > day:
        return f"自 {qualification.valid_from} 起生效"
    return ""
