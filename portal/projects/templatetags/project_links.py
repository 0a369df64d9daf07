"""{% load project_links %}: from a filing to the file of its project."""

from django import template

from portal.projects.file import number_of
from portal.projects.sides import side_for

register = template.Library()


@register.simple_tag(takes_context=True)
def project_url(context, filing) -> str:
    """{% project_url filing as url %}: empty while the project has no number, or where the filing has no project."""
    number = number_of(filing) if filing is not None and filing.pk else ""
    return side_for(context["request"].identity).url("file", project_no=number) if number else ""
