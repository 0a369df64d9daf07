import uuid

from django.db import models
from django.db.models import Q

from ca_auth.choices import District, Role, System
from portal.filing.states import EDITABLE, MUNICIPAL, OWNER, REVIEWER, Status


class FilingQuerySet(models.QuerySet):
    def visible_to(self, identity) -> "FilingQuerySet":
        """The only way pages fetch filings: an enterprise its own, a reviewer what was sent in their districts."""
        if identity is None:
            return self.none()
        if identity.system != System.INTERNAL:
            return self.filter(owner_id=identity.enterprise_id, system=identity.system)
        submitted = self.filter(submission_count__gt=0)
        if identity.role == Role.MUNICIPAL_REVIEWER:
            return submitted
        if identity.role == Role.DISTRICT_REVIEWER:
            return submitted.filter(district__in=identity.districts)
        return self.none()


class Filing(models.Model):
    """The envelope: what all filings have in common. Each form is a child of this table.

    Only portal.filing.perform writes `status`.
    """

    uuid = models.UUIDField("记录标识", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("事项", max_length=40, editable=False)
    system = models.CharField("系统", max_length=12, choices=System.choices, editable=False)
    online_application_no = models.CharField("网上申请编号", max_length=14, unique=True, editable=False)
    official_no = models.CharField("正式编号", max_length=20, null=True, blank=True, editable=False)
    title = models.CharField("名称", max_length=200, blank=True, default="", editable=False)
    title_key = models.CharField("检索用名称", max_length=240, blank=True, default="", editable=False)
    owner = models.ForeignKey(
        "ca_auth.Enterprise", models.PROTECT, related_name="filings", verbose_name="报送单位", editable=False
    )
    district = models.CharField("所在区县", max_length=2, choices=District.choices)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.SAVED, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    submission_count = models.PositiveSmallIntegerField("上报次数", default=0, editable=False)
    due_on = models.DateField("办理期限", null=True, blank=True, editable=False)
    assignee = models.ForeignKey(
        "ca_auth.Identity",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="经办人",
        editable=False,
    )
    created_by = models.ForeignKey(
        "ca_auth.Account", models.PROTECT, related_name="+", verbose_name="填报人", editable=False
    )
    created_at = models.DateTimeField("新增时间", editable=False)
    saved_at = models.DateTimeField("保存时间", editable=False)
    submitted_at = models.DateTimeField("报送日期", null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField("受理日期", null=True, blank=True, editable=False)
    approved_at = models.DateTimeField("审核日期", null=True, blank=True, editable=False)
    returned_at = models.DateTimeField("退回日期", null=True, blank=True, editable=False)
    corrected_at = models.DateTimeField("退回后修改时间", null=True, blank=True, editable=False)
    event_count = models.PositiveIntegerField("办理记录数", default=0, editable=False)
    event_head = models.CharField("办理记录链尾", max_length=64, blank=True, default="", editable=False)

    objects = FilingQuerySet.as_manager()

    lock_first: tuple[str, ...] = ()

    class Meta:
        verbose_name = "办件"
        verbose_name_plural = "办件"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "official_no"], condition=Q(official_no__isnull=False), name="filing_official_no_once"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="filing_status_known"),
            models.CheckConstraint(
                condition=Q(status=Status.SAVED, submission_count=0)
                | (~Q(status=Status.SAVED) & Q(submission_count__gt=0, submitted_at__isnull=False)),
                name="filing_submitted_once_left_saved",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.APPROVED) | Q(approved_at__isnull=False), name="filing_approved_has_date"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "kind", "-id"], name="filing_owner_kind"),
            models.Index(fields=["owner", "kind", "status", "-id"], name="filing_owner_kind_status"),
            models.Index(fields=["status", "due_on", "id"], name="filing_status_due"),
            models.Index(fields=["district", "status", "due_on", "id"], name="filing_district_due"),
            models.Index(fields=["district", "-id"], name="filing_district"),
            models.Index(fields=["official_no"], name="filing_official_no"),
            models.Index(fields=["assignee", "status", "due_on"], name="filing_assignee_due"),
        ]

    def __str__(self) -> str:
        return self.title or self.online_application_no

    @property
    def type(self):
        from portal.filing.registry import filing_type

        return filing_type(self.kind)

    @property
    def workflow(self):
        return self.type.workflow

    @property
    def editable(self) -> bool:
        return self.status in EDITABLE

    def roles_of(self, identity) -> frozenset[str]:
        """What the identity is to this filing: its owner, its reviewer, the municipal overseer, or nobody."""
        if identity is None or not identity.is_active:
            return frozenset()
        if identity.system == self.system and identity.enterprise_id == self.owner_id:
            return frozenset({OWNER})
        if identity.system != System.INTERNAL or not self.submission_count:
            return frozenset()
        if identity.role == Role.DISTRICT_REVIEWER and self.district in identity.districts:
            return frozenset({REVIEWER})
        if identity.role == Role.MUNICIPAL_REVIEWER:
            return frozenset({REVIEWER if self.district == District.KQ else MUNICIPAL})
        return frozenset()

    def rows(self, name: str) -> list:
        """Rows of a sub-table: as typed while a form is being checked, else as stored."""
        pending = getattr(self, "_pending_rows", {})
        return pending[name] if name in pending else list(getattr(self, name).all())

    def hold_rows(self, name: str, rows: list) -> None:
        self.__dict__.setdefault("_pending_rows", {})[name] = rows

    def concrete(self) -> "Filing":
        """The row of the child table."""
        return self if type(self) is not Filing else self.type.model._base_manager.get(pk=self.pk)
