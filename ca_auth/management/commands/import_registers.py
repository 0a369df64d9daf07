"""manage.py import_registers FILE: enterprises, people and certificates from a spreadsheet (docs/registers.md)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ca_auth.services.registers import KINDS, RegisterFaults, import_file

MOST_SHOWN = 200


class Command(BaseCommand):
    help = "从 XLSX 或 CSV 文件导入单位、人员和资质证书；有一处错误则全部不导入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只列出将发生的变化，不写入")
        parser.add_argument("--kind", choices=sorted(KINDS), default="", help="只导入这一类；CSV 文件必须指明")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = import_file(options["file"], kind=options["kind"], dry_run=options["dry_run"])
        except RegisterFaults as found:
            raise CommandError(self._faults_text(found)) from None
        everything = options["verbosity"] > 1
        if options["dry_run"] or everything:
            self._list([text for tally in outcome.tallies for text in tally.details], everything)
        for title in outcome.ignored:
            self.stdout.write(f"未导入的工作表：「{title}」")
        for tally in outcome.tallies:
            self.stdout.write(str(tally))
        self.stdout.write("试运行，没有写入" if options["dry_run"] else "导入完成")

    def _list(self, details: list[str], everything: bool) -> None:
        shown = details if everything else details[:MOST_SHOWN]
        for text in shown:
            self.stdout.write(text)
        if len(shown) < len(details):
            self.stdout.write(f"……另有 {len(details) - len(shown)} 条变化，用 --verbosity 2 列出全部")

    @staticmethod
    def _faults_text(found: RegisterFaults) -> str:
        lines = [str(fault) for fault in found.faults[:MOST_SHOWN]]
        if len(found.faults) > MOST_SHOWN:
            lines.append(f"……另有 {len(found.faults) - MOST_SHOWN} 处")
        return "\n".join([*lines, f"共 {len(found.faults)} 处错误，没有导入任何内容，请改正后重新运行"])
