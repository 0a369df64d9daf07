"""The demo data: accounts with keys, then what each app files. Run again, it fills up what is missing."""

import json
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import module_has_submodule

from ca_auth import demo as accounts
from portal.filing.models import Filing
from portal.scale import add_generated

# What an app files after the apps above it: start reviews rely on contracts.
LATER = ("repair_projects.demo_stages",)


class Command(BaseCommand):
    help = "建立（或补齐）演示数据；--json 只输出账户、证书和密码；--scale N 另加 N 条生成的办件。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 输出演示账户")
        parser.add_argument("--scale", type=int, default=0, metavar="N", help="批量生成 N 条办件，用于测速")

    def handle(self, *args, json: bool, scale: int, **options):
        if not settings.DEMO_MODE:
            raise CommandError("只能在演示模式下建立演示数据")
        if not json:
            self.fill()
        if scale:
            made = add_generated(scale, progress=lambda done: self.stdout.write(f"  已生成 {done} 条"))
            self.stdout.write(f"已生成 {made} 条办件")
        self.report(as_json=json)

    def fill(self) -> None:
        call_command("demo_pki", verbosity=0)
        if Filing.objects.exists():
            return
        for config in apps.get_app_configs():
            if config.name != "ca_auth" and module_has_submodule(config.module, "demo"):
                module = import_module(f"{config.name}.demo")
                if hasattr(module, "load"):
                    module.load()
        for name in LATER:
            import_module(name).load()
        call_command("seal_audit", verbosity=0)

    def report(self, *, as_json: bool) -> None:
        found = accounts.accounts()
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"演示账户 {len(found)} 个，办件 {Filing.objects.count()} 件；账户见 manage.py demo --json")
