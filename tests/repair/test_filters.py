"""Manual 000 §2, §3.1: 输入其中任意一个文本框条件…都可以查找; 支持准确查找和模糊查找."""

import pytest

from repair_projects.filters import DeclarationFilterSet, ProjectFilterSet
from repair_projects.models import ProjectDeclaration, ProjectFiling
from tests.factories import declaration, project_filing
from tests.factories_auth import EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return EnterpriseFactory()


@pytest.fixture
def declarations(owner):
    return {
        "roof": declaration(owner=owner, approved=True, project_name="2026年虹口区广灵一路194弄屋面工程"),
        "lane": declaration(
            owner=owner, submitted=True, district="XH", repair_category="LNXS",
            project_name="永嘉路436弄里弄（一期）工程",
        ),
        "short": declaration(owner=owner, project_name="屋面"),
    }  # fmt: skip


def found(filterset, **conditions) -> list:
    return list(filterset(conditions, queryset=ProjectDeclaration.objects.order_by("-pk")).qs)


def test_without_conditions_everything_newest_first(declarations):
    assert found(DeclarationFilterSet) == [declarations[name] for name in ("short", "lane", "roof")]


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({"title": "广灵一路"}, ["roof"]),
        ({"title": "里弄(一期)"}, ["lane"]),
        ({"title": " 永嘉路 436 弄"}, ["lane"]),
        ({"title": "屋面"}, ["short", "roof"]),
        ({"title": "%"}, []),
        ({"title": "_"}, []),
        ({"official_no": "SBHK"}, ["roof"]),
        ({"official_no": "sbhk"}, ["roof"]),
        ({"status": "submitted"}, ["lane"]),
        ({"status": "saved"}, ["short"]),
        ({"status": "returned"}, []),
        ({"status": "nonsense"}, ["short", "lane", "roof"]),
        ({"district": "XH"}, ["lane"]),
        ({"repair_category": "LNXS"}, ["lane"]),
        ({"title": "工程", "status": "approved"}, ["roof"]),
        ({"title": "工程", "status": "saved"}, []),
        ({"title": "工程", "district": "XH", "status": "submitted"}, ["lane"]),
    ],
)
def test_conditions_alone_and_together(declarations, conditions, names):
    assert found(DeclarationFilterSet, **conditions) == [declarations[name] for name in names]


def test_by_online_number_whole_and_in_part(declarations):
    number = declarations["lane"].online_application_no
    assert found(DeclarationFilterSet, online_application_no=number) == [declarations["lane"]]
    assert declarations["lane"] in found(DeclarationFilterSet, online_application_no=number[:9])
    assert found(DeclarationFilterSet, online_application_no=number.lower()) == [declarations["lane"]]


def test_by_year(declarations):
    year = declarations["roof"].plan_year
    assert len(found(DeclarationFilterSet, year=str(year))) == 3
    assert found(DeclarationFilterSet, year=str(year + 1)) == []


def test_an_exact_name_stands_before_names_that_contain_it(owner):
    exact = declaration(owner=owner, project_name="屋面工程")
    longer = declaration(owner=owner, project_name="广灵一路屋面工程")
    assert found(DeclarationFilterSet, title="屋面工程") == [exact, longer]


def test_the_list_of_projects_has_the_same_conditions(owner):
    one = project_filing(owner=owner, approved=True)
    two = project_filing(owner=owner, returned=True)
    every = ProjectFiling.objects.order_by("-pk")

    def projects(**conditions):
        return list(ProjectFilterSet(conditions, queryset=every).qs)

    assert projects() == [two, one]
    assert projects(official_no=one.official_no) == [one]
    assert projects(status="returned") == [two]
    assert projects(title=two.title) == [two]
    assert projects(year=str(one.declaration.plan_year), status="approved") == [one]


def test_the_manuals_names_stand_on_the_boxes():
    boxes = DeclarationFilterSet.base_filters
    labels = [boxes[name].label for name in ("online_application_no", "title", "official_no")]
    assert labels == ["网上申请编号", "项目名称", "项目申报编号"]
    assert ProjectFilterSet.base_filters["official_no"].label == "项目信息报送编号"
    states = [label for _, label in DeclarationFilterSet.base_filters["status"].extra["choices"]]
    assert states == ["已保存", "已上报", "退回修改", "已受理", "已审核"]
