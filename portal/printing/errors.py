"""Why there is no PDF, in the reader's language. Views show `error.text` and never a 500."""

from __future__ import annotations


class PrintError(Exception):
    """Base of everything this package refuses with; `text` is for the user, `detail` for the log."""

    status = 503  # of the page that says so
    text = "打印文件生成失败，请稍后重试；仍不成功时请联系技术支持。"

    def __init__(self, text: str = "", *, detail: str = "") -> None:
        self.text = text or self.text
        self.detail = detail
        super().__init__(self.text)


class PrintFailed(PrintError):
    """The renderer broke or is not installed completely."""


class PrintForbidden(PrintFailed):
    """The document asked for a file or an address outside its own assets; nothing was fetched."""

    text = "打印内容引用了不允许的外部资源，已停止生成，请联系技术支持。"


class PrintTooLarge(PrintError):
    """Time, memory or file size ran out: the content is too much for one document."""

    status = 422
    text = "打印内容过多，无法在限定时间内生成。请减少明细行数或精简说明文字后重新上报，或联系技术支持。"


class PrintBusy(PrintError):
    text = "当前打印人数较多，请稍后再点击打印。"


class PrintPending(PrintError):
    """The document is being made by the background worker; asking again later gives it."""

    status = 202
    text = "请稍候，已转后台生成，完成后请再次点击打印。"
