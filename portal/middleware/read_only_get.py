"""GET and HEAD never write. A link that somebody sends, a preview or a prefetch must not change anything."""

import re
from contextlib import ExitStack

from django.db import connections
from django.http import HttpRequest

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}

# Tables that a page may write while it is only looked at, each with the reason.
MAY_WRITE = {
    "django_session": "a session is opened, renewed or thrown away",
    "ca_auth_loginsession": "last act of a session, and its end when its time is over",
    "ca_auth_securityevent": "a refused page leaves a line in the audit log",
    "filing_event": "a print, a download and an export leave a line in the audit log",
    "printing_printjob": "a print with very long tables is handed to the worker",
    "django_tasks_database_dbtaskresult": "the same",
}

READS = {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "EXPLAIN", "SHOW", "SET", "VALUES"}
FIRST_WORD = re.compile(r"\s*(?:/\*.*?\*/\s*|--[^\n]*\n\s*|\(\s*)*([A-Za-z]+)", re.DOTALL)
WRITTEN_TABLE = re.compile(
    r'\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE
)


class WriteRefused(RuntimeError):
    """A view wrote to the database while answering GET or HEAD: a defect, make it a POST."""


class ReadOnlyGetMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with ExitStack() as guards:
            for connection in connections.all():
                guards.enter_context(connection.execute_wrapper(refuse_writes))
            return self.get_response(request)


def refuse_writes(execute, sql, params, many, context):
    if not may_run(str(sql)):
        raise WriteRefused(f"GET 请求不得写入数据库：{str(sql)[:120]}")
    return execute(sql, params, many, context)


def may_run(sql: str) -> bool:
    """Whether a statement only reads, or writes nothing but the tables of MAY_WRITE."""
    first = FIRST_WORD.match(sql)
    word = first.group(1).upper() if first else ""
    if word in READS:
        return True
    if word == "WITH":
        return all(table in MAY_WRITE for table in WRITTEN_TABLE.findall(sql))
    tables = WRITTEN_TABLE.findall(sql)
    return bool(tables) and all(table in MAY_WRITE for table in tables)
