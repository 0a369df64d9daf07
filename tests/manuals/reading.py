"""What a reader sees of a page."""

import html
import re

STATES = ["已保存", "已上报", "退回修改", "已受理", "已审核"]
DECLARATIONS, PROJECTS = "/repair/declarations/", "/repair/projects/"


def plain(text: str) -> str:
    """What a reader sees of a page."""
    without_code = re.sub(r"<(script|style|template)\b.*?</\1>", "", text, flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without_code)))


def rows_of(text: str) -> list[str]:
    """Titles in the list, from top to bottom."""
    return re.findall(r'<a class="t" href="[^"]*">([^<]*)</a>', text)
