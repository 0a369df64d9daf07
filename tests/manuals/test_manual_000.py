"""住宅修缮工程网上办事平台操作手册 (manual 000): §1, §2, §3.1, §3.2, §4 by paragraph. §3.3 is the next module."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from repair_projects.models import ProjectDeclaration
from tests.factories import declaration, declaration_data
from tests.manuals.reading import DECLARATIONS, PROJECTS, STATES, plain, rows_of
from tests.plugins.auth import certificate_login

pytestmark = pytest.mark.django_db


# 1 网上办事平台总体说明


def test_1_services_for_implementing_units(clerk):
    """§1 “旨在为网上办事者(实施单位)提供住宅修缮工程的项目申报、项目信息报送…等信息报送服务”."""
    page = clerk.text("/desk/")
    assert DECLARATIONS in page
    assert PROJECTS in page
    assert "项目申报" in plain(page)
    assert "项目管理" in plain(page)


def test_1_login_needs_the_certificate(client):
    """§1 “该系统需使用…“法人一证通”数字证书登录”."""
    for path in (DECLARATIONS, PROJECTS, f"{PROJECTS}new/", "/desk/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/auth/")


# 2 数字证书管理器及控件下载和安装


def test_2_driver_download_and_installation(client):
    """§2 “驱动程序下载…驱动程序安装”: the login page leads to the guide."""
    page = client.get("/auth/").content.decode()
    assert 'href="/help/driver/"' in page
    text = client.get("/help/driver/").content.decode()
    assert "下载" in plain(text)
    assert "安装" in plain(text)


# 3 网上办事程序说明, 1 使用数字证书登陆


def test_3_1_login_with_certificate_and_password(client, trusted_pki):
    """§3.1.1 “插入CA证书后，在密码输入框中输入CA证书密码，点击“登录”按钮”."""
    trusted_pki.enterprise("ec-sign")
    assert client.get("/auth/").status_code == 200
    answer = certificate_login(client, trusted_pki)
    assert answer.json() == {"next": "/desk/"}
    assert client.get("/desk/").status_code == 200


def test_3_1_the_missing_driver_is_told(client):
    """§3.1.1 “系统先会检测客户端是否安装数字证书驱动，如果没有则系统无法继续操作并会给予提示”."""
    page = client.get("/auth/").content.decode()
    assert "正在检测数字证书驱动" in page
    without_driver = re.search(r'<div data-for="missing[^"]*" hidden>.*?</div>', page, re.S)
    assert "下载数字证书管理器" in without_driver[0]
    script = Path(find("ca_auth/login.mjs")).read_text(encoding="utf-8")
    assert "未检测到数字证书驱动，请下载并安装数字证书管理器后重新检测" in script


# 3 网上办事程序说明, 2 项目申报模块操作说明


def test_3_2_declarations_list_page(clerk):
    """§3.2 “点击“项目申报”进入项目申报列表页面…查询、新增和…列表的浏览”."""
    mine = declaration(owner=clerk.enterprise)
    declaration()
    page = clerk.text(DECLARATIONS)
    assert rows_of(page) == [mine.title]
    assert f'href="{DECLARATIONS}new/"' in page
    for label in ("网上申请编号", "项目名称", "项目申报编号"):
        assert label in plain(page)


def test_3_2_each_condition_alone_finds_it(clerk):
    """§3.2 “输入其中任意一个文本框条件点击“查询”按钮都可以查找出满足此条件的…列表”."""
    mine = declaration(owner=clerk.enterprise, approved=True)
    other = declaration(owner=clerk.enterprise)
    for name, value in (
        ("online_application_no", mine.online_application_no),
        ("title", mine.title),
        ("official_no", mine.official_no),
        ("status", "approved"),
    ):
        assert rows_of(clerk.text(DECLARATIONS, {name: value})) == [mine.title], name
    assert rows_of(clerk.text(DECLARATIONS, {"status": "saved"})) == [other.title]


def test_3_2_exact_and_fuzzy_search(clerk):
    """§3.2 “支持准确查找和模糊查找”: parts are found, the exact one comes first."""
    exact = declaration(owner=clerk.enterprise, project_name="测试路1号屋面工程")
    longer = declaration(owner=clerk.enterprise, project_name="虹口区测试路1号屋面工程")
    assert rows_of(clerk.text(DECLARATIONS, {"title": "测试路1号屋面工程"})) == [exact.title, longer.title]
    assert set(rows_of(clerk.text(DECLARATIONS, {"title": "测试路"}))) == {exact.title, longer.title}


def test_3_2_five_states(clerk):
    """§3.2 “按项目申报状态查询有五种”."""
    for state in ("saved", "submitted", "returned", "accepted", "approved"):
        declaration(owner=clerk.enterprise, **{state: True})
    page = clerk.text(DECLARATIONS)
    assert all(label in plain(page) for label in STATES)
    for state in ("saved", "submitted", "returned", "accepted", "approved"):
        found = rows_of(clerk.text(DECLARATIONS, {"status": state}))
        assert found == [ProjectDeclaration.objects.get(status=state).title]


def test_3_2_all_by_default_in_pages(clerk):
    """§3.2 “默认查询出来所有的实施单位项目申报信息，并分页显示”."""
    filings = [declaration(owner=clerk.enterprise) for _ in range(11)]
    first, second = rows_of(clerk.text(DECLARATIONS)), rows_of(clerk.text(DECLARATIONS, {"page": 2}))
    assert first + second == [filing.title for filing in reversed(filings)]
    assert (len(first), len(second)) == (10, 1)


def test_3_2_new_declaration(clerk):
    """§3.2 “点击“新增”按钮，进入…页面，可以完成项目的保存、上报、打印操作，点击“返回”按钮，返回…首界面”."""
    page = clerk.text(f"{DECLARATIONS}new/")
    assert "上海市建设工程项目信息报送表" in page
    assert "住宅修缮工程" in page
    for label in ("保存", "上报", "打印", "返回"):
        assert label in plain(page)
    assert f'href="{DECLARATIONS}"' in page
    answer = clerk.post(f"{DECLARATIONS}new/", declaration_data(), follow=True)
    assert "项目申报新增成功！" in answer.content.decode()
    filing = ProjectDeclaration.objects.get()
    clerk.attach(filing)
    assert "项目申报上报成功" in clerk.submit(filing).content.decode()
    assert clerk.get(clerk.url("print", filing))["Content-Type"] == "application/pdf"


# 4 退出系统操作说明


def test_4_leaving(clerk):
    """§4 “点击“退出”按钮，安全退出网上办事项目管理。退出后默认将显示被系统首界面”."""
    page = clerk.text(PROJECTS)
    assert "退出" in plain(page)
    answer = clerk.post("/auth/logout/")
    assert answer.status_code == 302
    assert clerk.get(PROJECTS).status_code == 302
