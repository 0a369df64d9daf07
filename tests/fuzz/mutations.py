"""Requests as nobody means them: what a scanner, a broken proxy or a bored student sends."""

import io
import json
import random
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes, urlencode

# Sent as they are, byte for byte, in a path, a query or a form.
RAW = [
    b"%00", b"a%00b", b"%ed%a0%80", b"%ed%bf%bf", b"%ff%fe", b"%c0%af", b"%f4%90%80%80", b"%", b"%zz", b"%u0041", b"%0d%0aSet-Cookie:a=b",
    b"%e2%80%ae", b"%ef%bb%bf", b"%25%30%30",
]  # fmt: skip
VALUES = [
    "", " ", "0", "-1", "1e9999", "NaN", "Infinity", "9" * 21, "9" * 5000, "１２３", "٣٤٥", "²", "Ⅻ", "१२३", "1_000",
    "0x10", "true", "null", "None", "undefined", "[]", "{}", "[object Object]", "' OR 1=1 --", "\" OR \"\"=\"", "%s%n%x",
    "%(name)s", "{0.__class__}", "${7*7}", "{{7*7}}", "../../../../etc/passwd", "..\\..\\", "file:///etc/passwd",
    "//evil.invalid", "javascript:alert(1)", "<script>alert(1)</script>", "\u202etxt.exe", "\ufeff", "\u200b", "\u0300" * 200,
    "𠮷" * 50, "é", "e\u0301", "ﬃ", "İ", "ß" * 100, "\n", "\r\nX-Evil: 1", "\t", "a" * 300, "中" * 101, "a" * 100_000,
    "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2026-13-01T25:61:61Z", "-0", "+1", "1.", ".5", "1,000",
    "1" * 30 + "." + "1" * 30, "0" * 40, "310199197408260116", "13900000001", "saved", "approved", "delete", "submit", "save",
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000000040008000000000000000}",
    "00000000-0000-4000-8000-000000000000" * 50, "attachment:", "attachment:filing-form", "buildings:1", "buildings:" + "9" * 30,
    "__all__", "__init__", "pk__in", "owner__name", "-pk", "?", "*", "\\", "|", "`id`", "; ls", "W2026112100001", "26SBHK0001",
    "W٢٠٢٦١١٢١٠٠٠٠١", "WyIxIiwgIjIiXQ", "W10", "bnVsbA", "e30", "=" * 30, "WzFlOTk5XQ", "WyI5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ",
]  # fmt: skip
NAMES = [
    "page", "size", "sort", "status", "q", "tab", "tile", "kind", "district", "applicant", "after", "next", "value", "code",
    "number", "draft", "submission", "inline", "unread", "only", "action", "item", "queue", "note", "version", "token",
    "idempotency_key", "target", "text", "slot", "passed", "field", "reason", "identity", "online_application_no", "title",
    "official_no", "project_name", "plan_year", "total_investment", "gross_floor_area", "planned_start", "consent_rate",
    "intended_funding_sources", "repair_items", "contact_mobile", "postal_code", "declaration_no", "is_formally_approved",
    "client_manager_id_no", "client_manager_id_type", "approval_date", "buildings-TOTAL_FORMS", "buildings-INITIAL_FORMS",
    "buildings-0-id", "buildings-0-floor_area", "buildings-0-households", "buildings-0-DELETE", "buildings-99999999999999-id",
    "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "id__exact", "at__year", "at__month", "at__day",
    "is_active__exact", "ended_at__isempty", "enterprise__id__exact", "app_label", "model_name", "field_name", "term", "_save",
    "select_across", "index", "username", "login_name", "password", "old_password", "new_password1", "X" * 3000, "", "a[b]", "\u4e2d",
]  # fmt: skip
HEADERS = {
    "HX-Request": ["true", "false", "x" * 5000, "é"],
    "HX-Current-URL": ["http://[", "http://testserver/\u4e2d", "javascript:1", "//"],
    "HX-Boosted": ["true"],
    "X-Requested-With": ["XMLHttpRequest", ""],
    "Accept": ["application/json", "*/*;q=x", "text/html", "," * 2000, "\x7f"],
    "Accept-Language": ["zh" * 500, "*;q=0", "x-\u00e9", ";;;;", "en-US,en;q=0.5"],
    "If-Modified-Since": ["yesterday", "Sun, 06 Nov 9999999999 08:49:37 GMT", ""],
    "If-None-Match": ['"', "*", "W/"],
    "Range": ["bytes=0-", "bytes=-1", "bytes=9999999999999999999999-", "x"],
    "Referer": ["http://[::1", "http://testserver:99999999/", "\u00ff", "//"],
    "Origin": ["null", "http://testserver", "http://[", ""],
    "Sec-Fetch-Site": ["none", "same-origin", "cross-site", "?"],
    "X-Forwarded-For": ["1.2.3.4", "x" * 1000, "::1, ,", "999.999.999.999"],
    "X-Forwarded-Proto": ["https", "gopher"],
    "X-Forwarded-Host": ["evil.invalid"],
    "Host": ["testserver:0", "testserver:99999", "[::1", "evil.invalid", "testserver\u00e9", ""],
    "User-Agent": ["x" * 10_000, "\u00ff\u00fe", ""],
    "Content-Length": ["-1", "x", "9" * 30],
    "Content-Encoding": ["gzip"],
    "X-CSRFToken": ["a" * 64, "a"],
    "X-HTTP-Method-Override": ["DELETE"],
}
COOKIES = ["portal_session", "internal_session", "csrftoken", "messages", "django_language", "a b", "__proto__"]
METHODS = ["GET"] * 9 + ["POST"] * 9 + ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "FOO"]
BOUNDARY = "x0123456789x"


