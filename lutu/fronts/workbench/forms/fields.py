"""Fields that several forms share."""

from django import forms
from django.utils.translation import gettext_lazy as _


def day_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def lines_field(label: object, *, help_text: object = "") -> forms.CharField:
    """Several entries, one a line."""
    return forms.CharField(label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": 6}))


class EndForm(forms.Form):
    """Ends something on a day, with a reason."""

    day = day_field(_("自哪天起"), help_text=_("当天起不再计入,此前的期间保留。"))
    reason = forms.CharField(label=_("原因"), max_length=200)
