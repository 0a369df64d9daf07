"""manage.py prune_auth: throw away spent challenges, old counters and logs past their retention. Run it daily."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ca_auth.services.pruning import prune


class Command(BaseCommand):
    help = "清理过期的登录质询、限流计数、会话，以及超过保存期限的登录日志"

    def handle(self, *args: Any, **options: Any) -> None:
        removed = prune(timezone.now())
        self.stdout.write("，".join(f"{name} {count}" for name, count in removed.items()))
