"""Forms about who looks after a project: people are named as holders of a post, by post code, staff number or name."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.domains.projects.forms.register import PartyField, day_input
from lutu.kernel.parties.models import Assignment
from lutu.kernel.periods import in_force

HOLDERS_OFFERED = 300
LIST_ID = "post-holders"


class HolderForm(forms.Form):
    """安排包联领导或专班成员: who, from which day, by which document."""

    day = forms.DateField(label=gettext_lazy("起始日"), widget=day_input())
    holder = forms.CharField(
        label=gettext_lazy("人员"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": LIST_ID, "autocomplete": "off"}),
        help_text=gettext_lazy("填写或选择岗位代码、工号或姓名;须在起始日任职"),
    )
    document = forms.CharField(label=gettext_lazy("依据文号"), max_length=200, required=False)

    def __init__(self, *args: Any, assignments: QuerySet[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignments = assignments.select_related("person", "post__organisation")

    def clean_holder(self) -> Assignment:
        """The one assignment that the text names on the day."""
        text, day = self.cleaned_data["holder"].strip(), self.cleaned_data.get("day")
        if day is None:
            raise forms.ValidationError(_("请先填写起始日"))
        named = Q(post__code=text) | Q(person__code=text) | Q(person__name=text)
        found = list(self.assignments.filter(in_force(day), named).order_by("post__code", "pk")[:5])
        if not found:
            raise forms.ValidationError(_("“%(text)s”在 %(day)s 没有任职,请核对") % {"text": text, "day": day})
        if len(found) > 1:
            posts = _("、").join(f"{row.person.name} {row.post}({row.post.code})" for row in found)
            said = _("“%(text)s”不止一人或一岗:%(posts)s。请填岗位代码")
            raise forms.ValidationError(said % {"text": text, "posts": posts})
        return found[0]

    def offered(self, day: date) -> list[tuple[str, str]]:
        """(post code, who holds it) to pick from while typing."""
        rows = self.assignments.filter(in_force(day)).order_by("post__code", "pk")[:HOLDERS_OFFERED]
        return [(row.post.code, f"{row.person.name} {row.post}") for row in rows]


class HandOverForm(HolderForm):
    """交接: to whom and from which day."""

    field_order = ("day", "holder", "document")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("交接日")
        self.fields["holder"].label = _("接任人")


class UnitForm(forms.Form):
    """列入专班单位."""

    unit = PartyField(label=gettext_lazy("单位"), max_length=120)
    day = forms.DateField(label=gettext_lazy("起始日"), widget=day_input())
    document = forms.CharField(label=gettext_lazy("依据文号"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].widget.attrs.update({"list": "organisation-names", "autocomplete": "off"})
