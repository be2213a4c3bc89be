"""Organisations, people, posts and dated assignments."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.territory.models import Area


class Organisation(models.Model):
    """单位: a department, street office, firm or other body; `code` is the 统一社会信用代码 (GB 32100) where known."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("部门")
        STREET = "street", _("街道")
        FIRM = "firm", _("企业")
        INSTITUTION = "institution", _("事业单位")
        OTHER = "other", _("其他")

    code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True)
    name = models.CharField(_("名称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    area = models.ForeignKey(
        Area, verbose_name=_("区划"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name


class Person(models.Model):
    """人员: a natural person known by a staff number (工号). The phone number is sealed."""

    code = models.CharField(_("工号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone_sealed = models.BinaryField(_("手机号(密文)"), null=True, blank=True)
    phone_index = models.BinaryField(_("手机号(检索摘要)"), max_length=16, null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """岗位: a duty in an organisation, for an area; whoever holds it has its roles."""

    code = models.CharField(_("岗位代码"), max_length=60, unique=True)
    name = models.CharField(_("岗位"), max_length=80)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="posts"
    )
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(_("职责"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.name}"


class Assignment(models.Model):
    """任职: a person holds a post from a day until another (half-open)."""

    person = models.ForeignKey(Person, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, verbose_name=_("岗位"), on_delete=models.PROTECT, related_name="assignments")
    valid_from = models.DateField(_("任职日"))
    valid_to = models.DateField(_("离任日"), null=True, blank=True)
    document = models.CharField(_("任职依据"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        indexes = [models.Index(fields=["person", "valid_from"], name="parties_assignment_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post"], condition=Q(valid_to__isnull=True), name="parties_assignment_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="parties_assignment_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"
