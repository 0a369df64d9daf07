"""manage.py demo_otp LOGIN: what the authenticator app of a demo account would show now."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ca_auth import demo


class Command(BaseCommand):
    help = "显示演示账户当前的动态口令"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="登录名，如 hk_reviewer")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("动态口令只在演示环境中可以显示")
        try:
            self.stdout.write(demo.current_code(options["login"]))
        except KeyError:
            raise CommandError(f"没有演示账户 {options['login']}") from None
