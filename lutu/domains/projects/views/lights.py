"""Lights: accepting a reason that lifts one, and the rule sets they are read by."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lutu.domains.projects.actions import (
    LightRefused,
    accept_reason,
    draft_light_rules,
    end_reason,
    set_light_rules,
)
from lutu.domains.projects.bands import BandsFaulty, Item, Measure, written
from lutu.domains.projects.forms import DraftRulesForm, EndWaiverForm, SignRulesForm, WaiverForm
from lutu.domains.projects.models import LightRuleSet, LightWaiver, Project
from lutu.domains.projects.queries import rule_set_on, rules_in
from lutu.domains.projects.views.columns import plan_url
from lutu.domains.projects.views.light_rows import items_of
from lutu.domains.projects.views.permissions import LIGHT_WRITE, RULES_READ
from lutu.domains.projects.views.tabs import visible_project
from lutu.kernel.access.queries import actor_of, can, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.journal.queries import entries_of
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response


def _state(row: LightRuleSet) -> tuple[str, str]:
    """In force, over, waiting for its day, or kept to choose from; `row.day` is the day of the page."""
    if row.valid_from is None:
        return _("备选"), "grey"
    if row.valid_to is not None and row.valid_to <= row.day:
        return _("已停用"), "grey"
    return (_("现行"), "green") if row.valid_from <= row.day else (_("待生效"), "blue")


def _dated(request: HttpRequest) -> Any:
    def put_day(batch: list[LightRuleSet]) -> None:
        for row in batch:
            row.day = request.day

    return put_day


LIST = ListSpec(
    key="light-rules",
    title=gettext_lazy("亮灯规则"),
    columns=(
        Column("name", gettext_lazy("规则"), lambda row: row.name, order_by=("name",)),
        Column("version", gettext_lazy("版本"), lambda row: row.version, "number", order_by=("version",)),
        Column("state", gettext_lazy("状态"), _state, "badge"),
        Column("mark", gettext_lazy("标记"), lambda row: _("默认值") if row.is_default else "", "badge"),
        Column("valid_from", gettext_lazy("起"), lambda row: row.valid_from, "date", order_by=("valid_from",)),
        Column("valid_to", gettext_lazy("止"), lambda row: row.valid_to, "date", order_by=("valid_to",)),
        Column("source", gettext_lazy("依据"), lambda row: row.source),
        Column("signed", gettext_lazy("签发人"), lambda row: row.signed_by_name),
        Column("code", gettext_lazy("代码"), lambda row: row.code, "code", order_by=("code",), shown=False),
    ),
    filters=(
        Filter(
            key="mark",
            title=gettext_lazy("标记"),
            options=lambda request: [("default", _("默认值"))],
            apply=lambda rows, chosen, request: rows.filter(is_default=True),
        ),
    ),
    order=("-valid_from", "code", "-version"),
    search=lambda rows, text: rows.filter(name__icontains=text),
    empty_title=gettext_lazy("没有亮灯规则"),
    empty_help=gettext_lazy("规则随系统载入;没有生效的规则时所有项目不亮灯。"),
    row_url=lambda row: reverse("projects:rule_set", args=[row.pk]),
)


@reads(LightRuleSet, "list")
@reads(LightRuleSet, "export")
@require_safe
@staff_page(RULES_READ)
def rule_set_list(request: HttpRequest) -> HttpResponseBase:
    """Every rule set and version, the one in force first."""
    rows = visible(user=request.user, model=LightRuleSet, day=request.day)
    return list_response(request, spec=LIST, rows=rows, prepare=_dated(request))


@reads(LightRuleSet, "detail")
@require_safe
@staff_page(RULES_READ)
def rule_set_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One version: its bands with their basis, who drafted and signed it, and every other version of the set."""
    rule_set = _rule_set(request, pk)
    rule_set.day = request.day
    versions = visible(user=request.user, model=LightRuleSet, day=request.day).filter(code=rule_set.code)
    rows = list(versions.order_by("-version"))
    _dated(request)(rows)
    context = {
        "rule_set": rule_set,
        "state": _state(rule_set),
        "bands": _bands(rule_set),
        "versions": [(row, _state(row)) for row in rows],
        "may_write": can(user=request.user, permission=LIGHT_WRITE, day=request.day),
        "is_readable": rules_in(rule_set=rule_set).is_readable,
        "entries": entries_of(subject=("projects.lightruleset", pk))[:20],
        "audit_subject": f"projects.lightruleset/{pk}",
        "trail": [(_("亮灯规则"), reverse("projects:rule_sets")), (rule_set.name, "")],
    }
    return render(request, "projects/rule_set.html", context)


