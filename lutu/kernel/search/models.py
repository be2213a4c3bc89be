"""The indexed text of each subject. Migrations add FTS5 with triggers on SQLite, a GIN index on PostgreSQL."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Indexed(models.Model):
    """检索条目: the tokens of one subject."""

    subject_kind = models.CharField(_("对象类型"), max_length=64)
    subject_id = models.BigIntegerField(_("对象编号"))
    tokens = models.TextField(_("检索词"))

    class Meta:
        verbose_name = _("检索条目")
        verbose_name_plural = _("检索条目")
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="search_indexed_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}"