@dataclass
class Request:
    """One request, as little digested as Django's client allows."""

    method: str
    path: bytes
    query: bytes = b""
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        start = f"{self.method} {self.path[:300]!r} ?{self.query[:300]!r} {self.content_type[:60]!r}"
        headers = {name: value[:60] for name, value in self.headers.items()}
        return f"{start} {headers} {list(self.cookies)} body={self.body[:600]!r}"


def mutate(rng: random.Random, path: str, fields: dict[str, str | list[str]]) -> Request:
    """A request to about `path`; `fields` is a form that means something there, mostly spoilt."""
    address, _, query = path.partition("?")
    request = Request(rng.choice(METHODS), address.encode(), query.encode())
    if rng.random() < 0.15:
        request.path = _spoilt_path(rng, address)
    if rng.random() < 0.6:
        request.query = b"&".join(filter(None, [request.query, _query(rng)]))
    if request.method in {"POST", "PUT", "PATCH", "DELETE", "FOO"}:
        request.body, request.content_type = _body(rng, fields)
    for name in rng.sample(list(HEADERS), rng.choice([0, 0, 0, 1, 1, 2])):
        request.headers[name] = rng.choice(HEADERS[name])
    for name in rng.sample(COOKIES, rng.choice([0] * 9 + [1, 2])):
        request.cookies[name] = rng.choice(VALUES[:60]).replace(";", "")
    return request


def _value(rng: random.Random) -> bytes:
    return rng.choice(RAW) if rng.random() < 0.08 else quote(rng.choice(VALUES)).encode()


def _spoilt_path(rng: random.Random, path: str) -> bytes:
    parts = path.encode().split(b"/")
    place = rng.randrange(1, len(parts))
    how = rng.randrange(4)
    if how == 0:
        parts[place] = _value(rng)
    elif how == 1:
        parts[place] += rng.choice(RAW)
    elif how == 2:
        parts.insert(place, _value(rng))
    else:
        del parts[place]
    return b"/".join(parts)[:20_000] or b"/"


def _query(rng: random.Random) -> bytes:
    pairs = [quote(rng.choice(NAMES)).encode() + b"=" + _value(rng) for _ in range(rng.choice([1, 1, 2, 3, 8]))]
    return b"&".join(pairs * rng.choice([1, 1, 1, 3]))[:120_000]


def _body(rng: random.Random, fields: dict) -> tuple[bytes, str]:
    form = _spoilt_form(rng, fields)
    makers = [_urlencoded, _urlencoded, _urlencoded, _multipart, _multipart, _json, _wrong_type, _many_fields]
    return rng.choice(makers)(rng, form)


def _spoilt_form(rng: random.Random, fields: dict) -> dict[str, list[str]]:
    form = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    for _ in range(rng.choice([0, 1, 1, 2, 5, 20])):
        name = rng.choice([*form, *NAMES])
        form[name] = [rng.choice(VALUES) for _ in range(rng.choice([1, 1, 1, 2, 5]))]
    for name in rng.sample(list(form), min(len(form), rng.choice([0, 0, 1, 5]))):
        del form[name]
    return form


