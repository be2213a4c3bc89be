"""Forms about figures: targets, corrections, waivers."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.fields import day_field
from lutu.kernel.indicators.models import Indicator
from lutu.kernel.indicators.periods import Period, PeriodUnknown, parse_period
from lutu.kernel.territory.models import Area


class TargetForm(forms.Form):
    """设定目标: what the figure of an area should be in a period."""

    area = forms.ChoiceField(label=_("区划"))
    period = forms.CharField(label=_("统计期"), max_length=16)
    value = forms.DecimalField(label=_("目标值"), max_digits=18, decimal_places=4, min_value=0)
    source_document = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称和条款,或会议决定。"))

    def __init__(self, *args: Any, indicator: Indicator, places: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {area.code: area for area in places}
        self.fields["area"].choices = [(area.code, area.name) for area in places]
        self.fields["value"].help_text = _("以%(unit)s计。") % {"unit": indicator.unit}
        self.fields["period"].help_text = _("如 2021Q4(四季度)、2021-12(12 月)、2021(全年)。")

    def clean_area(self) -> Area:
        return self.places[self.cleaned_data["area"]]

    def clean_period(self) -> Period:
        try:
            return parse_period(self.cleaned_data["period"].strip())
        except PeriodUnknown as error:
            raise forms.ValidationError(str(error)) from error

    def clean_value(self) -> Fraction:
        typed: Decimal = self.cleaned_data["value"]
        return Fraction(typed)


class CorrectForm(forms.Form):
    """更正: why a published figure is counted anew."""

    reason = forms.CharField(
        label=_("更正原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("与新旧两个值一起公开,并刊登在下一期通报。"),
    )  # fmt: skip


class WaiveForm(forms.Form):
    """豁免: until when a finding may rest, and why."""

    reason = forms.CharField(label=_("豁免原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    ends_date = day_field(_("豁免至"), help_text=_("当天起如未恢复,发现重新打开。"))
