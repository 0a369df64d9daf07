"""The protocol ca-agent/1 over a real socket: who may ask (T27–T29), what is signed, what is answered."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPConnection

import pytest

from ca_auth.demo_pki import open_demo_pki
from ca_auth.pki.errors import Refused
from ca_auth.pki.token import parse_token, submit_purpose
from ca_auth.pki.verify import verify_token
from ca_auth.softkey.agent import checked_origin
from ca_auth.softkey.client import AgentClient, AgentRefused
from ca_auth.softkey.server import AgentServer

PAGE, PIN, WRONG = "http://localhost:8000", "123456", "999999"
NONCE = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
LOGIN = {"key_id": "ec-sign", "pin": PIN, "nonce": NONCE}
GUESS = {**LOGIN, "pin": WRONG}


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        body = response.read()
        self.json = json.loads(body) if body else None

    @property
    def code(self) -> str:
        return self.json["error"]["code"]


def ask(running, method="POST", path="/v1/sign-login", body=GUESS, **headers):
    """One request; a header given as None is left out. By default a wrong PIN, so that a lost try would show."""
    sent = {"Host": f"127.0.0.1:{running.server.server_port}", "Origin": PAGE}
    content = None
    if method in ("POST", "PUT"):
        sent["Content-Type"] = "application/json"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent.update({name.replace("_", "-"): value for name, value in headers.items()})
    connection = HTTPConnection("127.0.0.1", running.server.server_port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    connection.putheader(name, one)
        if content is not None:
            connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def tries(running, key_id="ec-sign") -> int:
    return json.loads((running.store.directory / f"{key_id}.json").read_bytes())["tries"]


def check(running, token, demo_directory, **fields):
    now = datetime.now(UTC)
    store, revocation = open_demo_pki(demo_directory, now=now)
    expected = {"purpose": "login", "origin": PAGE, "nonce": NONCE, **fields}
    return verify_token(parse_token(token), **expected, store=store, revocation=revocation, now=now)


# What is signed


@pytest.mark.parametrize("kind", ["rsa", "ec", "sm2"])
def test_login(running, demo_directory, kind):
    token = running.client.sign_login(f"{kind}-sign", PIN, NONCE)
    assert set(token) == {"format", "certificate", "algorithm", "signature", "agent"}
    assert check(running, token, demo_directory).subject.uscc == "91310000MADEM00019"


@pytest.mark.parametrize("kind", ["rsa", "ec", "sm2"])
def test_submission_is_signed_over_the_content_hash_and_is_no_login(running, demo_directory, kind):
    digest = sha256(b"content").hexdigest()
    token = running.client.sign_submit(f"{kind}-sign", PIN, digest, NONCE)
    assert check(running, token, demo_directory, purpose=submit_purpose(digest))
    for purpose in ("login", submit_purpose(sha256(b"other").hexdigest())):
        with pytest.raises(Refused) as caught:
            check(running, token, demo_directory, purpose=purpose)
        assert caught.value.code == "bad_signature"


def test_the_origin_under_the_signature_is_the_one_the_browser_reports(running, demo_directory):
    other = AgentClient(running.server.address, "https://portal.example.cn")
    token = other.sign_login("ec-sign", PIN, NONCE)
    assert check(running, token, demo_directory, origin="https://portal.example.cn")
    with pytest.raises(Refused):
        check(running, token, demo_directory)


def test_fields_of_the_page_cannot_choose_origin_or_purpose(running, demo_directory):
    body = {**LOGIN, "origin": "https://portal.example.cn", "purpose": "submit", "text": "x", "digest": "ab" * 32}
    assert check(running, ask(running, body=body).json, demo_directory)


def test_encryption_key_signs_but_is_refused_by_the_portal(running, demo_directory):
    token = running.client.sign_login("sm2-encrypt", PIN, NONCE)
    with pytest.raises(Refused) as caught:
        check(running, token, demo_directory)
    assert caught.value.code == "key_usage"


# What is told


def test_status(running):
    assert running.client.status() == {"agent": "softkey", "version": "1.0", "protocol": "ca-agent/1", "keys": 9}


def test_keys(running):
    keys = {key["key_id"]: key for key in running.client.list_keys()}
    shown = keys["sm2-sign"]
    assert set(shown) == {
        "key_id",
        "label",
        "algorithm",
        "subject_cn",
        "serial",
        "not_after",
        "usage",
        "retries_left",
        "locked",
        "certificate",
    }
    assert (shown["algorithm"], shown["subject_cn"], shown["usage"]) == ("SM2SM3", "示范企业sm2", "sign")
    assert (shown["retries_left"], shown["locked"]) == (6, False)
    assert datetime.fromisoformat(shown["not_after"]) > datetime.now(UTC)
    assert keys["sm2-encrypt"]["usage"] == "encrypt"


def test_unplugged_keys_disappear(running):
    for path in running.store.directory.glob("*.json"):
        path.unlink()
    assert running.client.list_keys() == []
    assert running.client.status()["keys"] == 0


def test_answers_are_never_cached_or_sniffed(running):
    for answer in (ask(running, "GET", "/v1/status"), ask(running), ask(running, Origin="https://evil.cn")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_allowed_origin_is_named_in_the_answer_errors_included(running):
    for answer in (ask(running, "GET", "/v1/status"), ask(running), ask(running, "GET", "/v1/none")):
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert answer.headers["Vary"] == "Origin"


def test_preflight(running):
    answer = ask(running, "OPTIONS", Access_Control_Request_Method="POST")
    assert (answer.status, answer.json) == (204, None)
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type"
    assert answer.headers["Access-Control-Allow-Private-Network"] is None
    older = ask(running, "OPTIONS", Access_Control_Request_Private_Network="true")
    assert older.headers["Access-Control-Allow-Private-Network"] == "true"


# PIN


def test_t24_wrong_pins_over_http(running):
    for left in (5, 4, 3, 2, 1, 0):
        answer = ask(running)
        assert (answer.status, answer.json) == (401, {"error": {"code": "pin_incorrect", "retries_left": left}})
    locked = ask(running, body=LOGIN)
    assert (locked.status, locked.json) == (423, {"error": {"code": "pin_locked", "retries_left": 0}})
    shown = next(key for key in running.client.list_keys() if key["key_id"] == "ec-sign")
    assert (shown["retries_left"], shown["locked"]) == (0, True)


def test_t25_forty_parallel_guesses_over_http(running):
    with ThreadPoolExecutor(40) as pool:
        statuses = list(pool.map(lambda _: ask(running).status, range(40)))
    assert (statuses.count(401), statuses.count(423)) == (6, 34)
    assert tries(running) == 0


def test_change_pin(running):
    assert running.client.change_pin("ec-sign", PIN, "another-pin") == 6
    with pytest.raises(AgentRefused) as caught:
        running.client.sign_login("ec-sign", PIN, NONCE)
    assert (caught.value.status, caught.value.code, caught.value.retries_left) == (401, "pin_incorrect", 5)
    assert running.client.sign_login("ec-sign", "another-pin", NONCE)


@pytest.mark.parametrize("pin", [None, "", "12345", "1" * 17, "口令口令口令", "12 3456", 123456, ["123456"]])
def test_pins_of_a_wrong_form_cost_no_try(running, pin):
    assert ask(running, body={**LOGIN, "pin": pin}).code == "bad_pin_format"
    change = {"key_id": "ec-sign", "old_pin": WRONG, "new_pin": pin}
    assert ask(running, path="/v1/change-pin", body=change).code == "bad_pin_format"
    assert tries(running) == 6


# Who may ask


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://evil.cn",
        "http://localhost:8001",
        "http://localhost",
        "https://localhost:8000",
        "http://LOCALHOST:8000",
        "http://localhost:8000/",
        "http://localhost:8000.evil.cn",
        "http://127.0.0.1:8000",
        "*",
        [PAGE, PAGE],
        [PAGE, "https://evil.cn"],
    ],
)
def test_t27_other_origins_reach_no_key(running, origin):
    for method, path in (
        ("POST", "/v1/sign-login"),
        ("GET", "/v1/keys"),
        ("GET", "/v1/status"),
        ("OPTIONS", "/v1/keys"),
    ):
        answer = ask(running, method, path, Origin=origin)
        assert (answer.status, answer.code) == (403, "origin_not_allowed")
        assert answer.headers["Access-Control-Allow-Origin"] is None
    assert tries(running) == 6


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "evil.cn",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "[::1]:{port}",
        "evil.cn:{port}",
        "127.0.0.1:{port}.evil.cn",
        "0.0.0.0:{port}",
    ],
)
def test_t28_other_hosts_reach_no_key(running, host):
    host = host and host.format(port=running.server.server_port)
    for method, path in (("POST", "/v1/sign-login"), ("GET", "/v1/status"), ("OPTIONS", "/v1/keys")):
        answer = ask(running, method, path, Host=host)
        assert (answer.status, answer.code) == (421, "bad_host")
    assert tries(running) == 6


def test_t28_localhost_is_a_host_too(running):
    assert ask(running, "GET", "/v1/status", Host=f"localhost:{running.server.server_port}").status == 200


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json2",
        "json",
        ["application/json", "text/plain"],
    ],
)
def test_t29_only_json_is_read(running, content_type):
    for path in ("/v1/sign-login", "/v1/sign-submit", "/v1/change-pin"):
        answer = ask(running, path=path, Content_Type=content_type)
        assert (answer.status, answer.code) == (415, "json_only")
    assert tries(running) == 6


def test_t29_json_with_a_charset_is_json(running):
    assert ask(running, Content_Type="application/json; charset=utf-8").code == "pin_incorrect"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 15000, b'{"a":' * 3000])
def test_bodies_that_are_no_object(running, body):
    answer = ask(running, body=body)
    assert (answer.status, answer.code) == (400, "bad_json")


def test_large_bodies(running):
    answer = ask(running, body={**GUESS, "more": "x" * 17000})
    assert (answer.status, answer.code) == (413, "too_large")
    assert ask(running, Transfer_Encoding="chunked").code == "too_large"
    assert tries(running) == 6


@pytest.mark.parametrize(
    "nonce", [None, "", "n" * 42, "n" * 129, "n" * 43 + "|", "n" * 43 + "\n", "密" * 43, 7, "n" * 42 + " "]
)
def test_nonces_of_a_wrong_form(running, nonce):
    for path in ("/v1/sign-login", "/v1/sign-submit"):
        answer = ask(running, path=path, body={**GUESS, "nonce": nonce, "digest": "ab" * 32})
        assert (answer.status, answer.code) == (400, "bad_nonce")
    assert tries(running) == 6


@pytest.mark.parametrize("digest", [None, "", "ab" * 31, "AB" * 32, "ab" * 33, "zz" * 32, 7, "ab" * 32 + "\n"])
def test_digests_of_a_wrong_form(running, digest):
    answer = ask(running, path="/v1/sign-submit", body={**GUESS, "digest": digest})
    assert (answer.status, answer.code) == (400, "bad_digest")
    assert tries(running) == 6


def test_unknown_keys_calls_and_methods(running):
    assert ask(running, body={**LOGIN, "key_id": "none"}).status == 404
    assert ask(running, body={**LOGIN, "key_id": {"a": 1}}).code == "key_not_found"
    assert ask(running, path="/v1/sign-raw").code == "not_found"
    assert ask(running, path="/v1/sign-login?x=1").code == "not_found"
    assert ask(running, "GET", "/v1/sign-login").status == 405
    assert ask(running, "POST", "/v1/keys").status == 405
    assert ask(running, "PUT").status == 405


@pytest.mark.parametrize(
    "origin",
    ["https://portal.example.cn", "https://portal.example.cn:8443", "http://localhost:8000", "http://127.0.0.1:8000"],
)
def test_origins_that_may_be_allowed(origin):
    assert checked_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    [
        "http://portal.example.cn",
        "*",
        "null",
        "",
        "https://",
        "https://portal.example.cn/",
        "HTTPS://portal.example.cn",
        "http://localhost.evil.cn:80",
        "file://",
        "https://门户.cn",
        "https://a.cn\n",
    ],
)
def test_origins_that_may_not_be_allowed(tmp_path, origin):
    with pytest.raises(ValueError, match="origin"):
        AgentServer(tmp_path, origins=[origin], port=0)


def test_it_listens_on_the_loopback_only(running):
    assert running.server.server_address[0] == "127.0.0.1"


def test_pin_appears_neither_in_the_log_nor_in_answers(running, caplog, capfd):
    caplog.set_level("DEBUG")
    ask(running, body=GUESS)
    ask(running, body=LOGIN)
    printed = capfd.readouterr()
    everything = caplog.text + printed.out + printed.err
    assert "sign-login" in everything
    assert PIN not in everything
    assert WRONG not in everything
