"""Sub-tables as posted: the rows on the page are the rows of the table, whatever another window stored meanwhile."""

from django.http import QueryDict


def rows_in_order(data: QueryDict, *, prefix: str, known: set[str], most: int) -> QueryDict:
    """The posted rows as Django's formsets want them: those with a stored id first, then the new ones.

    A row whose id is not `known` (any more) becomes a new row: Django would complain at the hidden id, where nobody
    can see or mend it. `most`: no further row is read. Without a readable number of rows nothing is changed.
    """
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    if not (total.isascii() and total.isdecimal() and len(total) < 6):
        return data
    ids = [data.get(f"{prefix}-{n}-id", "") for n in range(min(int(total), most))]
    stored = [n for n, pk in enumerate(ids) if pk in known and pk not in ids[:n]]
    first = data.get(f"{prefix}-INITIAL_FORMS")
    if first == str(len(stored)) and stored == list(range(len(stored))) and not any(ids[len(stored) :]):
        return data
    new = [n for n in range(len(ids)) if n not in stored]
    return _renumbered(data, prefix, [*stored, *new], len(stored))


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
