"""Accounts, roles and dated grants."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.kernel.parties.models import Person, Post
from lutu.kernel.territory.models import Area


class Sensitivity(models.TextChoices):
    """数据级别: who may see a row at all."""

    PUBLIC = "public", _("公开")
    INTERNAL = "internal", _("内部")
    RESTRICTED = "restricted", _("敏感")


CLEARANCE = {
    Sensitivity.PUBLIC.value: [Sensitivity.PUBLIC.value],
    Sensitivity.INTERNAL.value: [Sensitivity.PUBLIC.value, Sensitivity.INTERNAL.value],
    Sensitivity.RESTRICTED.value: [member.value for member in Sensitivity],
}


class Account(AbstractUser):
    """账号: what somebody signs in with. A person has at most one; a post has none."""

    person = models.OneToOneField(
        Person, verbose_name=_("人员"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The person's name, or the sign-in name where no person is bound."""
        return self.person.name if self.person else self.username


class Role(models.Model):
    """角色: a named set of permissions and the highest data level it may see."""

    code = models.CharField(_("代码"), max_length=48, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    permissions = models.JSONField(_("权限"), default=list)
    clearance = models.CharField(
        _("数据级别"), max_length=12, choices=Sensitivity.choices, default=Sensitivity.INTERNAL
    )
    description = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("角色")
        verbose_name_plural = _("角色")

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """授权: a post carries a role over an area, from a day until another (half-open)."""

    role = models.ForeignKey(Role, verbose_name=_("角色"), on_delete=models.PROTECT)
    post = models.ForeignKey(Post, verbose_name=_("岗位"), on_delete=models.PROTECT, related_name="grants")
    area = models.ForeignKey(Area, verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "post", "area"], condition=Q(valid_to__isnull=True), name="access_grant_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="access_grant_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.role} · {self.area}"
