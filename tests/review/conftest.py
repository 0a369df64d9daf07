"""A desk in 虹口, and filings in the states that reviewers see."""

import io

import pytest
from PIL import Image

from ca_auth.choices import District, Role
from portal.attachments import services as attachments
from portal.filing.idempotency import new_key
from portal.filing.models import Filing
from portal.review import services
from tests import factories

DESK = "/internal/review/"
ADDRESS_REMARK, FILE_REMARK = "请写明弄号", "请重新扫描"


@pytest.fixture
def filing(db):
    return factories.declaration(submitted=True)


@pytest.fixture
def accepted(db):
    return factories.declaration(accepted=True)


@pytest.fixture
def elsewhere(db):
    """Of another district than the desk's."""
    return factories.declaration(submitted=True, district=District.XH, subdistrict="田林街道")


@pytest.fixture
def colleague(identity_of):
    return identity_of(Role.DISTRICT_REVIEWER)


@pytest.fixture
def post(reviewer_client):
    """post(filing, "act/accept", note=…): as the page's form sends it."""

    def send(filing: Filing, where: str, *, client=None, headers=None, **fields):
        row = Filing.objects.get(pk=filing.pk)
        known = {"version": row.version, "submission": row.submission_count, "idempotency_key": new_key()}
        sender = client or reviewer_client
        return sender.post(f"/internal/review/{filing.uuid}/{where}/", known | fields, headers=headers or {})

    return send


@pytest.fixture
def resubmitted(db):
    """Returned with two remarks, one field and one file changed, submitted again."""

    def make() -> Filing:
        filing = factories.declaration(submitted=True)
        reviewer = factories.reviewer_of(filing)
        for target, text in (("site_address", ADDRESS_REMARK), ("attachment:title-proof", FILE_REMARK)):
            services.write_remark(filing=filing, submission=1, target=target, text=text, actor=reviewer)
        filing = factories.act(filing, "return", note="请按意见修改")
        owner = factories.implementer(filing.owner)
        data = factories.declaration_data(project_name=filing.project_name, site_address="测试路200弄1-40号")
        form = factories.form_of(filing.type, data, actor=owner, instance=filing)
        filing = factories.act(filing, "save", change=form)
        attachments.remove(attachment=filing.attachments.current().get(slot="title-proof"), actor=owner)
        factories.upload(filing, "title-proof", actor=owner, name="新产权证明.png", content=black_picture())
        return factories.act(filing, "submit")

    return make


def black_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "black").save(out, "PNG")
    return out.getvalue()


def page_of(client, filing, query: str = "") -> str:
    answer = client.get(f"{DESK}{filing.uuid}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def row(page: str, target: str) -> str:
    """The HTML of one compared row or attachment slot."""
    start = page.index(f'id="row-{target.replace(":", "-")}"')
    return page[start : page.find('id="row-', start + 10)]


def decisions(client, filing) -> dict[str, bool]:
    return {one["name"]: not one["closed"] for one in client.get(f"{DESK}{filing.uuid}/").context["sheet"].decisions}
