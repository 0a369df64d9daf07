"""manage.py demo_pki: demo authorities, keys, revocation lists and the accounts that go with them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ca_auth import demo


class Command(BaseCommand):
    help = "生成演示证书体系，并导入信任锚、吊销列表和演示账户"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="重新生成全部密钥和证书")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("演示证书只能在演示环境中生成")
        now = timezone.now()
        manifest = demo.ensure_pki(now=now, rebuild=options["rebuild"])
        demo.import_authorities(demo.pki_directory(), manifest, now=now)
        demo.load_demo_accounts(manifest)
        self.stdout.write(f"演示证书 {len(manifest['keys'])} 张，目录 {demo.pki_directory()}")
