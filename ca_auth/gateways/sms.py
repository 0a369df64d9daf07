"""Sending text messages. Which gateway is used is the setting SMS_BACKEND, a dotted path."""

import json
import logging
import os
from typing import Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from ca_auth.privacy import mask_phone

logger = logging.getLogger("portal.sms")
TIMEOUT_SECONDS = 10


class SmsFailed(Exception):
    """Not delivered to the gateway; it may be tried again."""


class SmsGateway(Protocol):
    def send(self, *, phone: str, text: str, reference: str) -> None:
        """Hand one message over. `reference` is the same whenever the same message is tried again, so that the gateway
        can drop the second. Raises SmsFailed."""


class ConsoleSms:
    """For the demo: a log line with the number masked, and the text in `sms.jsonl` of the data folder."""

    def send(self, *, phone: str, text: str, reference: str) -> None:
        masked = mask_phone(phone)
        logger.info("SMS %s to %s", reference, masked)
        line = {"at": timezone.localtime().isoformat(timespec="seconds"), "to": masked, "text": text, "id": reference}
        path = settings.DATA_DIR / "sms.jsonl"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


class HttpSms:
    """A gateway that takes JSON over https: POST SMS_URL {"phone", "text", "reference"} with the bearer token SMS_KEY.

    Any answer but 2xx, and none within ten seconds, is a failure.
    """

    def send(self, *, phone: str, text: str, reference: str) -> None:
        body = json.dumps({"phone": phone, "text": text, "reference": reference}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_KEY}"}
        if not settings.SMS_URL.startswith("https://"):
            raise SmsFailed("短信网关地址未配置或不是 https")
        request = Request(settings.SMS_URL, data=body, headers=headers, method="POST")  # noqa: S310 - https only
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - https only
                return
        except HTTPError as error:
            raise SmsFailed(f"短信网关拒绝：{error.code}") from error
        except OSError as error:
            raise SmsFailed("短信网关无法连接") from error


def sms_gateway() -> SmsGateway:
    return import_string(settings.SMS_BACKEND)()
