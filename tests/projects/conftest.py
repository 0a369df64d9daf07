"""A project of an enterprise in 虹口 with its 报建编号, and readers of both sides."""

import pytest

from tests import factories
from tests.plugins.auth import sign_in


@pytest.fixture
def project(db):
    """Declared and filed, both approved."""
    return factories.project_filing(approved=True)


@pytest.fixture
def owner_client(project, client):
    return sign_in(client, factories.implementer(project.owner))
