"""Entries of the side menu; they join the groups of the same name."""

from portal.projects.registry import registry
from portal.projects.sides import OWNERS, REVIEWERS
from portal.ui.menu import Group, Item


def owners_menu(request) -> list[Group]:
    identity = getattr(request, "identity", None)
    if identity is None or identity.enterprise_id is None or registry.system_for(identity) is None:
        return []
    return [Group("工作台", (Item("项目进展", OWNERS.url("board"), "grid-3x3-gap"),))]


def reviewers_menu(request) -> list[Group]:
    identity = getattr(request, "identity", None)
    if identity is None or not identity.is_reviewer or registry.system_for(identity) is None:
        return []
    return [Group("审核工作台", (Item("项目进展", REVIEWERS.url("board"), "grid-3x3-gap"),))]