@reads(LightRuleSet, "form")
@staff_page(LIGHT_WRITE)
def rule_set_draft(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Draft the next version of a set with other thresholds (拟定); it lights nothing before it is signed."""
    rule_set = _rule_set(request, pk)

    def save(form: DraftRulesForm) -> str:
        made = draft_light_rules(
            code=rule_set.code, name=form.cleaned_data["name"], bands=form.document(),
            source=form.cleaned_data["source"], actor=actor_of(request.user), at=request.now,
        )  # fmt: skip
        return reverse("projects:rule_set", args=[made.pk])

    form = DraftRulesForm(
        request.POST or None, bands=rule_set.bands, initial={"name": rule_set.name, "source": rule_set.source}
    )
    return answer_form(
        request, form=form, save=save, refused=(LightRefused, BandsFaulty),
        title=_("拟定新版本:%(name)s") % {"name": rule_set.name}, submit=_("拟定"),
        cancel=reverse("projects:rule_set", args=[pk]), done=_("新版本已拟定,由另一人签发后生效。"),
        template="projects/draft_rules_form.html",
    )  # fmt: skip


@reads(LightRuleSet, "form")
@staff_page(LIGHT_WRITE)
def rule_set_sign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign a drafted version and put it in force from a day on; whoever drafted it cannot."""
    rule_set = _rule_set(request, pk)

    def save(form: SignRulesForm) -> str:
        set_light_rules(
            rule_set=rule_set, valid_from=form.cleaned_data["valid_from"], actor=actor_of(request.user),
            at=request.now, day=request.day,
        )  # fmt: skip
        return reverse("projects:rule_set", args=[pk])

    return answer_form(
        request, form=SignRulesForm(request.POST or None, initial={"valid_from": request.day}), save=save,
        refused=LightRefused, title=_("签发亮灯规则:%(name)s") % {"name": rule_set}, submit=_("签发"),
        cancel=reverse("projects:rule_set", args=[pk]), done=_("规则已签发,亮灯已按生效日重新计算。"),
        template="projects/sign_rules_form.html", context={"rule_set": rule_set, "bands": _bands(rule_set)},
    )  # fmt: skip


@reads(Project, "form")
@staff_page(LIGHT_WRITE)
def reason_accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accept a reason, such as force majeure, that lifts a light of a project for a time (认可理由)."""
    project = visible_project(request, pk)
    require(user=request.user, permission=LIGHT_WRITE, day=request.day, area=project.area)

    def save(form: WaiverForm) -> str:
        accept_reason(
            project=project, **form.cleaned_data, actor=actor_of(request.user), at=request.now, day=request.day
        )
        return plan_url(project)

    items = items_of(rule_set_on(day=request.day)) or [Item.PROGRESS.value]
    form = WaiverForm(request.POST or None, items=items, initial={"valid_from": request.day})
    return answer_form(
        request, form=form, save=save, refused=LightRefused, title=_("认可理由:%(name)s") % {"name": project.name},
        submit=_("认可"), cancel=plan_url(project), done=_("理由已认可,到期自动恢复亮灯。"),
    )  # fmt: skip


@reads(LightWaiver, "form")
@staff_page(LIGHT_WRITE)
def reason_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let an accepted reason end earlier than said (终止认可)."""
    rows = visible(user=request.user, model=LightWaiver, day=request.day).select_related("project__area")
    waiver = get_object_or_404(rows, pk=pk)
    require(user=request.user, permission=LIGHT_WRITE, day=request.day, area=waiver.project.area)

    def save(form: EndWaiverForm) -> str:
        end_reason(waiver=waiver, **form.cleaned_data, actor=actor_of(request.user), at=request.now, day=request.day)
        return plan_url(waiver.project)

    return answer_form(
        request, form=EndWaiverForm(request.POST or None, initial={"ended_date": request.day}), save=save,
        refused=LightRefused, title=_("终止认可:%(name)s") % {"name": waiver.project.name}, submit=_("终止"),
        cancel=plan_url(waiver.project), done=_("认可已终止。"),
    )  # fmt: skip


def _rule_set(request: HttpRequest, pk: int) -> LightRuleSet:
    row: LightRuleSet = get_object_or_404(visible(user=request.user, model=LightRuleSet, day=request.day), pk=pk)
    return row


def _bands(rule_set: LightRuleSet) -> list[dict[str, Any]]:
    """The bands in words."""
    return [
        {
            "title": Item(band.item).label,
            "measure": Measure(band.measure).label if band.measure else "",
            "yellow": written(threshold=band.yellow) if band.yellow else "",
            "red": written(threshold=band.red) if band.red else "",
            "verified": band.verified,
            "basis": band.basis,
            "needs": band.needs,
        }
        for band in rules_in(rule_set=rule_set).bands
    ]
