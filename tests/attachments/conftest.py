"""A filing to hang files on, and a folder of its own for every test."""

import pytest
from django.utils import timezone

from ca_auth.choices import System
from portal.attachments.slots import Slot
from portal.filing.models import Filing
from tests.factories_auth import IdentityFactory


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def identity(db):
    return IdentityFactory()


@pytest.fixture
def filing(identity):
    return Filing.objects.create(
        kind="test", system=System.REPAIR, owner=identity.enterprise, created_by=identity.account, district="HP",
        online_application_no="26112000000001", created_at=timezone.now(), saved_at=timezone.now(), title="测试",
    )  # fmt: skip


@pytest.fixture
def slot():
    return Slot(name="approval", label="立项批文")
