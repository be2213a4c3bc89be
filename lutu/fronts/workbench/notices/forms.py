"""Forms about public notices and objections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.fields import lines_field
from lutu.kernel.notices.actions import NoticeLine
from lutu.kernel.notices.registrations import GENERAL
from lutu.kernel.notices.registry import public_notice_kinds
from lutu.kernel.territory.models import Area

LONG = {"rows": 5}


class PublicNoticeForm(forms.Form):
    """发起公示."""

    title = forms.CharField(label=_("标题"), max_length=200, help_text=_("如:关于某年度某名单的公示。"))
    kind = forms.ChoiceField(label=_("类别"))
    body = forms.CharField(label=_("正文"), widget=forms.Textarea(attrs=LONG))
    lines = lines_field(_("公示条目"), help_text=_("每行一条。异议只针对其中一条,不影响其他条目。"))
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("文件名称和条款。"))
    workdays = forms.IntegerField(
        label=_("公示期(工作日)"), min_value=1, max_value=60, initial=5,
        help_text=_("自次日起算,至最后一个工作日24时止。"),
    )  # fmt: skip
    area = forms.ModelChoiceField(label=_("区划"), queryset=Area.objects.none())
    receiver = forms.CharField(
        label=_("受理单位"), max_length=120, required=False, help_text=_("向谁提异议;不填为主办单位。")
    )
    receiver_contact = forms.CharField(label=_("受理联系方式"), max_length=120, required=False)
    is_public = forms.BooleanField(label=_("在门户公开"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(public_notice_kinds().items())
        self.fields["kind"].initial = GENERAL
        areas = Area.objects.filter(level__in=[Area.Level.DISTRICT, Area.Level.STREET])
        self.fields["area"].queryset = areas.order_by("code")

    def clean_lines(self) -> list[NoticeLine]:
        return [NoticeLine(None, text.strip()) for text in self.cleaned_data["lines"].splitlines() if text.strip()]


class WithdrawForm(forms.Form):
    """撤回公示."""

    reason = forms.CharField(label=_("撤回原因"), max_length=300, help_text=_("撤回后条目不再公开,原因对外显示。"))


class AnswerForm(forms.Form):
    """答复异议: an outcome, a text, and whether everybody may read it."""

    upheld = forms.ChoiceField(
        label=_("处理结果"), choices=[("no", _("异议不成立")), ("yes", _("异议成立"))], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=_("答复"), widget=forms.Textarea(attrs=LONG), help_text=_("写明核实情况、处理结果和理由。")
    )
    publish = forms.BooleanField(
        label=_("在公示页公开答复(不显示异议人)"), required=False,
        help_text=_("答复中如有个人信息,请勿公开。"),
    )  # fmt: skip


class StaffObjectionForm(forms.Form):
    """提出异议, signed in: for oneself, or for the unit the line concerns."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    speaks_for = forms.ChoiceField(label=_("以谁的名义"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("异议理由"), max_length=2000, widget=forms.Textarea(attrs=LONG),
        help_text=_("写明哪里不符、依据是什么。"),
    )  # fmt: skip

    def __init__(self, *args: Any, voices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaks_for"].choices = voices
        self.fields["speaks_for"].initial = voices[0][0]
        if len(voices) == 1:
            self.fields["speaks_for"].widget = forms.HiddenInput()
