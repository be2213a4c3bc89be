"""Forms about lights: accepting a reason, drafting and signing a rule set."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.domains.projects.bands import SIGNS, Item, Measure
from lutu.domains.projects.forms.register import day_input


class WaiverForm(forms.Form):
    """认可理由: such as force majeure, for a time."""

    item = forms.ChoiceField(label=gettext_lazy("亮灯项"), choices=[])
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写明不可抗力或其他已认可的情形;理由与算式一并显示"),
    )  # fmt: skip
    valid_from = forms.DateField(label=gettext_lazy("起"), widget=day_input())
    valid_to = forms.DateField(label=gettext_lazy("止"), widget=day_input(), help_text=gettext_lazy("当日起恢复亮灯"))
    document = forms.CharField(label=gettext_lazy("依据文号"), max_length=200, required=False)

    def __init__(self, *args: Any, items: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(item, Item(item).label) for item in items]


class EndWaiverForm(forms.Form):
    """终止认可."""

    ended_date = forms.DateField(label=gettext_lazy("终止日"), widget=day_input())
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class DraftRulesForm(forms.Form):
    """拟定亮灯规则: the thresholds of each measurable item of a set, with their basis."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    source = forms.CharField(
        label=gettext_lazy("依据"), max_length=300, help_text=gettext_lazy("文件名称、文号和条款,或“默认值”")
    )

    def __init__(self, *args: Any, bands: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bands = bands
        for band in bands:
            if band.get("measure"):
                self._add(band)

    def _add(self, band: Mapping[str, Any]) -> None:
        title, measure = Item(band["item"]).label, Measure(band["measure"]).label
        for colour, word in (("yellow", _("黄灯")), ("red", _("红灯"))):
            sign, value = next(iter((band.get(colour) or {"at_least": None}).items()))
            self.fields[f"{band['item']}_{colour}"] = forms.DecimalField(
                label=_("%(item)s %(colour)s起点:%(measure)s %(sign)s")
                % {"item": title, "colour": word, "measure": measure, "sign": SIGNS[sign]},
                min_value=Decimal(0), max_digits=7, decimal_places=2, required=False, initial=value,
            )  # fmt: skip
        self.fields[f"{band['item']}_verified"] = forms.BooleanField(
            label=_("%(item)s的依据已核实(未核的最高亮黄灯)") % {"item": title}, required=False,
            initial=band.get("verified", False),
        )  # fmt: skip
        self.fields[f"{band['item']}_basis"] = forms.CharField(
            label=_("%(item)s的依据") % {"item": title}, max_length=300, initial=band.get("basis", "")
        )

    def document(self) -> list[dict[str, Any]]:
        """The bands as typed; items that lack data stay as they are."""
        return [self._typed(band) if band.get("measure") else dict(band) for band in self.bands]

    def _typed(self, band: Mapping[str, Any]) -> dict[str, Any]:
        item, typed = band["item"], self.cleaned_data
        found = {"item": item, "measure": band["measure"], "verified": typed[f"{item}_verified"],
                 "basis": typed[f"{item}_basis"]}  # fmt: skip
        for colour in ("yellow", "red"):
            value = typed[f"{item}_{colour}"]
            if value is not None:
                sign = next(iter(band.get(colour) or {"at_least": None}))
                found[colour] = {sign: str(value)}
        return found


class SignRulesForm(forms.Form):
    """签发亮灯规则."""

    valid_from = forms.DateField(label=gettext_lazy("生效日"), widget=day_input())
