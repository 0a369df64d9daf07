"""What the forms and pages of contracts ask and do beside the workflow."""

from uuid import UUID

from ca_auth.models import Enterprise, Person
from contracts import qualifying
from contracts.choices import StaffRole
from contracts.models import ContractFiling, StaffRef
from portal.filing.models import Filing
from repair_projects.models import ProjectFiling


def project_of(actor, text: str) -> ProjectFiling:
    """The actor's project by the uuid in an address or a form. Raises ProjectFiling.DoesNotExist for anything else."""
    try:
        uuid = UUID(text)
    except ValueError as error:
        raise ProjectFiling.DoesNotExist from error
    return ProjectFiling.objects.visible_to(actor).select_related("owner").get(uuid=uuid)


def lock_project(project) -> None:
    """One writer at a time on the contracts of a project: sums and 标段号 are checked over all of them."""
    Filing.objects.select_for_update(of=("self",)).get(pk=project.pk)


def copy_contractor(contract: ContractFiling, enterprise: Enterprise) -> None:
    """The contractor with its grade as the register has it now."""
    contract.contractor = enterprise
    grade = qualifying.grade_of(enterprise, contract)
    contract.contractor_grade = grade.level if grade else ""
    contract.contractor_grade_no = grade.number if grade else ""
    contract.contractor_grade_expiry = grade.valid_to if grade else None


def staff_ref(person: Person, role: str, contract: ContractFiling) -> StaffRef:
    """The person with the certificates of the role as the register has them now; not stored."""
    found = qualifying.certificates_of(person, role, contract)
    registration, safety = found.registration, found.safety
    return StaffRef(
        role=role,
        person=person,
        name=person.name,
        certificate_no=registration.number if registration else "",
        level=(registration.level or registration.get_kind_display()) if registration else "",
        certificate_expiry=registration.valid_to if registration else None,
        safety_certificate_no=safety.number if safety and safety != registration else "",
    )


def write_staff(contract: ContractFiling, chosen: list[StaffRef]) -> None:
    """Replace the people of the contract who were chosen from the register."""
    contract.staff.all().delete()
    for one in chosen:
        one.pk, one.contract = None, contract
    StaffRef.objects.bulk_create(chosen)


def people_in(contract: ContractFiling, role: str) -> list[Person]:
    return [one.person for one in contract.staff.select_related("person") if one.role == StaffRole(role)]
