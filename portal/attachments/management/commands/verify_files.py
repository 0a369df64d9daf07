from django.core.management.base import BaseCommand, CommandError

from portal.attachments import services
from portal.attachments.models import Attachment


class Command(BaseCommand):
    help = "核对每一个附件：文件存在、能解密、内容摘要与登记一致。有问题时退出码为 1。"

    def handle(self, *args, **options) -> None:
        faults = services.damaged()
        for row, reason in faults:
            self.stderr.write(f"{row.uuid} {row.original_name}：{reason}")
        total = Attachment.objects.count()
        if faults:
            raise CommandError(f"共 {total} 个附件，{len(faults)} 个有问题")
        self.stdout.write(f"共 {total} 个附件，全部完好")
