"""PDF: judged in a child process with little memory and time, so that no document can hurt the web server."""

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

from portal.attachments.errors import BadContent

_CHILD = Path(__file__).with_name("pdf_child.py")
_WALL_SECONDS = 15
_AT_ONCE = threading.BoundedSemaphore(2)
_REMEMBERED = 256
_verdicts: dict[bytes, dict] = {}

_ACTIVE = "请去掉后另存，或用“打印为 PDF”重新生成文件，再上传。"
_AGAIN = "请重新导出或扫描成 PDF 后上传。"
REASONS = {
    "header": f"不是规范的 PDF：文件开头有多余内容，{_AGAIN}",
    "tail": f"不是规范的 PDF：文件末尾有多余内容或不完整，{_AGAIN}",
    "damaged": f"文件已损坏或不完整，{_AGAIN}",
    "encrypted": "文件设有密码或权限限制，请取消密码保护后重新上传。",
    "empty": f"文件没有页面，{_AGAIN}",
    "pages": "共 {pages} 页，超过 {limit} 页的上限，请拆分或删减后重新上传。",
    "script": f"文件含有脚本，{_ACTIVE}",
    "action": f"文件含有打开时或操作时自动执行的动作，{_ACTIVE}",
    "embedded": f"文件内嵌了其他文件，{_ACTIVE}",
    "media": f"文件含有多媒体内容，{_ACTIVE}",
    "xfa": f"文件含有动态表单（XFA），{_ACTIVE}",
    "link": f"文件含有指向网页和邮箱以外的链接，{_ACTIVE}",
    "complex": f"文件结构过于复杂，无法在限定的时间和内存内完成检查，{_AGAIN}",
}


def check(data: bytes, *, max_pages: int) -> int:
    """Number of pages.

    Raises:
        BadContent: with one of REASONS.
    """
    if not data.startswith(b"%PDF-"):
        raise BadContent(REASONS["header"])
    verdict = _verdict(data)
    reason, pages = verdict.get("reason"), verdict.get("pages", 0)
    if not reason and pages > max_pages:
        reason = "pages"
    if reason:
        raise BadContent(REASONS[reason].format(pages=pages, limit=max_pages))
    return pages


def _verdict(data: bytes) -> dict:
    """The same bytes get the same answer without another process."""
    key = hashlib.sha256(data).digest()
    if key not in _verdicts:
        verdict = _ask(data)
        if verdict.get("reason") == "complex":
            return verdict
        if len(_verdicts) >= _REMEMBERED:
            _verdicts.clear()
        _verdicts[key] = verdict
    return _verdicts[key]


def _ask(data: bytes) -> dict:
    with _AT_ONCE:
        try:
            child = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(_CHILD)],
                input=data, capture_output=True, timeout=_WALL_SECONDS, check=False, env={}, cwd="/",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"reason": "complex"}
    try:
        return json.loads(child.stdout) if child.returncode == 0 else {"reason": "complex"}
    except ValueError:
        return {"reason": "complex"}
