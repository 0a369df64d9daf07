"""What the enterprise may ask beside its own records' pages."""

from dataclasses import dataclass, field
from decimal import Decimal

from portal.filing.formfields import half_width, short_number
from portal.filing.models import Filing
from repair_projects import messages
from repair_projects.gates import declaration_fault
from repair_projects.models import ProjectDeclaration
from repair_projects.queries import declaration_of

# Read from the declaration and locked.
LOCKED = ("project_name", "total_investment")
# Read from the declaration as a proposal.
PROPOSED = (
    "site_address", "district", "subdistrict", "ring_zone", "repair_category", "gross_floor_area", "building_count",
    "household_count", "year_built", "planned_start", "planned_finish", "legal_representative", "contact_name",
    "implementer_address", "postal_code",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Answer to a 项目申报编号: usable or not, said in words, and what the form takes over."""

    ok: bool
    message: str
    declaration: ProjectDeclaration | None = None
    fields: dict[str, str] = field(default_factory=dict)


def find_declaration(*, actor, number: str, project=None) -> Found:
    """Whether the actor's enterprise may file `project` (None: a new one) under this 项目申报编号.

    Manual 000 §3.1: 平台会验证项目申报编号的有效性，并读取项目申报的项目名称、总投资等信息. Writes nothing.
    """
    number = half_width(number).replace(" ", "").upper()
    declaration = declaration_of(owner=actor.enterprise, number=number) if number else None
    fault = declaration_fault(
        declaration, owner_id=actor.enterprise_id, project_pk=project.pk if project is not None else None
    )
    if fault:
        return Found(False, fault)
    return Found(True, messages.DECLARATION_FOUND, declaration, fields_of(declaration))


def fields_of(declaration: ProjectDeclaration) -> dict[str, str]:
    """Values as the form's controls hold them."""
    names = ("declaration_no", *LOCKED, *PROPOSED)
    values = {name: getattr(declaration, name) for name in names}
    return {name: _typed(value) for name, value in values.items()}


def _typed(value) -> str:
    if isinstance(value, Decimal):
        return short_number(value)
    return "" if value is None else str(value)


def claim(filing: Filing) -> Filing:
    """Lock a declaration or project until the caller's transaction ends, so that whatever is built on it is built one
    after the other; returns it as it is now. perform() locks the same row."""
    Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    return type(filing).objects.select_related("owner").get(pk=filing.pk)
