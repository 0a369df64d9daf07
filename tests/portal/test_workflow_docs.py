"""docs/workflow.md says what the tables say."""

import pytest
from django.core.management import call_command

from portal.filing.registry import registry
from portal.workflow_docs import workflow_page


def test_the_page_is_current():
    call_command("workflow_docs", check=True)


@pytest.mark.parametrize("kind", registry.types.values(), ids=registry.types)
def test_every_act_and_rule_of_a_type_is_told(kind):
    page = workflow_page()
    section = page[page.index(f"## {kind.label} (`{kind.kind}`)") :]
    assert kind.workflow.mermaid() in page
    for action in kind.workflow.actions:
        assert f"`{action.name}`" in section
        for gate in (*action.guards, *action.rules):
            assert f"`{gate.__name__}`: " in section
