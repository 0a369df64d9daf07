from contracts.models.contract import ContractFiling
from contracts.models.people import ConsortiumMember, SiteManager, Specialist, StaffRef
from contracts.models.services import DesignContract, SupervisionContract
from contracts.models.works import GeneralContract, Subcontract

__all__ = [
    "ConsortiumMember",
    "ContractFiling",
    "DesignContract",
    "GeneralContract",
    "SiteManager",
    "Specialist",
    "StaffRef",
    "Subcontract",
    "SupervisionContract",
]
