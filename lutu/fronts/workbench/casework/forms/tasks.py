"""The form that gives a post a task."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.fronts.workbench.casework.forms.fields import KeyedForm, PostField, posts_for
from lutu.fronts.workbench.forms.fields import day_field
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import areas_on


class TaskForm(KeyedForm):
    """交办任务."""

    title = forms.CharField(label=gettext_lazy("任务"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("内容和要求"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    owner_post = PostField(
        label=gettext_lazy("责任岗位"), help_text=gettext_lazy("输入单位或岗位名称中的几个字,从列表中选择。")
    )
    area = forms.ModelChoiceField(label=gettext_lazy("区划"), queryset=Area.objects.none())
    due_date = day_field(
        gettext_lazy("完成期限"), required=False, help_text=gettext_lazy("留空则为 10 个工作日(默认值)。")
    )
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("数据级别"), choices=Sensitivity.choices, initial=Sensitivity.INTERNAL.value
    )

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["owner_post"].rows = posts_for(user=user, day=day)
        self.fields["area"].queryset = areas_on(day=day).filter(
            level__in=[Area.Level.DISTRICT, Area.Level.STREET, Area.Level.COMMUNITY]
        )
        self.fields["due_date"].widget.attrs["min"] = day.isoformat()

    def clean_due_date(self) -> date | None:
        """A deadline lies ahead."""
        value: date | None = self.cleaned_data["due_date"]
        if value is not None and value < self.day:
            raise forms.ValidationError(_("完成期限 {day} 已过,请另定").format(day=value))
        return value
