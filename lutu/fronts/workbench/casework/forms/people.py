"""Forms about who stands in for whom, and about handing everything over."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.fronts.workbench.casework.forms.fields import PersonField, people_for
from lutu.fronts.workbench.casework.words import flow_choices
from lutu.fronts.workbench.forms.fields import day_field
from lutu.kernel.parties.models import Assignment, Person, Post
from lutu.kernel.periods import in_force

DAY = timedelta(days=1)
WHOM = gettext_lazy("留空即为本人。")


class SpanForm(forms.Form):
    """A stretch of days; people name its last day, the record keeps the first day after it."""

    valid_from = day_field(gettext_lazy("起"))
    last_date = day_field(gettext_lazy("止"), help_text=gettext_lazy("含当日,次日自动失效。"))
    reason = forms.CharField(label=gettext_lazy("事由"), max_length=200)

    def __init__(self, *args: Any, user: Any, day: date, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = user.person
        rows = people_for(user=user, day=day)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.rows = rows
        if not for_others:
            del self.fields["person"]

    @property
    def whom(self) -> Person:
        """Whom it is about: the person named, or the one who fills in the form."""
        return self.cleaned_data.get("person") or self.own

    @property
    def valid_to(self) -> date:
        """The first day after the stretch."""
        last: date = self.cleaned_data["last_date"]
        return last + DAY

    def clean_last_date(self) -> date:
        """Not before the first day."""
        last: date = self.cleaned_data["last_date"]
        first: date | None = self.cleaned_data.get("valid_from")
        if first is not None and last < first:
            raise forms.ValidationError(_("止日 {last} 早于起日 {first}").format(last=last, first=first))
        return last


class DelegationForm(SpanForm):
    """委托代理."""

    person = PersonField(label=gettext_lazy("委托人"), required=False, help_text=WHOM)
    receiver = PersonField(label=gettext_lazy("代理人"), help_text=gettext_lazy("可填“姓名(工号)”。"))
    post = forms.ModelChoiceField(
        label=gettext_lazy("岗位"), queryset=Post.objects.none(), required=False,
        empty_label=gettext_lazy("全部岗位"), help_text=gettext_lazy("只委托本人岗位中的一个时选择。"),
    )  # fmt: skip
    flows = forms.MultipleChoiceField(
        label=gettext_lazy("事项种类"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("不勾选即为全部种类。"),
    )  # fmt: skip
    field_order = ("person", "receiver", "post", "flows", "valid_from", "last_date", "reason")

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, day=day, **kwargs)
        held = Assignment.objects.filter(in_force(day), person=self.own).values("post")
        self.fields["post"].queryset = Post.objects.filter(pk__in=held).select_related("organisation")
        self.fields["flows"].choices = flow_choices()


class AbsenceForm(SpanForm):
    """登记缺勤."""

    person = PersonField(label=gettext_lazy("缺勤人"), required=False, help_text=WHOM)
    deputy = PersonField(
        label=gettext_lazy("代班人"), required=False,
        help_text=gettext_lazy("不填的,新事项直接报上一级督办。可填“姓名(工号)”。"),
    )  # fmt: skip
    field_order = ("person", "deputy", "valid_from", "last_date", "reason")


class EndForm(forms.Form):
    """A period that ends before its time."""

    day = day_field(gettext_lazy("自哪天起结束"), help_text=gettext_lazy("当天起不再代理、代班,此前的期间保留。"))


class PickPersonForm(forms.Form):
    """Whose work is handed over."""

    person = PersonField(label=gettext_lazy("交接人"), help_text=gettext_lazy("输入姓名或工号,从列表中选择。"))

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].rows = people_for(user=user, day=day)


class HandOverForm(forms.Form):
    """工作交接: to whom, from when, on what paper."""

    receiver = PersonField(label=gettext_lazy("接收人"))
    day = day_field(gettext_lazy("交接日"), help_text=gettext_lazy("自当天起由接收人任职、办理。"))
    document = forms.CharField(label=gettext_lazy("依据文件"), max_length=120)

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].rows = people_for(user=user, day=day)
