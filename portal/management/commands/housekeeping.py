"""What must happen regularly, in one process: seals, clean-up, in the demo new revocation lists."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from portal.filing import audit, pruning
from portal.printing import store
from portal.projects.archive import jobs as archives

logger = logging.getLogger(__name__)


@dataclass
class Chore:
    name: str
    every: timedelta
    run: Callable[[], object]
    next_at: float = 0.0


def chores() -> list[Chore]:
    minute, hour, day = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
    found = [
        Chore("封印办理记录", 10 * minute, audit.seal_new),
        Chore("清理附件", hour, lambda: call_command("sweep_files", verbosity=0)),
        Chore("清理打印件", day, store.sweep),
        Chore("清理项目档案", 10 * minute, archives.sweep),
        Chore("清理登录数据", day, lambda: call_command("prune_auth", verbosity=0)),
        Chore("清理暂存", day, lambda: pruning.prune(timezone.now())),
    ]
    if settings.DEMO_MODE:
        found.append(Chore("演示吊销列表", hour, lambda: call_command("demo_pki", verbosity=0)))
    return found


class Command(BaseCommand):
    help = "日常维护：封印办理记录、清理过期数据。--loop 持续运行。"

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="持续运行，直到被终止")

    def handle(self, *, loop: bool, **options):
        todo = chores()
        self.do(todo)
        while loop:
            time.sleep(30)
            close_old_connections()
            self.do(todo)

    def do(self, todo: list[Chore]) -> None:
        """One that fails is logged and tried again next time; it does not keep the others from running."""
        for chore in todo:
            if time.monotonic() < chore.next_at:
                continue
            chore.next_at = time.monotonic() + chore.every.total_seconds()
            try:
                chore.run()
            except Exception:
                logger.exception("housekeeping: %s failed", chore.name)
            else:
                logger.info("housekeeping: %s", chore.name)
