"""The form that records a meeting with what it decided."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.fronts.workbench.casework.forms.fields import PersonField, PostField, people_for, posts_for
from lutu.fronts.workbench.forms.fields import day_field
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import areas_on

# Rows that stand on the page without JavaScript; the island adds more, up to the most a meeting decides.
ROWS, MOST = 6, 60


class MeetingForm(forms.Form):
    """会议记录."""

    series = forms.CharField(
        label=gettext_lazy("会议系列"), max_length=80,
        widget=forms.TextInput(attrs={"list": "series-names", "autocomplete": "off"}),
        help_text=gettext_lazy("同一系列的会议连续跟踪,如“专题调度会”“领导小组会议”。"),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("会议名称"), max_length=200)
    held_date = day_field(gettext_lazy("召开日期"))
    held_time = forms.TimeField(
        label=gettext_lazy("召开时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=gettext_lazy("地点"), max_length=120, required=False)
    chair = PersonField(label=gettext_lazy("主持人"), required=False)
    attendees = forms.CharField(
        label=gettext_lazy("参会人员"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    minutes = forms.CharField(
        label=gettext_lazy("纪要"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    area = forms.ModelChoiceField(label=gettext_lazy("区划"), queryset=Area.objects.none())
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("数据级别"), choices=Sensitivity.choices, initial=Sensitivity.INTERNAL.value
    )

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].rows = people_for(user=user, day=day)
        self.fields["area"].queryset = areas_on(day=day).filter(level__in=[Area.Level.DISTRICT, Area.Level.STREET])

    @property
    def held_at(self) -> datetime:
        """When the meeting was held, from its day and time."""
        given = self.cleaned_data
        return datetime.combine(given["held_date"], given["held_time"], tzinfo=get_default_timezone())


class DecisionRow(forms.Form):
    """议定事项: one row; an empty one says nothing."""

    text = forms.CharField(label=gettext_lazy("议定内容"), max_length=400, required=False)
    owner_post = PostField(label=gettext_lazy("责任岗位"), required=False)
    due_date = day_field(gettext_lazy("完成期限"), required=False)

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_post"].rows = posts
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 2, "maxlength": 400})

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written into the row."""
        given = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return not self.errors and not any(given.get(name) for name in ("text", "owner_post", "due_date"))

    def clean(self) -> dict[str, Any]:
        """A row that says something says everything."""
        cleaned = super().clean() or {}
        names = {"text": _("请写明议定内容"), "owner_post": _("请选定责任岗位"), "due_date": _("请定下完成期限")}
        if any(cleaned.get(name) for name in names) or self.errors:
            for name, missing in names.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return cleaned


DecisionRows = forms.formset_factory(DecisionRow, extra=ROWS, max_num=MOST, absolute_max=MOST)


def decision_rows(data: Any, *, user: Any, day: date) -> Any:
    """The rows of the form, with posts the account may name."""
    posts = posts_for(user=user, day=day)
    return DecisionRows(data, prefix="decisions", form_kwargs={"posts": posts})


def filled(rows: Any) -> Sequence[DecisionRow]:
    """The rows that say something, in order."""
    return [row for row in rows.forms if not row.is_empty]
