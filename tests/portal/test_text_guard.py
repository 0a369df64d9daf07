import json

import pytest
from django.test import Client

pytestmark = [pytest.mark.urls("tests.portal.urls"), pytest.mark.django_db]

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "address",
    ["/echo/a%00b/", "/echo/?q=%00", "/echo/?q=%ff", "/echo/?%00=1", "/echo/?q=%ED%A0%80"],
)
def test_address_that_is_no_text_is_refused(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "无法识别的字符" in answer.text


def test_path_that_is_no_utf8_is_only_an_odd_word(client):
    assert client.get("/", PATH_INFO="/echo/a\xffb/").json()["word"] == "a%FFb"


@pytest.mark.parametrize("body", [b"name=%00", b"name=%ff", b"name=a\x00b", b"%00=1"])
def test_form_that_is_no_text_is_refused(client, body):
    assert client.post("/echo/", body, content_type=FORM).status_code == 400


@pytest.mark.parametrize("value", ["a\x00b", "\x00"])
def test_multipart_field_with_nul_is_refused(client, value):
    assert client.post("/echo/", {"name": value}).status_code == 400


def test_multipart_field_in_an_encoding_that_smuggles_a_surrogate_is_refused(client):
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n+2AA-\r\n--x--\r\n'
    answer = client.generic("POST", "/echo/", body, content_type="multipart/form-data; boundary=x; charset=utf-7")
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [rb'{"a": "\u0000"}', rb'{"a": "\ud800"}', b'{"a": "\xff"}', rb'{"a": \u12'])
def test_json_that_names_no_text_is_refused(client, body):
    answer = client.post("/echo/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["message"]


@pytest.mark.parametrize("text", ["\\u0000 written out", "汉字", "\U00020bb7田", "阿卜杜拉·买买提"])
def test_json_text_is_let_through(client, text):
    assert client.post("/echo/", json.dumps({"a": text}), content_type="application/json").status_code == 200


def test_cookie_with_an_escaped_nul_is_refused(client):
    answer = client.get("/echo/", HTTP_COOKIE='portal_session="\\000aaaaaaaaaa"')
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["上海市住宅修缮", "a b\tc\r\nd", "㑇", "\U00020bb7", "100%"])
def test_text_is_let_through_unchanged(client, text):
    assert client.post("/echo/", {"name": text}).json()["body"] == {"name": text}
    assert client.get("/echo/", {"q": text}).json()["query"] == {"q": text}


@pytest.mark.postgres
def test_no_search_word_makes_postgresql_fail():
    client = Client(raise_request_exception=False)
    for word in ["%00", "a%00b", "%ED%A0%80", "%ff", "上海", "%F0%A0%AE%B7"]:
        assert client.get(f"/look-up/?q={word}").status_code in {200, 400}
