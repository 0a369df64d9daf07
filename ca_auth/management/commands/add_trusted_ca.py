"""manage.py add_trusted_ca FILE: trust a certificate authority."""

from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ca_auth.pki.errors import Refused
from ca_auth.services.trust import add_trusted_ca


class Command(BaseCommand):
    help = "添加受信证书机构（PEM 或 DER）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", default="")
        parser.add_argument("--anchor", action="store_true", help="作为信任锚（根），否则作为中间机构")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
            if data.lstrip().startswith(b"-----"):
                data = x509.load_pem_x509_certificate(data).public_bytes(Encoding.DER)
            ca = add_trusted_ca(der=data, name=options["name"], is_anchor=options["anchor"])
        except OSError as error:
            raise CommandError(f"文件无法读取：{error.strerror}") from error
        except (ValueError, Refused) as error:
            raise CommandError("文件不是可识别的证书") from error
        self.stdout.write(f"已信任 {ca.name}，指纹 {ca.fingerprint}")