def _urlencoded(rng: random.Random, form: dict) -> tuple[bytes, str]:
    body = urlencode(form, doseq=True).encode()
    if rng.random() < 0.1:
        body += b"&" + quote(rng.choice(NAMES)).encode() + b"=" + rng.choice(RAW)
    charset = rng.choice([""] * 12 + ["; charset=utf-16", "; charset=no-such", "; charset=gbk", "; boundary=x"])
    return body, f"application/x-www-form-urlencoded{charset}"


def _multipart(rng: random.Random, form: dict) -> tuple[bytes, str]:
    parts = [_part(f'name="{name}"', value.encode()) for name, values in form.items() for value in values]
    content = rng.choice(
        [b"", b"\x89PNG\r\n\x1a\n" + rng.randbytes(200), b"%PDF-1.7\n" + rng.randbytes(500), rng.randbytes(70_000)]
    )
    name = rng.choice(
        ["a.png", "../../a.pdf", "a\x00.pdf", "\u202egnp.exe", "x" * 400 + ".png", "", "a.pdf;.png", "名.PNG"]
    )
    for _ in range(rng.choice([1, 1, 1, 2, 7])):
        field_name = rng.choice(["file", "file", "file", "x"])
        parts.append(
            _part(
                f'name="{field_name}"; filename="{name}"',
                content,
                rng.choice(["image/png", "text/html", "\u00ff/", ""]),
            )
        )
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    if rng.random() < 0.4:
        body = rng.choice(
            [body[: rng.randrange(len(body))], body.replace(b"\r\n", b"\n"), body[40:], body + body, b"", b"--"]
        )
    boundary = rng.choice([BOUNDARY] * 20 + ["", "other", '"', "x" * 300, "\u00e9"])
    return body, f"multipart/form-data; boundary={boundary}"


def _part(head: str, content: bytes, kind: str = "") -> bytes:
    lines = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n"
    lines += f"Content-Type: {kind}\r\n\r\n" if kind else "\r\n"
    return lines.encode() + content + b"\r\n"


def _json(rng: random.Random, form: dict) -> tuple[bytes, str]:
    bodies = [
        json.dumps(form).encode(), b"[" * 5_000 + b"]" * 5_000, b'{"a":' * 3_000 + b"1" + b"}" * 3_000, b'"\\u0000"', b'"\\ud800"',
        b"{", b"\xff\xfe", b"", b"null", b"1e999", b"-Infinity", b"9" * 10_000, b'{"digest": 1}', b'{"digest": "' + b"a" * 64 + b'"}',
        b'{"format":"ca-auth:1","certificate":"AAAA","algorithm":"RS256","signature":"AA==","agent":"x"}', b'{"format":' + b"9" * 4400 + b"}",
        b'{"a":1,"a":2}', b'{"certificate":"' + b"A" * 20_000 + b'"}',
    ]  # fmt: skip
    return rng.choice(bodies), rng.choice(["application/json", "application/json; charset=utf-16", "text/json"])


def _wrong_type(rng: random.Random, form: dict) -> tuple[bytes, str]:
    kinds = [
        "",
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "x",
        "\u00ff",
        ";",
    ]
    return rng.choice([rng.randbytes(3_000), urlencode(form, doseq=True).encode(), b"=&=&=", b"&" * 9000]), rng.choice(
        kinds
    )


def _many_fields(rng: random.Random, form: dict) -> tuple[bytes, str]:
    name = rng.choice(["a", "buildings-0-id", "item", "intended_funding_sources"])
    count = rng.choice([4_990, 5_001, 12_000])
    return b"&".join([name.encode() + b"=1"] * count), "application/x-www-form-urlencoded"


def as_environ(request: Request) -> dict:
    """What a WSGI server makes of it: bytes as latin-1, percent signs of the path undone."""
    environ = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query.decode("latin-1"),
        "CONTENT_LENGTH": str(len(request.body)),
        "CONTENT_TYPE": request.content_type.encode().decode("latin-1"),
        # Not the client's own, which fails when the length is a lie.
        "wsgi.input": io.BytesIO(request.body),
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_LENGTH" else f"HTTP_{key}"] = value.encode().decode("latin-1")
    return environ
