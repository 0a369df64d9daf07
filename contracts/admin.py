"""Read-only: no act on a filing is possible here (decisions are made on the reviewers' pages)."""

from django.contrib import admin

from ca_auth.admin_site import ReadOnlyAdmin
from contracts.models import DesignContract, GeneralContract, Subcontract, SupervisionContract


@admin.register(GeneralContract, Subcontract, SupervisionContract, DesignContract)
class ContractAdmin(ReadOnlyAdmin):
    list_display = (
        "online_application_no", "official_no", "contract_name", "contractor_name", "district", "status",
        "is_cancelled",
    )  # fmt: skip
    list_filter = ("status", "district", "is_cancelled")
    search_fields = ("online_application_no", "official_no", "title_key", "contractor_name")
