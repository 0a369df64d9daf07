"""What can go wrong with a file, in the reader's words."""


class UploadRefused(Exception):
    """The file was not stored. The text names the file, the reason and the way out; `status` is for the answer."""

    status = 422


class StorageFull(UploadRefused):
    """No room on the disk. Nothing was stored, and what was there is untouched."""

    status = 507

    def __init__(self) -> None:
        super().__init__("平台存储空间已满，本次上传没有保存。已有附件不受影响，请稍后重试或联系平台管理员。")


class FileDamaged(Exception):
    """A stored file is missing or its bytes are no longer those that were uploaded."""


class BadContent(Exception):
    """A check found fault. The text is the reason and the way out, without the file's name."""
