"""What the text messages say. They name the matter, never a person, a number of a person or a reason."""

SIGNATURE = "【住宅修缮工程网上办事平台】"
_MATTER = "贵单位{item}“{title}”（{number_label}{number}）"

TEXTS = {
    "filing_accept": _MATTER + "已受理，请等待审核。",
    "filing_return": _MATTER + "已退回修改，请登录平台查看审核意见，修改保存后重新上报。",
    "filing_approve": _MATTER + "已审核通过，可以登录平台办理下一环节。",
}
_LONGEST_TITLE = 40


class UnknownTemplate(Exception):
    """No text for this template: a defect, trying again does not help."""


def text_of(template: str, params: dict[str, str]) -> str:
    """The message as it is sent. Long titles are shortened so that it stays within three parts."""
    if template not in TEXTS:
        raise UnknownTemplate(f"没有短信模板 {template}")
    title = params.get("title", "")
    if len(title) > _LONGEST_TITLE:
        title = f"{title[: _LONGEST_TITLE - 1]}…"
    values = {"item": "", "number": "", "number_label": "编号", **params, "title": title}
    return SIGNATURE + TEXTS[template].format_map(values)
