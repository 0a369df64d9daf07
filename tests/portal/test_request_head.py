"""What a request says about itself before anything of it is read: its length, its charset, where it comes from."""

import pytest

pytestmark = [pytest.mark.urls("tests.portal.urls"), pytest.mark.django_db]
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "9" * 30, "１", " 1"])
def test_a_length_that_is_no_number_is_refused(client, length):
    assert client.post("/echo/", "a=1", content_type=FORM, CONTENT_LENGTH=length).status_code == 400


@pytest.mark.parametrize("charset", ["gbk", "utf-16", "no-such", "utf-7", "latin-1"])
def test_another_charset_is_refused(client, charset):
    for kind in (FORM, "application/json"):
        assert client.generic("POST", "/echo/", b"a=1", content_type=f"{kind}; charset={charset}").status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_the_one_everybody_sends_is_taken(client, charset):
    assert client.post("/echo/", "a=1", content_type=f"{FORM}; charset={charset}").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_an_act_sent_by_another_site_is_refused_with_the_way_out(client, site):
    answer = client.post("/echo/", {"a": "1"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "页面已失效" in answer.text
    assert client.get("/echo/", headers={"Sec-Fetch-Site": site}).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none", ""])
def test_an_act_sent_by_a_page_of_the_portal_is_done(client, site):
    assert client.post("/echo/", {"a": "1"}, headers={"Sec-Fetch-Site": site}).status_code == 200
