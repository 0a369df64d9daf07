"""What a row means for the register: a new record, a changed one, or nothing. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from ca_auth.models import Enterprise, Person, Qualification
from ca_auth.privacy import Secret, clear_text, normalise
from ca_auth.services.registers.columns import OF_ENTERPRISES, PEOPLE, QUALIFICATIONS, Kind
from ca_auth.services.registers.faults import Fault
from ca_auth.services.registers.tables import Line
from ca_auth.validators import is_identity_document

ANOTHER_HOLDER = "该类别、编号的证书已登记在其他持有人名下，请核实编号；确需变更的，请在系统管理中修改"
_AT_ONCE = 500


@dataclass
class Step:
    """One row's record. `before` has the stored values of the fields that change; a new record has none."""

    record: Model
    is_new: bool
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        return self.is_new or bool(self.before)


class Register:
    """The records that a file may refer to: those stored and those that the file itself adds, by their keys."""

    def __init__(self, lines: Iterable[tuple[Kind, Line]]):
        values = [(kind, line.values) for kind, line in lines]
        codes = {code for _, one in values for name in ("uscc", "enterprise") if (code := one.get(name))}
        documents = {number for _, one in values for name in ("id_number", "person") if (number := one.get(name))}
        self.enterprises = {one.uscc: one for one in _stored(Enterprise, "uscc", codes)}
        self.people = {
            _index(one): one for one in _stored(Person, "id_number_idx", documents, related=("enterprise",))
        }
        kinds = {one["kind"] for kind, one in values if kind is QUALIFICATIONS}
        stored = Qualification.objects.filter(kind__in=kinds).select_related("enterprise", "person")
        self.qualifications = {_certificate_key(one.kind, one.number): one for one in stored}

    def person(self, number: str) -> Person | None:
        return self.people.get(_digest(number))


def _stored(model: type[Model], name: str, wanted: set[str], *, related: tuple[str, ...] = ()) -> list[Any]:
    """In portions: databases limit the number of parameters."""
    keys, found = sorted(wanted), []
    for start in range(0, len(keys), _AT_ONCE):
        portion = model.objects.filter(**{f"{name}__in": keys[start : start + _AT_ONCE]})
        found += portion.select_related(*related) if related else portion
    return found


def _digest(number: str) -> bytes | None:
    return Person._meta.get_field("id_number_idx").digest(number)


def _index(person: Person) -> bytes | None:
    return person.id_number_idx


def _certificate_key(kind: str, number: str) -> tuple[str, str]:
    """（沪）JZ 1 and (沪)JZ1 are one certificate."""
    return kind, normalise(number, "text")


class Planner:
    """Turns lines into steps. Enterprises come before people, people before certificates, because they are referred
    to. `faults` are what rows alone do not show."""

    def __init__(self, register: Register):
        self.register = register
        self.faults: list[Fault] = []
        self._seen: dict[tuple, Line] = {}

    def enterprise(self, line: Line) -> Step | None:
        code = line.values["uscc"]
        if self._is_repeated(("uscc", code), line, "uscc"):
            return None
        step = self._step(self.register.enterprises.get(code), Enterprise, line.values)
        self.register.enterprises[code] = step.record
        return step

    def person(self, line: Line) -> Step | None:
        number, values = line.values["id_number"], dict(line.values)
        known = self.register.person(number)
        if self._is_repeated(("id", _digest(number)), line, "id_number"):
            return None
        id_type = values.get("id_type") or (known or Person()).id_type
        if not is_identity_document(id_type, number):
            return self._note(line, "id_number", "证件号码与证件类型不符，请核对号码，或填写正确的证件类型")
        if "enterprise" in values:
            values["enterprise"] = self._enterprise(line)
            if values["enterprise"] is None:
                return None
        step = self._step(known, Person, values, key="id_number")
        self.register.people[_digest(number)] = step.record
        return step

    def qualification(self, line: Line) -> Step | None:
        values = dict(line.values)
        holder = self._holder(line)
        key = _certificate_key(values["kind"], values["number"])
        if holder is None or self._is_repeated(key, line, "number"):
            return None
        name, record = holder
        known = self.register.qualifications.get(key)
        if known and known.holder != record:
            return self._note(line, "number", ANOTHER_HOLDER)
        values = {k: v for k, v in values.items() if k not in {"enterprise", "person"}}
        step = self._step(known, Qualification, values | ({} if known else {name: record}), key="number")
        if self._is_backwards(step.record):
            return self._note(line, "valid_to", "有效期止不得早于有效期起，请核对")
        self.register.qualifications[key] = step.record
        return step

    @staticmethod
    def _is_backwards(record: Qualification) -> bool:
        return bool(record.valid_from and record.valid_to and record.valid_to < record.valid_from)

    def _holder(self, line: Line) -> tuple[str, Model] | None:
        """The one holder. Only an enterprise has a grade or a safety licence, all else belongs to a person."""
        given = [name for name in ("enterprise", "person") if name in line.values]
        wanted = "enterprise" if line.values["kind"] in OF_ENTERPRISES else "person"
        if given != [wanted]:
            title = QUALIFICATIONS.column(wanted).heading
            return self._note(line, wanted, f"该类别的证书应只填写「{title}」，另一列留空")
        if wanted == "enterprise":
            found = self._enterprise(line)
        else:
            found = self.register.person(line.values["person"])
            if found is None:
                self._note(line, "person", f"该人员未登记，请核对号码，或先在「{PEOPLE.title}」工作表中填写")
        return (wanted, found) if found else None

    def _enterprise(self, line: Line) -> Enterprise | None:
        found = self.register.enterprises.get(line.values["enterprise"])
        return found or self._note(line, "enterprise", "该单位未登记，请核对代码，或先在「单位」工作表中填写")

    def _is_repeated(self, key: tuple, line: Line, name: str) -> bool:
        first = self._seen.setdefault(key, line)
        if first is not line:
            self._note(line, name, f"与「{first.sheet}」第 {first.row} 行重复，请删除其中一行")
        return first is not line

    def _note(self, line: Line, name: str, text: str) -> None:
        self.faults.append(line.fault(name, text))

    @staticmethod
    def _step(known: Model | None, model: type[Model], values: dict[str, Any], *, key: str = "") -> Step:
        """The key is how the record was found: its stored spelling stays."""
        if known is None:
            return Step(model(**values), is_new=True)
        step = Step(known, is_new=False)
        for name, value in values.items():
            stored = getattr(known, name)
            if name != key and not _same(stored, value):
                step.before[name] = stored
                setattr(known, name, value)
        return step


def _same(stored: Any, value: Any) -> bool:
    if isinstance(stored, Secret):
        return normalise(clear_text(stored), stored.kind) == normalise(str(value), stored.kind)
    return stored == value
