import pytest

from ca_auth.models import Enterprise
from portal.middleware.read_only_get import WriteRefused, may_run

pytestmark = pytest.mark.urls("tests.portal.urls")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_view_that_writes_while_it_is_only_looked_at_is_stopped(client, method):
    with pytest.raises(WriteRefused):
        getattr(client, method)("/write/")
    assert not Enterprise.objects.exists()


@pytest.mark.django_db
def test_post_writes(client):
    assert client.post("/write/").status_code == 200
    assert Enterprise.objects.count() == 1


@pytest.mark.django_db
def test_sessions_may_be_written_by_get(client):
    assert client.get("/touch-session/").status_code == 200


@pytest.mark.django_db
def test_reading_is_let_through(client):
    assert client.get("/look-up/?q=上海").status_code == 200


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "a" FROM "update_log"',
        "(SELECT 1) UNION (SELECT 2)",
        "-- a comment\nSELECT 1",
        "/* UPDATE x */ SELECT 1",
        "WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a",
        'SAVEPOINT "s1"',
        'RELEASE SAVEPOINT "s1"',
        'ROLLBACK TO SAVEPOINT "s1"',
        "BEGIN IMMEDIATE",
        'INSERT INTO "django_session" ("session_key") VALUES (%s)',
        'UPDATE "django_session" SET "expire_date" = %s',
        'DELETE FROM "django_session" WHERE 1 = 1',
    ],
)
def test_statements_that_may_run(sql):
    assert may_run(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'INSERT INTO "filing_filing" ("id") VALUES (1)',
        'INSERT OR IGNORE INTO "filing_filing" ("id") VALUES (1)',
        'UPDATE "filing_filing" SET "status" = 1',
        'DELETE FROM "filing_filing"',
        'WITH a AS (DELETE FROM "filing_filing" RETURNING *) SELECT * FROM a',
        "/* SELECT */ UPDATE x SET y = 1",
        "DROP TABLE django_session",
        "TRUNCATE django_session",
        "",
        'INSERT INTO "django_session" SELECT 1; DELETE FROM "filing_filing"',
    ],
)
def test_statements_that_may_not(sql):
    assert not may_run(sql)
