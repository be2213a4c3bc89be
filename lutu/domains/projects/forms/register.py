"""Forms of the projects domain. None of them knows a stage: progress comes from permits alone."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.domains.projects.models import Project
from lutu.kernel.access.models import Sensitivity
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.models import Register
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import STREET_DIGITS, areas_on, street_names

FEN_PER_WAN = 1_000_000
NAMES_OFFERED = 300


def day_input() -> forms.DateInput:
    """A date field that every browser and a plain keyboard can fill."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PartyField(forms.CharField):
    """单位: typed or picked by its full or short name; must be registered."""

    def clean(self, value: Any) -> Organisation | None:
        name = super().clean(value)
        if not name:
            return None
        found = list(Organisation.objects.filter(name=name)[:1]) or list(
            Organisation.objects.filter(short_name=name)[:2]
        )
        if len(found) != 1:
            raise forms.ValidationError(
                _("单位“%(name)s”未登记或重名,请填写登记的全称;新单位先在“主体与岗位”中登记") % {"name": name}
            )
        return found[0]


def area_choices(*, day: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Streets and their communities in force on a day, grouped by street."""
    names = street_names(day=day)
    groups: dict[str, list[tuple[str, str]]] = {key: [] for key in names}
    levels = [Area.Level.STREET, Area.Level.COMMUNITY]
    for code, name in areas_on(day=day).filter(level__in=levels).values_list("code", "name"):
        groups.setdefault(code[:STREET_DIGITS], []).append((code, name))
    return [(names.get(key, key), options) for key, options in groups.items()]


class ProjectForm(forms.Form):
    """项目基本信息: everything about a project that people state themselves."""

    name = forms.CharField(label=gettext_lazy("项目名称"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Project.Kind.choices)
    sector_code = forms.CharField(label=gettext_lazy("板块"), max_length=40, required=False)
    area = forms.ChoiceField(label=gettext_lazy("所在街道或社区"))
    address = forms.CharField(label=gettext_lazy("地址"), max_length=200, required=False)
    owner_party = PartyField(label=gettext_lazy("建设单位"), max_length=120)
    lead_unit = PartyField(label=gettext_lazy("主抓单位"), max_length=120)
    investment_wan = forms.DecimalField(
        label=gettext_lazy("计划总投资(万元)"), min_value=Decimal("0.01"), max_digits=13, decimal_places=2
    )
    planned_start_date = forms.DateField(label=gettext_lazy("计划开工"), widget=day_input(), required=False)
    planned_completion_date = forms.DateField(label=gettext_lazy("计划竣工"), widget=day_input(), required=False)
    sensitivity = forms.ChoiceField(label=gettext_lazy("数据级别"), choices=Sensitivity.choices)
    summary = forms.CharField(
        label=gettext_lazy("建设内容"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000, required=False
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(day=day)
        for name in ("owner_party", "lead_unit"):
            self.fields[name].widget.attrs.update({"list": "organisation-names", "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, stop = cleaned.get("planned_start_date"), cleaned.get("planned_completion_date")
        if start and stop and stop <= start:
            self.add_error("planned_completion_date", _("计划竣工应晚于计划开工 %(day)s") % {"day": start})
        return cleaned

    def values(self) -> dict[str, Any]:
        """The cleaned values under the names of the model, money in fen."""
        cleaned = dict(self.cleaned_data)
        cleaned["planned_investment_fen"] = int(cleaned.pop("investment_wan") * FEN_PER_WAN)
        cleaned["area"] = Area.objects.get(code=cleaned["area"])
        return cleaned


class NewProjectForm(ProjectForm):
    """新建项目: with its code, which stays for life (GB/T 40058-2021)."""

    code = forms.CharField(
        label=gettext_lazy("项目代码"),
        max_length=40,
        help_text=gettext_lazy("24 位统一代码,如 2108-370214-04-01-123456;旧代码可照填,按旧码登记"),
    )
    field_order = ("code", "name")


class ChangeProjectForm(ProjectForm):
    """修改基本信息: with the reason that the journal keeps; 暂缓 and 终止 are decisions of people, not stages."""

    status_override = forms.ChoiceField(label=gettext_lazy("项目状态"), choices=[], required=False)
    reason = forms.CharField(label=gettext_lazy("修改原因"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [choice for choice in Project.StatusOverride.choices if choice[0]]
        self.fields["status_override"].choices = [("", _("正常推进")), *chosen]


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class ReasonedForm(forms.Form):
    """A day and a reason, for what ends: 出列, 解除落位, 撤销."""

    day = forms.DateField(widget=day_input())
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)

    def __init__(self, *args: Any, day_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = day_label


class CorrectPermitForm(forms.Form):
    """更正许可: a new date and number with a reason; the wrong row stays in the history."""

    value = forms.DateField(label=gettext_lazy("正确日期"), widget=day_input())
    number = forms.CharField(label=gettext_lazy("证号或文号"), max_length=60, required=False)
    source_reference = forms.CharField(label=gettext_lazy("更正依据"), max_length=120, required=False)
    reason = forms.CharField(label=gettext_lazy("更正原因"), max_length=200)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["value"].widget.attrs["max"] = today.isoformat()

    def clean_value(self) -> date:
        value: date = self.cleaned_data["value"]
        if value > self.today:
            raise forms.ValidationError(_("日期 %(day)s 晚于今天,许可日期不能是将来") % {"day": value})
        return value


class JoinRegisterForm(forms.Form):
    """入列: into which register, from which day, by which document."""

    register = forms.ModelChoiceField(label=gettext_lazy("清单"), queryset=Register.objects.none())
    day = forms.DateField(label=gettext_lazy("入列日"), widget=day_input())
    document = forms.CharField(label=gettext_lazy("依据文号"), max_length=200, required=False)

    def __init__(self, *args: Any, registers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["register"].queryset = registers


class AllocateForm(forms.Form):
    """落位: how much of the parcel a project takes, from which day on."""

    project_code = forms.CharField(label=gettext_lazy("项目代码"), max_length=40)
    area_mu = forms.DecimalField(
        label=gettext_lazy("落位面积(亩)"), min_value=Decimal("0.01"), max_digits=12, decimal_places=4
    )
    day = forms.DateField(label=gettext_lazy("落位日"), widget=day_input())


def organisation_names() -> Sequence[str]:
    """Names offered while typing a unit; longer lists are found by typing the full name."""
    return list(Organisation.objects.order_by("kind", "name").values_list("name", flat=True)[:NAMES_OFFERED])
