"""Forms of the portal about objections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.people import PhoneField

PHONE = {"inputmode": "tel", "autocomplete": "tel"}


class ObjectionForm(forms.Form):
    """提出异议: a name, a number under which the answer is found, and the reason."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("姓名"), max_length=60, help_text=_("请填真实姓名;只有承办人员能看到,答复公开时不显示。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    unit = forms.CharField(label=_("单位"), max_length=120, required=False, help_text=_("代表单位提出的填写。"))
    phone = PhoneField(
        label=_("手机号"), help_text=_("加密保存,用于联系和查询答复。"), widget=forms.TextInput(attrs=PHONE)
    )
    reason = forms.CharField(
        label=_("异议理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写明哪里不符、依据是什么,最多2000字。"),
    )  # fmt: skip


class LookupForm(forms.Form):
    """查询异议答复: the receipt number with the phone number given then."""

    number = forms.CharField(label=_("回执编号"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = PhoneField(label=_("手机号"), widget=forms.TextInput(attrs=PHONE))
