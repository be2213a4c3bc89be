"""Forms about plans. Nobody types a percentage: progress comes from nodes, and nodes from facts or evidence."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.domains.projects.forms.register import day_input
from lutu.domains.projects.models import PlanNode, PlanTemplate
from lutu.domains.projects.plans import Anchor, Evidence

NODE = "node_"


class ApplyTemplateForm(forms.Form):
    """应用模板: which one, and the days it is dated from; only those it needs are asked for."""

    template = forms.ModelChoiceField(
        label=gettext_lazy("模板"), queryset=PlanTemplate.objects.none(), widget=forms.HiddenInput()
    )
    start = forms.DateField(label=Anchor.START.label, widget=day_input())
    completion = forms.DateField(label=Anchor.COMPLETION.label, widget=day_input())
    land = forms.DateField(label=Anchor.LAND.label, widget=day_input())
    reason = forms.CharField(label=gettext_lazy("调整原因"), max_length=300)

    def __init__(self, *args: Any, templates: Any, anchors: Iterable[str], needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates
        wanted = {*anchors, *(("start", "completion") if Anchor.SPAN.value in anchors else ())}
        for name in ("start", "completion", "land"):
            if name not in wanted:
                del self.fields[name]
        if not needs_reason:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, stop = cleaned.get("start"), cleaned.get("completion")
        if start and stop and stop <= start:
            self.add_error("completion", _("计划竣工应晚于计划开工 %(day)s") % {"day": start})
        return cleaned

    def anchors(self) -> dict[str, date]:
        """{anchor: day} as typed."""
        return {name: self.cleaned_data[name] for name in ("start", "completion", "land") if name in self.fields}


class ApprovePlanForm(forms.Form):
    """审定计划."""

    document = forms.CharField(label=gettext_lazy("审定文号"), max_length=200, required=False)


class AdjustPlanForm(forms.Form):
    """调整计划: a new day for each open node, with the reason; the approved version stays."""

    reason = forms.CharField(label=gettext_lazy("调整原因"), max_length=300)
    document = forms.CharField(label=gettext_lazy("审定文号"), max_length=200, required=False)

    def __init__(self, *args: Any, nodes: Sequence[PlanNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for node in nodes:
            self.fields[f"{NODE}{node.pk}"] = forms.DateField(
                label=f"{node.code} {node.name}", widget=day_input(), initial=node.planned_date
            )

    def days(self) -> dict[int, date]:
        """{node key: new day} of every open node."""
        return {int(name.removeprefix(NODE)): day for name, day in self.cleaned_data.items() if name.startswith(NODE)}


class CloseNodeForm(forms.Form):
    """办结节点: the day it was done and what shows it; a node that asks for photographs needs a file."""

    done_date = forms.DateField(label=gettext_lazy("完成日期"), widget=day_input())
    evidence = forms.CharField(
        label=gettext_lazy("佐证说明"), max_length=300, help_text=gettext_lazy("如照片拍摄日期和地点、文件名称和文号")
    )
    upload = forms.FileField(label=gettext_lazy("佐证文件"), required=False, allow_empty_file=True)

    def __init__(self, *args: Any, evidence_kind: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_date"].widget.attrs["max"] = today.isoformat()
        if evidence_kind == Evidence.PHOTO:
            self.fields["upload"].required = True
            self.fields["upload"].error_messages["required"] = _("该节点凭现场照片办结,请附照片")
            self.fields["upload"].widget.attrs["accept"] = "image/*"
