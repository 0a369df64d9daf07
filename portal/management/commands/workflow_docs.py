"""manage.py workflow_docs: write docs/workflow.md anew; --check only says whether it is current."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.workflow_docs import workflow_page


class Command(BaseCommand):
    help = "由流程表和校验规则生成 docs/workflow.md；--check 只检查是否最新"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="不写文件，不是最新时报错")

    def handle(self, *args, check: bool, **options):
        path, page = settings.BASE_DIR / "docs" / "workflow.md", workflow_page()
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                raise CommandError("docs/workflow.md 不是最新，请运行 manage.py workflow_docs")
            return
        path.write_text(page, encoding="utf-8")
        self.stdout.write(f"已写入 {path}")
