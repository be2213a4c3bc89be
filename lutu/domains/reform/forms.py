"""Forms about bulletins."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lutu.domains.reform.actions import Heading
from lutu.kernel.indicators.periods import Period, parse_period

WORDS = forms.Textarea(attrs={"rows": 5})


class HeadingForm(forms.Form):
    """通报文字: everything around the figures."""

    number = forms.CharField(label=_("发文字号"), max_length=60, required=False, help_text=_("签发前须填写。"))
    issuer = forms.CharField(label=_("发文机关"), max_length=80)
    recipient = forms.CharField(label=_("主送机关"), max_length=200, required=False)
    copies = forms.CharField(label=_("抄送"), max_length=200, required=False)
    opening = forms.CharField(label=_("开头"), widget=WORDS, max_length=3000, required=False)
    closing = forms.CharField(label=_("结尾"), widget=WORDS, max_length=3000, required=False)

    def __init__(self, *args: Any, fields_offered: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = "、".join(f"{{{code}}}" for code in fields_offered)
        self.fields["opening"].help_text = _(
            "每行一段。数字不能手工填写,用字段代替,保存后自动换成指标值:%(offered)s"
        ) % {"offered": offered}

    def heading(self) -> Heading:
        """The answers as the action takes them."""
        names = ("number", "issuer", "recipient", "copies", "opening", "closing")
        return Heading(**{name: self.cleaned_data[name] for name in names})


class PrepareForm(HeadingForm):
    """编制通报: of which quarter."""

    period = forms.ChoiceField(label=_("季度"), choices=())

    field_order = ("period", "number", "issuer", "recipient", "copies", "opening", "closing")

    def __init__(self, *args: Any, periods: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [(period.code, period.name) for period in periods]

    def clean_period(self) -> Period:
        return parse_period(self.cleaned_data["period"])


class ObjectForm(forms.Form):
    """提出异议: to which figure, and why."""

    fact = forms.ChoiceField(label=_("指标值"), choices=())
    text = forms.CharField(
        label=_("异议内容"), widget=WORDS, max_length=1000, help_text=_("写明哪里不对、应为多少、依据是什么。")
    )

    def __init__(self, *args: Any, facts: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [(str(key), title) for key, title in facts]


class AnswerForm(forms.Form):
    """答复异议: whether it is right, and the answer in words."""

    is_upheld = forms.ChoiceField(
        label=_("认定"), choices=(("yes", _("成立,重新计算")), ("no", _("不成立"))), widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("答复意见"), widget=WORDS, max_length=1000)
