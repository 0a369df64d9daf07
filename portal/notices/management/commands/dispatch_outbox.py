import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from portal.notices.dispatch import dispatch_due


class Command(BaseCommand):
    help = "发送待发短信。--loop 持续运行，每隔几秒查看一次"

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="持续运行，直到被终止")
        parser.add_argument("--pause", type=float, default=5.0, help="两次查看之间的秒数（默认 5）")

    def handle(self, *, loop: bool, pause: float, **options):
        self.once()
        while loop:
            time.sleep(pause)
            close_old_connections()
            self.once()

    def once(self) -> None:
        tally = dispatch_due()
        if tally.sent or tally.postponed or tally.failed:
            self.stdout.write(f"已发送 {tally.sent} 条，稍后重试 {tally.postponed} 条，失败 {tally.failed} 条")
