"""Enterprises save and submit over HTTP with real signatures, every click a double click, while workers (and the
database) are killed. Then everything is counted.

    python -m tests.chaos.kill_submit --kills 200 --filings 3000 --double-click --postmaster 5

Promised: nothing that was acknowledged is lost, nothing is there twice, nothing is half done, numbers have no gap.
"""

import argparse
import json
import os
import random
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.chaos.browser import Answer, Browser, SoftKey
from tests.chaos.servers import Postgres, Web

NEW = "/repair/declarations/new/"


@dataclass
class Run:
    """What the clients know: which names were acknowledged as saved and which filings as submitted."""

    kills: int
    filings: int
    double_click: bool
    deadline: float
    saved: dict[str, str] = field(default_factory=dict)
    submitted: set[str] = field(default_factory=set)
    killed: int = 0
    restarts: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: int = 0

    def begin(self) -> int | None:
        """The number of the next filing; None when enough was filed and killed, or time is over."""
        with self.lock:
            done = self.begun >= self.filings and self.killed >= self.kills
            if done or time.monotonic() > self.deadline or self.faults:
                return None
            self.begun += 1
            return self.begun


class Clerk:
    """One person at one browser with one key."""

    def __init__(self, run: Run, port: int, key: SoftKey, identity):
        self.run, self.key, self.identity = run, key, identity
        self.browser = Browser(port)
        self.pool = ThreadPoolExecutor(2)

    def work(self) -> None:
        try:
            self.log_in()
            while (number := self.run.begin()) is not None:
                self.file(number)
        except Exception as error:  # whatever stops a clerk is a fault of the drill
            self.run.faults.append(f"{type(error).__name__}: {error}")

    def log_in(self) -> None:
        while True:
            self.browser.cookies.clear()
            self.browser.patiently(lambda: self.browser.get("/auth/"))
            try:
                nonce = self.browser.post_json("/auth/cert/challenge", {})["nonce"]
                if "next" in self.browser.post_json("/auth/cert/verify", self.key.token("login", nonce)):
                    break
            except (OSError, KeyError, ValueError):
                continue
        self.browser.patiently(lambda: self.browser.get(NEW))

    def file(self, number: int) -> None:
        from tests import factories

        name = f"{time.localtime().tm_year}年虹口区演练路{number}弄屋面及相关设施改造工程"
        data = factories.declaration_data(project_name=name, idempotency_key=str(uuid.uuid4()))
        answer = self.click(NEW, data)
        if answer.status != 302 or "/edit/" not in answer.location:
            raise AssertionError(f"save answered {answer.status} {answer.location}")
        found = answer.location.split("/")[-3]
        self.run.saved[name] = found
        self.upload(found)
        self.submit(found)

    def upload(self, found: str) -> None:
        """Straight into the store: uploads that are killed have a drill of their own."""
        from portal.filing.models import Filing
        from tests import factories

        def put() -> None:
            factories.upload_missing(Filing.objects.get(uuid=found).concrete(), actor=self.identity)

        _insist(put)

    def submit(self, found: str) -> None:
        """Until there is a receipt: a token that is too old, or was spent, is made anew."""
        page = f"/repair/declarations/{found}/"
        for _ in range(50):
            digest = json.loads(self.browser.patiently(lambda: self.browser.get(f"{page}digest/")).text)
            try:
                nonce = self.browser.post_json("/auth/cert/challenge", {"digest": digest["digest"]})["nonce"]
            except (OSError, KeyError, ValueError):
                continue
            token = self.key.token(f"submit:{digest['digest']}", nonce)
            fields = {
                "version": digest["version"], "token": json.dumps(token), "idempotency_key": str(uuid.uuid4()),
            }  # fmt: skip
            answer = self.click(f"{page}act/submit/", fields)
            if answer.status == 302 and answer.location.endswith("/receipt/"):
                self.run.submitted.add(found)
                return
        raise AssertionError(f"{found} could not be submitted: {answer.status}")

    def click(self, path: str, fields: dict) -> Answer:
        """Both clicks of a double click get an answer; the later one is what the user sees."""
        clicks = 2 if self.run.double_click else 1
        ask = lambda: self.browser.patiently(lambda: self.browser.post(path, fields))  # noqa: E731
        answers = [one.result() for one in [self.pool.submit(ask) for _ in range(clicks)]]
        seen = {(answer.status, answer.location) for answer in answers}
        if len(seen) > 1 and all(answer.status == 302 for answer in answers):
            self.run.faults.append(f"one form, two answers: {seen}")
        return min(answers, key=lambda answer: answer.status != 302)


def _insist(do, most: int = 100) -> None:
    from django.db import DatabaseError, connection

    for _ in range(most):
        try:
            return do()
        except DatabaseError:
            connection.close()
            time.sleep(0.1)
    return do()


def disturb(run: Run, web: Web, database: Postgres | None, restarts: int) -> None:
    """Kill a worker every now and then; the database, too, at even distances."""
    while run.killed < run.kills and time.monotonic() < run.deadline and not run.faults:
        time.sleep(random.uniform(0.05, 0.35))
        run.killed += web.kill_worker()
        if database and run.restarts < restarts * run.killed // max(run.kills, 1):
            run.restarts += 1
            database.kill()


