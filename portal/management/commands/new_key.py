import secrets

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "打印一个随机密钥，用于 SECRET_KEY、FIELD_KEY 等设置"
    # A key is wanted exactly while the settings are still incomplete.
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> str:
        return secrets.token_urlsafe(48)
