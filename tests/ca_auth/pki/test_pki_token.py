"""The envelope: limits (T23), strictness, and what must never be in it (T31)."""

import base64
import json

import pytest

from ca_auth.pki.errors import Refused
from ca_auth.pki.token import (
    MAX_BODY,
    MAX_CERTIFICATE,
    ForbiddenKey,
    MalformedToken,
    parse_token,
    signed_text,
    submit_purpose,
)

NONCE = "n" * 43
FIELDS = {
    "format": "ca-auth:1",
    "certificate": base64.b64encode(b"certificate").decode(),
    "algorithm": "SM2SM3",
    "signature": base64.b64encode(b"signature").decode(),
    "agent": "softkey/1.0",
}


def _body(**changes) -> bytes:
    return json.dumps({**FIELDS, **changes}).encode()


def test_sound_token_from_body_and_from_object():
    token = parse_token(_body())
    assert (token.certificate, token.signature) == (b"certificate", b"signature")
    assert (token.algorithm, token.agent) == ("SM2SM3", "softkey/1.0")
    assert parse_token(dict(FIELDS)) == token


def test_unknown_fields_such_as_a_chain_are_ignored():
    assert parse_token(_body(chain=["AAAA"], nonce="x", origin="y")) == parse_token(_body())


@pytest.mark.parametrize("name", ["pin", "PIN", "Password", " pin ", "pwd", "passwd"])
def test_a_pin_is_refused_wherever_it_stands(name):
    for body in (_body(**{name: "123456"}), _body(extra={"deep": [{name: "1"}]})):
        with pytest.raises(ForbiddenKey):
            parse_token(body)


def test_the_refusal_is_a_value_error_and_never_repeats_the_pin():
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_token(_body(pin="987654"))
    assert isinstance(caught.value, Refused)
    assert caught.value.shown_code == "cert_parse"
    assert "987654" not in str(caught.value)


def test_body_limit():
    padding = MAX_BODY - len(_body(more=""))
    assert parse_token(_body(more="x" * padding))
    with pytest.raises(MalformedToken, match="too large"):
        parse_token(_body(more="x" * (padding + 1)))


def test_certificate_limit():
    fits = base64.b64encode(bytes(MAX_CERTIFICATE)).decode()
    assert len(parse_token(_body(certificate=fits)).certificate) == MAX_CERTIFICATE
    with pytest.raises(MalformedToken):
        parse_token(_body(certificate=base64.b64encode(bytes(MAX_CERTIFICATE + 1)).decode()))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b"\xff\xfe",
        b"[" * 12000,
        b'{"a":' * 2500,
        b'{"a":1,"a":2}',
        _body(format="ca-auth:2"),
        _body(format=None),
        _body(algorithm=["RS256"]),
        _body(algorithm=None),
        _body(agent=7),
        _body(certificate=""),
        _body(certificate=None),
        _body(certificate=5),
        _body(signature=["AAAA"]),
    ],
)
def test_malformed_bodies(body):
    with pytest.raises(MalformedToken):
        parse_token(body)


@pytest.mark.parametrize(
    "text",
    [
        "QUJD\n",
        " QUJD",
        "QUJ",
        "QUI",
        "QUJD=",
        "QUJ-",
        "QUJDRB==",
        "QUJ_",
        "ＱUJD",
        "QU JD",
        "QUJDR===",
        "====",
        "\ud800",
    ],
)
def test_base64_is_strict(text):
    with pytest.raises(MalformedToken):
        parse_token({**FIELDS, "signature": text})


def test_agent_name_is_cut_and_cleaned_for_the_log():
    assert parse_token(_body(agent="a\n\x1b[31mb" + "c" * 100)).agent == "a[31mb" + "c" * 56


def test_signed_text_is_one_line_of_four_fields():
    text = signed_text(purpose="login", origin="https://portal.example.cn", nonce=NONCE)
    assert text == b"CA-AUTH-V1|login|https://portal.example.cn|" + NONCE.encode()


def test_submit_purpose_names_the_content():
    text = signed_text(purpose=submit_purpose("ab" * 32), origin="http://localhost:8000", nonce=NONCE)
    assert text.startswith(b"CA-AUTH-V1|submit:" + b"ab" * 32 + b"|http://localhost:8000|")


@pytest.mark.parametrize(
    "fields",
    [
        {"purpose": "login|x"},
        {"purpose": ""},
        {"purpose": "submit:AB"},
        {"origin": "https://portal.example.cn/"},
        {"origin": "HTTPS://portal.example.cn"},
        {"origin": "https://Portal.example.cn"},
        {"origin": "https://portal.example.cn|x"},
        {"origin": "https://门户.cn"},
        {"origin": "null"},
        {"origin": "https://portal.example.cn\n"},
        {"nonce": "n" * 42},
        {"nonce": "n" * 129},
        {"nonce": "n" * 43 + "|"},
        {"nonce": "n" * 43 + "\n"},
        {"nonce": "n" * 43 + " "},
    ],
)
def test_fields_that_could_be_read_as_another_are_refused(fields):
    with pytest.raises(ValueError, match="canonical"):
        signed_text(**{"purpose": "login", "origin": "https://portal.example.cn", "nonce": NONCE, **fields})
