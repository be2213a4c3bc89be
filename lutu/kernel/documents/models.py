"""Files that belong to subjects."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """文件: what somebody put to a subject, kept under its digest. A removed file leaves this row without content.

    `media_type` is what the content is, whatever its name said. `place` is where the storage has it.
    """

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", _("佐证材料")
        LETTER = "letter", _("文书")
        MINUTES = "minutes", _("会议纪要")
        ATTACHMENT = "attachment", _("附件")

    subject_kind = models.CharField(_("对象类型"), max_length=64)
    subject_id = models.BigIntegerField(_("对象编号"))
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(_("格式"), max_length=80)
    size = models.PositiveIntegerField(_("大小(字节)"))
    digest = models.CharField(_("摘要"), max_length=64)
    algorithm = models.CharField(_("摘要算法"), max_length=8)
    place = models.CharField(_("存放位置"), max_length=200)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    uploaded_by_id = models.CharField(_("上传人编号"), max_length=64, blank=True)
    uploaded_by_name = models.CharField(_("上传人"), max_length=120)
    uploaded_at = models.DateTimeField(_("上传时间"))
    removed_by_name = models.CharField(_("删除人"), max_length=120, blank=True)
    removed_at = models.DateTimeField(_("删除时间"), null=True, blank=True)
    removed_reason = models.CharField(_("删除理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="documents_file_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "digest"],
                condition=Q(removed_at__isnull=True),
                name="documents_file_once",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""), name="documents_file_removal_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name
