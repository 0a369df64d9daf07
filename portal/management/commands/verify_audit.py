from django.core.management.base import BaseCommand, CommandError

from portal.filing import audit


class Command(BaseCommand):
    help = "逐条核对办理记录的校验值、次序和封印；发现改动、缺失或插入时以非零状态结束。"

    def handle(self, *args, **options):
        faults = list(audit.faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"发现 {len(faults)} 处异常")
        self.stdout.write("办理记录完整，没有发现异常")
