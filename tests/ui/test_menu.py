"""What apps contribute to the shell."""

import pytest

from portal.ui import context, menu
from portal.ui.menu import Group, Item


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    for name in ("_menus", "_unread", "_systems"):
        monkeypatch.setattr(menu, name, [])


def test_groups_of_one_label_are_joined(rf):
    menu.register(lambda request: [Group("项目办理", (Item("项目申报", "/a/"),))])
    menu.register(lambda request: [Group("项目办理", (Item("合同信息报送", "/b/"),)), Group("空", ())])
    assert [(group.label, [item.label for item in group.items]) for group in menu.groups(rf.get("/"))] == [
        ("项目办理", ["项目申报", "合同信息报送"])
    ]


def test_a_provider_is_asked_once(rf):
    def provider(request):
        return [Group("组", (Item("条", "/x/"),))]

    menu.register(provider)
    menu.register(provider)
    assert len(menu.groups(rf.get("/"))[0].items) == 1


def test_the_longest_matching_address_is_the_current_one(rf):
    items = (Item("首页", "/"), Item("列表", "/repair/"), Item("项目", "/repair/projects/"))
    menu.register(lambda request: [Group("组", items)])
    current = [item.label for item in menu.groups(rf.get("/repair/projects/1/edit/"))[0].items if item.current]
    assert current == ["项目"]


def test_a_provider_that_says_which_is_current_is_believed(rf):
    items = (Item("甲", "/repair/"), Item("乙", "/other/", current=True))
    menu.register(lambda request: [Group("组", items)])
    assert [item.current for item in menu.groups(rf.get("/repair/"))[0].items] == [False, True]


def test_unread_messages_add_up(rf):
    menu.register_unread(lambda request: 2)
    menu.register_unread(lambda request: 3)
    assert menu.unread(rf.get("/")) == 5


def test_a_visitor_is_nobody_and_costs_no_query(rf):
    asked = []
    menu.register(lambda request: asked.append(request) or [])
    shell = context.shell(rf.get("/"))
    assert shell["who"] is None
    assert shell["session_ends_at"] == ""
    assert asked == []


def test_the_top_bar_names_organisation_person_and_role(rf, identity_of):
    request = rf.get("/")
    request.identity, request.login_session = identity_of(), None
    request.account = request.identity.account
    request.account.name = "经办人甲"
    shown = context.who(request)
    assert shown["name"] == request.identity.organisation
    assert shown["detail"] == f"经办人甲 · {request.identity.get_role_display()}"


def test_an_enterprises_own_account_is_not_named_twice(rf, identity_of):
    request = rf.get("/")
    request.identity = identity_of()
    request.account = request.identity.account
    request.account.name = request.identity.organisation
    assert context.who(request)["detail"] == request.identity.get_role_display()
