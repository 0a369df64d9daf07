import json
import logging
import sys

import pytest

from portal import log


def valid_id_number() -> str:
    first = "31010119900307001"
    check = sum(int(digit) * weight for digit, weight in zip(first, log.WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[check]


@pytest.mark.parametrize(
    "secret",
    ["13812345678", "+86 13812345678", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", valid_id_number()],
)
def test_what_tells_who_somebody_is_is_masked(secret):
    text = log.redact(f"found {secret} here")
    assert secret not in text
    assert text.startswith("found ")
    assert text.endswith(" here")


@pytest.mark.parametrize(
    "line",
    [
        "password=hunter2222",
        "'SECRET_KEY': 'hunter2222'",
        '{"pin": "hunter2222"}',
        "sessionid=hunter2222; a=b",
        "-----BEGIN PRIVATE KEY-----\nhunter2222\n-----END PRIVATE KEY-----",
    ],
)
def test_keys_and_passwords_are_masked(line):
    assert "hunter2222" not in log.redact(line)


def test_masks_keep_what_support_needs():
    number = valid_id_number()
    assert log.redact(number) == f"310***********{number[-4:]}"
    assert log.redact("13812345678") == "138****5678"


@pytest.mark.parametrize(
    "number", ["202611210001", "310101202611210001", "91310000132200000X", "2026-11-21 08:00:00,123"]
)
def test_numbers_of_filings_and_enterprises_stay(number):
    assert log.redact(f"filing {number} saved") == f"filing {number} saved"


def record(message: str, *args, failed: bool = False) -> logging.LogRecord:
    try:
        if failed:
            raise ValueError("phone 13812345678")
    except ValueError:
        return logging.LogRecord("portal", logging.ERROR, "file", 1, message, args, sys.exc_info())
    return logging.LogRecord("portal", logging.INFO, "file", 1, message, args, None)


@pytest.mark.parametrize("failed", [False, True])
def test_json_line_is_one_line_and_redacted(failed):
    log.request_id.set("abc")
    line = log.JsonFormatter().format(record("sent to %s\nforged", "13812345678", failed=failed))
    assert "\n" not in line
    assert "13812345678" not in line
    assert json.loads(line)["request_id"] == "abc"


def test_plain_line_redacts_arguments_and_traceback():
    line = log.RedactingFormatter("%(message)s [%(request_id)s]").format(record("to %s", "13812345678", failed=True))
    assert "13812345678" not in line
    assert "138****5678" in line
