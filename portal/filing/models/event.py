import uuid

from django.db import models


class AppendOnly(Exception):
    """Records of what happened are neither changed nor removed."""


class EventQuerySet(models.QuerySet):
    def update(self, **fields):
        raise AppendOnly("办理记录只能追加")

    def delete(self):
        raise AppendOnly("办理记录只能追加")


class Event(models.Model):
    """One thing that happened: facts only, sentences are made when shown. Each row carries a MAC over all its columns
    and the MAC of the one before it in its stream, so that a changed or missing row is found by `verify_audit`."""

    uuid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    stream = models.CharField("流", max_length=48)
    sequence = models.PositiveIntegerField("序号")
    filing = models.ForeignKey(
        "filing.Filing",
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="events",
        verbose_name="办件",
    )
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        "ca_auth.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账户"
    )
    identity = models.ForeignKey(
        "ca_auth.Identity", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="身份"
    )
    actor_name = models.CharField("姓名", max_length=100, blank=True, default="")
    organisation = models.CharField("单位", max_length=120, blank=True, default="")
    action = models.CharField("动作", max_length=30)
    source = models.CharField("原状态", max_length=20, blank=True, default="")
    result = models.CharField("新状态", max_length=20, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=0)
    note = models.TextField("意见", blank=True, default="")
    facts = models.JSONField("事实", default=dict, blank=True)
    previous = models.CharField("上一条校验值", max_length=64, blank=True, default="")
    mac = models.CharField("校验值", max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="event_once_per_place")]
        indexes = [
            models.Index(fields=["filing", "id"], name="event_filing"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} #{self.sequence} {self.action}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise AppendOnly("办理记录只能追加")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly("办理记录只能追加")


class Seal(models.Model):
    """Closes all events up to `last_id`: their number and one MAC over all of theirs, chained to the seal before."""

    last_id = models.BigIntegerField("最后一条")
    count = models.PositiveIntegerField("条数")
    previous = models.CharField("上一封印", max_length=64, blank=True, default="")
    mac = models.CharField("校验值", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "审计封印"
        verbose_name_plural = "审计封印"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"至 {self.last_id}"
