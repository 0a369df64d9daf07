from django.core.management.base import BaseCommand

from portal.filing import audit


class Command(BaseCommand):
    help = "为尚未封印的办理记录加上封印。定时运行；封印之前的记录不能再被悄悄删除。"

    def handle(self, *args, **options):
        seal = audit.seal_new()
        self.stdout.write(f"已封印至记录 {seal.last_id}，共 {seal.count} 条" if seal else "没有需要封印的记录")
