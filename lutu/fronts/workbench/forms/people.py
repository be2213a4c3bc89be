"""Forms about people, posts, accounts and grants."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.fields import day_field
from lutu.kernel.access.models import Role
from lutu.kernel.parties.models import Organisation, Post
from lutu.kernel.parties.phones import PhoneRefused, normal_phone
from lutu.kernel.territory.models import Area


class PhoneField(forms.CharField):
    """An eleven-digit mobile number; empty where not known."""

    def clean(self, value: str) -> str:
        text = super().clean(value)
        try:
            return normal_phone(text) if text else ""
        except PhoneRefused as error:
            raise forms.ValidationError(str(error)) from error


class OrganisationForm(forms.Form):
    """登记单位."""

    name = forms.CharField(label=_("名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=Organisation.Kind.choices)
    code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)
    area = forms.ModelChoiceField(label=_("区划"), queryset=Area.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(level__in=[Area.Level.DISTRICT, Area.Level.STREET])


class PersonForm(forms.Form):
    """登记人员."""

    code = forms.CharField(label=_("工号"), max_length=40)
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = PhoneField(label=_("手机号"), required=False, help_text=_("加密保存,只有人员管理员能看到,每次查看留痕。"))


class PersonChangeForm(forms.Form):
    """变更人员: the staff number stays for life."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = PhoneField(label=_("手机号"), required=False)


class AssignForm(forms.Form):
    """任职."""

    post = forms.ModelChoiceField(label=_("岗位"), queryset=Post.objects.none())
    valid_from = day_field(_("任职日"))
    document = forms.CharField(label=_("任职依据"), max_length=120, required=False)

    def __init__(self, *args: Any, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts.select_related("organisation")


class EndAssignmentForm(forms.Form):
    """离任."""

    day = day_field(_("离任日"), help_text=_("当天起不再任职,岗位带来的权限同日失效。"))


class PostForm(forms.Form):
    """设立岗位."""

    code = forms.CharField(label=_("岗位代码"), max_length=60)
    name = forms.CharField(label=_("岗位"), max_length=80)
    organisation = forms.ModelChoiceField(label=_("单位"), queryset=Organisation.objects.none())
    area = forms.ModelChoiceField(label=_("区划"), queryset=Area.objects.none())
    duty = forms.CharField(label=_("职责"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.exclude(kind=Organisation.Kind.FIRM)
        self.fields["area"].queryset = Area.objects.filter(level__in=[Area.Level.DISTRICT, Area.Level.STREET])


class GrantForm(forms.Form):
    """授权: a role over an area."""

    role = forms.ModelChoiceField(label=_("角色"), queryset=Role.objects.none())
    area = forms.ModelChoiceField(label=_("区划"), queryset=Area.objects.none())
    valid_from = day_field(_("起"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.order_by("name")
        self.fields["area"].queryset = Area.objects.exclude(level__in=[Area.Level.COMMUNITY, Area.Level.GRID])


class AccountForm(forms.Form):
    """开通账号."""

    username = forms.CharField(label=_("登录名"), max_length=150)
    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("用于找回密码。"))
    password = forms.CharField(
        label=_("初始密码"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少10位。留空则由本人用“忘记密码”自行设置。"),
    )  # fmt: skip

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            password_validation.validate_password(password)
        return password


class PasswordForm(forms.Form):
    """重置密码 on behalf of an account."""

    password = forms.CharField(label=_("新密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class ReasonForm(forms.Form):
    """A reason for stopping or restoring something."""

    reason = forms.CharField(label=_("原因"), max_length=200)
