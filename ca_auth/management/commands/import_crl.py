"""manage.py import_crl CA FILE: replace the revocation list of a trusted authority."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ca_auth.models import TrustedCA
from ca_auth.pki.errors import Refused
from ca_auth.services.revocation import import_crl


class Command(BaseCommand):
    help = "导入证书吊销列表（DER）；签名有误、过期或比已有列表旧的不予导入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ca", help="证书机构名称或 SHA-256 指纹")
        parser.add_argument("file", type=Path)
        parser.add_argument("--distribution-point", default="", help="列表的分发点地址（分区列表须填写）")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["ca"]
        found = list(TrustedCA.objects.filter(name=wanted) | TrustedCA.objects.filter(fingerprint=wanted.lower()))
        if len(found) != 1:
            raise CommandError(f"没有或不止一个证书机构 {wanted!r}，请使用 SHA-256 指纹")
        try:
            data = options["file"].read_bytes()
            crl = import_crl(
                ca=found[0], data=data, now=timezone.now(), distribution_point=options["distribution_point"]
            )
        except OSError as error:
            raise CommandError(f"文件无法读取：{error.strerror}") from error
        except Refused as refused:
            raise CommandError(f"吊销列表未导入：{refused.detail}") from refused
        until = timezone.localtime(crl.next_update)
        self.stdout.write(f"{crl}：{crl.entries.count()} 条，下次更新 {until:%Y-%m-%d %H:%M}")
