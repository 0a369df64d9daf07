"""manage.py softkey_agent: the stand-in for certificate driver and USB key, for the demo's own origins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ca_auth.demo import pki_directory
from ca_auth.softkey.__main__ import main


class Command(BaseCommand):
    help = "启动本机证书助手（演示用软件密钥）"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.AGENT_PORT)
        parser.add_argument("--store", default=str(pki_directory() / "keys"), help="密钥文件所在目录")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("证书助手的软件密钥只用于演示")
        allowed = [part for origin in settings.PORTAL_ORIGINS for part in ("--allow-origin", origin)]
        main(["--store", options["store"], "--port", str(options["port"]), *allowed])
