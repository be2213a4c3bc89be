"""Saved views of list pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.models import Account


class SavedView(models.Model):
    """常用视图: filters, order and columns of a list page, kept under a name by one account."""

    owner = models.ForeignKey(Account, verbose_name=_("账号"), on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(_("列表"), max_length=80)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=2000, blank=True)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("常用视图")
        verbose_name_plural = _("常用视图")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "list_key", "name"], name="web_saved_view_name")]

    def __str__(self) -> str:
        return self.name
