"""The https gateway: what it sends, and that every way of failing is one the dispatcher can try again."""

import io
import json
from urllib.error import HTTPError, URLError

import pytest

from ca_auth.gateways import sms

PHONE = "13800010001"


@pytest.fixture
def configured(settings, monkeypatch):
    """What the gateway was asked, and how it answers."""
    settings.SMS_BACKEND, settings.SMS_URL = "ca_auth.gateways.sms.HttpSms", "https://sms.example/send"
    settings.SMS_KEY = "test-key-of-no-value"
    asked: dict = {"answer": None}

    def answer(request, timeout):
        asked["request"], asked["timeout"] = request, timeout
        if asked["answer"]:
            raise asked["answer"]
        return io.BytesIO(b"{}")

    monkeypatch.setattr(sms, "urlopen", answer)
    return asked


def send() -> None:
    sms.sms_gateway().send(phone=PHONE, text="已受理", reference="r-1")


def test_sends_number_text_and_reference(configured):
    send()
    assert json.loads(configured["request"].data) == {"phone": PHONE, "text": "已受理", "reference": "r-1"}
    assert configured["request"].headers["Authorization"] == "Bearer test-key-of-no-value"
    assert configured["timeout"] == sms.TIMEOUT_SECONDS


@pytest.mark.parametrize(
    "failure",
    [HTTPError("https://sms.example/send", 503, "busy", {}, None), URLError("no route"), TimeoutError()],
)
def test_failures_can_be_tried_again_and_name_no_number(configured, failure):
    configured["answer"] = failure
    with pytest.raises(sms.SmsFailed) as refused:
        send()
    assert PHONE not in str(refused.value)


@pytest.mark.parametrize("address", ["", "http://sms.example/send", "file:///etc/passwd"])
def test_nothing_but_https(configured, settings, address):
    settings.SMS_URL = address
    with pytest.raises(sms.SmsFailed):
        send()
    assert "request" not in configured
