import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.portal.urls"), pytest.mark.django_db]

PAGES = [
    ("/no-such-page/", 404, "没有找到这个页面"),
    ("/echo/?q=%00", 400, "请求内容有误"),
    ("/auth/logout/", 405, "只接受页面上的按钮提交"),
    ("/refuse/", 403, "您不是这个项目的经办人。"),
    ("/fail/", 500, "系统出现错误"),
    ("/lose-database/", 503, "系统暂时无法服务"),
]


@pytest.fixture
def browser_client() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(("address", "status", "words"), PAGES)
def test_page_in_the_readers_language(browser_client, address, status, words):
    answer = browser_client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status
    assert words in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


@pytest.mark.parametrize(("address", "status", "words"), PAGES)
def test_json_for_who_asks_for_json(browser_client, address, status, words):
    answer = browser_client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


def test_outage_says_when_to_come_back(browser_client):
    assert browser_client.get("/lose-database/").headers["Retry-After"] == "5"


def test_page_tells_nothing_of_the_inside(browser_client):
    text = browser_client.get("/fail/").text
    for inside in ("ZeroDivisionError", "hunter22", "Traceback", "tests/portal"):
        assert inside not in text


def test_form_without_token_is_refused_in_chinese(browser_client):
    answer = browser_client.post("/echo/", {"a": "1"})
    assert answer.status_code == 403
    assert "页面已失效" in answer.text


def test_broken_error_page_still_answers(browser_client, settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]
    answer = browser_client.get("/fail/")
    assert answer.status_code == 500
    assert "系统出现错误" in answer.text
