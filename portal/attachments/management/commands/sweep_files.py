from django.core.management.base import BaseCommand

from portal.attachments import services


class Command(BaseCommand):
    help = "清理一天以前中断的上传、没有登记的文件，以及从未随上报使用就被替换或删除的附件。"

    def handle(self, *args, **options) -> None:
        rows, files = services.sweep()
        self.stdout.write(f"已清理 {rows} 条登记、{files} 个文件")
