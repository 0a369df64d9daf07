"""Sending text messages. Which gateway is used is the setting SMS_BACKEND, a dotted path."""

import json
import logging
import os
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from ca_auth.privacy import mask_phone

logger = logging.getLogger("portal.sms")


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


def sms_gateway() -> SmsGateway:
    return import_string(settings.SMS_BACKEND)()
