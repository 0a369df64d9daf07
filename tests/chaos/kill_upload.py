"""Kills a program that uploads without pause, again and again, and counts what is left.

    python tests/chaos/kill_upload.py --kills 200

Promised: no acknowledged file is lost, no row is without its file, and after the sweep no file is without its row.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))


def start_django() -> None:
    import django

    django.setup()


def prepare() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0, skip_checks=True)
    from portal.filing.models import Filing
    from tests.factories_auth import IdentityFactory

    identity = IdentityFactory()
    Filing.objects.create(
        kind="chaos", system="repair", owner=identity.enterprise, created_by=identity.account, district="HP",
        online_application_no="26112000000001", created_at=timezone.now(), saved_at=timezone.now(),
    )  # fmt: skip


def upload_for_ever(acknowledged: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from portal.attachments import services
    from portal.attachments.slots import Slot
    from portal.filing.models import Filing
    from tests.attachments import corpus

    filing, slot = Filing.objects.get(), Slot(name="photo", label="照片")
    actor = filing.owner.identities.first()
    print("ready", flush=True)
    while True:
        picture = corpus.jpeg(quality=random.randint(30, 95), size=(300, 300))
        row = services.store_upload(filing=filing, slot=slot, upload=SimpleUploadedFile("a.jpg", picture), actor=actor)
        os.write(acknowledged, f"{row.pk}\n".encode())


def count(acknowledgements: Path) -> bool:
    from django.conf import settings

    from portal.attachments import services, storage
    from portal.attachments.models import Attachment

    rows = set(Attachment.objects.values_list("pk", flat=True))
    lost = {int(line) for line in acknowledgements.read_text().split()} - rows
    dangling = len(services.damaged())
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
    swept = services.sweep()[1]
    known = set(Attachment.objects.values_list("storage_name", flat=True))
    orphans = sum(name not in known for name in storage.stored())
    print(f"rows {len(rows)}, lost {len(lost)}, without file {dangling}, swept {swept}, orphans left {orphans}")
    return not (lost or dangling or orphans or services.damaged())


def kill_once(environment: dict, acknowledged: int) -> None:
    command = [sys.executable, __file__, "--upload-to", str(acknowledged)]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, cwd=ROOT, pass_fds=(acknowledged,))
    if child.stdout.readline() != b"ready\n":
        raise SystemExit("the uploading program did not start")
    time.sleep(random.uniform(0, 0.3))
    child.kill()
    child.wait()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--upload-to", type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.upload_to:
        start_django()
        upload_for_ever(chosen.upload_to)
    with tempfile.TemporaryDirectory(prefix="kill-upload-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "CHAOS_FOLDER": folder,
            "TEST_DATABASE_URL": f"sqlite:///{folder}/chaos.sqlite3",
        }
        start_django()
        prepare()
        notes = Path(folder) / "acknowledged"
        acknowledged = os.open(notes, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        for _ in range(chosen.kills):
            kill_once(dict(os.environ), acknowledged)
        raise SystemExit(0 if count(notes) else 1)


if __name__ == "__main__":
    main()
