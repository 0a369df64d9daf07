"""Sub-tables as posted: the rows on the page are the rows of the table, whatever another window stored meanwhile."""

from django.http import QueryDict


def rows_in_order(data: QueryDict, *, prefix: str, known: set[str], most: int) -> QueryDict:
    """The posted rows as Django's formsets want them: those with a stored id first, then the new ones.

    A row whose id is not `known` (any more) becomes a new row: Django would complain at the hidden id, where nobody
    can see or mend it. `most`: no further row is read. Numbers of rows that make no sense are left
    to Django, which refuses them.
    """
    total, initial = (_number(data.get(f"{prefix}-{name}_FORMS", "")) for name in ("TOTAL", "INITIAL"))
    if not 0 <= initial <= total:
        return data
    ids = [data.get(f"{prefix}-{n}-id", "") for n in range(min(total, most))]
    stored = [n for n, pk in enumerate(ids) if pk in known and pk not in ids[:n]]
    if initial == len(stored) and stored == list(range(initial)) and not any(ids[initial:]):
        return data
    new = [n for n in range(len(ids)) if n not in stored]
    return _renumbered(data, prefix, [*stored, *new], len(stored))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1


def _renumbered(data: QueryDict, prefix: str, order: list[int], initial: int) -> QueryDict:
    place = {str(old): new for new, old in enumerate(order)}
    made = QueryDict(mutable=True)
    for name, values in data.lists():
        number, _, field = name.removeprefix(f"{prefix}-").partition("-")
        if name.startswith(f"{prefix}-") and field and number in place:
            position = place[number]
            made.setlist(f"{prefix}-{position}-{field}", [""] if field == "id" and position >= initial else values)
        else:
            made.setlist(name, values)
    made[f"{prefix}-INITIAL_FORMS"] = str(initial)
    return made


def kept_rows(formset) -> list:
    """Model rows of a checked formset as they will be stored."""
    return [
        form.instance
        for form in formset.forms
        if form not in formset.deleted_forms and (form.instance.pk or form.has_changed())
    ]


def drop_others(formset) -> None:
    """Remove stored rows that were not on the page: the table as posted is the table."""
    shown = [form.instance.pk for form in formset.forms if form.instance.pk]
    formset.get_queryset().model.objects.filter(**{formset.fk.name: formset.instance}).exclude(pk__in=shown).delete()