def prepare() -> tuple[list[dict], dict]:
    """An empty portal with the demo's keys; the keys that may sign."""
    from django.core.management import call_command

    from ca_auth.demo import pki_directory
    from ca_auth.demo_pki import load_manifest

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("demo_pki", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    manifest = load_manifest(pki_directory())
    return [key for key in manifest["keys"] if key["usage"] == "sign" and key["state"] == "good"], manifest


def clerks(run: Run, web: Web, keys: list[dict], manifest: dict, count: int) -> list[Clerk]:
    from django.conf import settings

    from ca_auth.demo import pki_directory
    from ca_auth.models import Identity
    from ca_auth.softkey.store import KeyStore

    store, origin = KeyStore(pki_directory() / "keys"), settings.PORTAL_ORIGINS[0]
    known = {one.enterprise.uscc: one for one in Identity.objects.filter(system="repair").select_related("enterprise")}
    usable = [key for key in keys if key["uscc"] in known]
    return [
        Clerk(run, web.port, SoftKey(key["key_id"], manifest["pin"], origin, store), known[key["uscc"]])
        for key in (usable * count)[:count]
    ]


def count(run: Run) -> dict[str, int]:
    """What is wrong in the end, in numbers; all must be 0."""
    from django.db import connection

    connection.close()  # it may be one to a server that was killed
    from portal.filing import audit, verification
    from portal.filing.models import Event, Filing, IdempotencyKey, NumberSequence, Snapshot

    stored = {str(one.uuid): one for one in Filing.objects.all()}
    titles = Counter(one.title for one in stored.values())
    submits = Counter(map(str, Event.objects.filter(action="submit").values_list("filing__uuid", flat=True)))
    contents = Counter(map(str, Snapshot.objects.values_list("filing__uuid", flat=True)))
    values = sorted(int(one.online_application_no[9:]) for one in stored.values())
    expected = [
        (found, int(one.status == "submitted"), one.submission_count, submits[found], contents[found])
        for found, one in stored.items()
    ]
    return {
        "lost": sum(found not in stored for found in run.saved.values())
        + sum(stored[found].status != "submitted" for found in run.submitted if found in stored),
        "doubled": sum(number - 1 for number in titles.values()) + sum(number > 1 for number in submits.values()),
        "half": sum(len(set(states)) > 1 for _, *states in expected),
        "gaps": len(set(range(1, len(values) + 1)) ^ set(values))
        + sum(NumberSequence.objects.values_list("value", flat=True)) - len(values),
        "keys without an answer": IdempotencyKey.objects.filter(location="").count(),
        "audit": len(list(audit.faults())),
        "submissions": len(list(verification.faults())),
    }  # fmt: skip


def drill(options: argparse.Namespace, database: Postgres | None, url: str) -> bool:
    folder = tempfile.TemporaryDirectory(prefix="kill-submit-")
    web = Web({})
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DATA_DIR": folder.name, "DATABASE_URL": url,
        "LOG_LEVEL": "CRITICAL", "PORT": str(web.port),
    }  # fmt: skip
    import django

    django.setup()
    keys, manifest = prepare()
    run = Run(options.kills, options.filings, options.double_click, time.monotonic() + options.seconds)
    web.environment = dict(os.environ)
    began = time.monotonic()
    with folder, web:
        people = clerks(run, web, keys, manifest, options.clerks)
        threads = [threading.Thread(target=one.work) for one in people]
        for thread in threads:
            thread.start()
        disturb(run, web, database, options.postmaster)
        for thread in threads:
            thread.join()
        found = count(run)
    print(
        f"kills {run.killed}, database restarts {run.restarts}, saved {len(run.saved)}, submitted {len(run.submitted)}"
        f" in {time.monotonic() - began:.0f} s: " + ", ".join(f"{name} {number}" for name, number in found.items())
    )  # fmt: skip
    for fault in run.faults:
        print("fault:", fault)
    finished = run.killed >= options.kills and len(run.submitted) >= min(options.filings, 1)
    return finished and not run.faults and not any(found.values())


def main(arguments: list[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kills", type=int, default=20, help="workers to kill")
    options.add_argument("--filings", type=int, default=60, help="filings to save and submit, at least")
    options.add_argument("--double-click", action="store_true", help="send every form twice at the same moment")
    options.add_argument("--postmaster", type=int, default=0, metavar="N", help="kill the database N times, too")
    options.add_argument("--clerks", type=int, default=4, help="browsers at work")
    options.add_argument("--seconds", type=int, default=900, help="give up after this time")
    options.add_argument("--database-url", help="a PostgreSQL database that may be emptied; without it one is made")
    chosen = options.parse_args(arguments)
    if chosen.database_url:
        raise SystemExit(0 if drill(chosen, None, chosen.database_url) else 1)
    with Postgres() as database:
        kept = drill(chosen, database, database.url)
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
