"""Forms about dated parameters."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.fields import day_field
from lutu.kernel.rules.models import Parameter


class ParameterForm(forms.Form):
    """设定参数: a new value from a day on, of the same type as the one in force."""

    value = forms.CharField(label=_("新值"), max_length=200)
    valid_from = day_field(_("自哪天起生效"))
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称和条款,或会议决定。"))
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, current: Parameter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        if current.choices:
            self.fields["value"] = forms.ChoiceField(label=_("新值"), choices=list(current.choices.items()))
        self.fields["value"].help_text = _("现值:%(value)s") % {"value": current.value_text}

    def clean_value(self) -> object:
        typed, held = self.cleaned_data["value"].strip(), self.current.value
        if isinstance(held, bool):
            if typed not in ("是", "否"):
                raise forms.ValidationError(_("应填“是”或“否”,实为“%(typed)s”。") % {"typed": typed})
            return typed == "是"
        if isinstance(held, int):
            try:
                return int(Decimal(typed))
            except (InvalidOperation, ValueError) as error:
                raise forms.ValidationError(_("应为整数,实为“%(typed)s”。") % {"typed": typed}) from error
        return typed
