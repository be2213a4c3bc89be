"""Permits: what came in during the week, and putting a wrong one right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lutu.domains.projects.actions import PermitRefused, correct_permit, retract_permit, revoke_permit
from lutu.domains.projects.facts import REPORTED_KINDS, REPORTED_TITLES
from lutu.domains.projects.forms import CorrectPermitForm, ReasonedForm, ReasonForm
from lutu.domains.projects.models import Project
from lutu.domains.projects.views.columns import record_url
from lutu.domains.projects.views.filters import SUBJECT
from lutu.domains.projects.views.permissions import PERMIT_WRITE, READ
from lutu.domains.projects.views.tabs import visible_project
from lutu.kernel.access.queries import actor_of, require, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.facts.kinds import FactRefused
from lutu.kernel.facts.models import Fact
from lutu.web.answers import answer_form
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

PERIODS = {"7": 7, "30": 30, "90": 90}
USUAL = "7"


def _how(fact: Fact) -> tuple[str, str]:
    if fact.retracts:
        return _("撤回"), "grey"
    if fact.supersedes_id is None:
        return _("新增"), "blue"
    return (_("撤销"), "yellow") if fact.valid_to else (_("更正"), "yellow")


def _same(rows: QuerySet, chosen: object, request: HttpRequest) -> QuerySet:
    """The period is applied before the list is made, because a week is its default."""
    return rows


def _by_kind(rows: QuerySet, chosen: tuple[str, ...], request: HttpRequest) -> QuerySet:
    return rows.filter(kind__in=chosen)


def _by_source(rows: QuerySet, chosen: tuple[str, ...], request: HttpRequest) -> QuerySet:
    return rows.filter(source__icontains=chosen[0])


WEEK = ListSpec(
    key="project-permits",
    title=gettext_lazy("许可变动"),
    columns=(
        Column(
            "project",
            gettext_lazy("项目"),
            lambda row: row.project_name,
            order_by=("project_name",),
        ),
        Column("kind", gettext_lazy("要素"), lambda row: str(REPORTED_TITLES[row.kind]), order_by=("kind",)),
        Column("how", gettext_lazy("变动"), _how, show="badge"),
        Column(
            "value",
            gettext_lazy("许可日期"),
            lambda row: None if row.retracts else row.value_date,
            show="date",
            order_by=("value_date",),
        ),
        Column("number", gettext_lazy("证号或文号"), lambda row: row.attributes.get("number", ""), show="code"),
        Column("source", gettext_lazy("来源"), lambda row: row.source, order_by=("source",)),
        Column("reason", gettext_lazy("原因"), lambda row: row.reason),
        Column(
            "recorded_at", gettext_lazy("记录时间"), lambda row: row.recorded_at, "instant", order_by=("recorded_at",)
        ),
        Column("recorded_by", gettext_lazy("记录人"), lambda row: row.recorded_by_name, shown=False),
        Column("valid_to", gettext_lazy("失效日"), lambda row: row.valid_to, "date", shown=False),
        Column("code", gettext_lazy("项目代码"), lambda row: row.project_code, "code", shown=False),
    ),
    filters=(
        Filter(
            key="period",
            title=gettext_lazy("期间"),
            options=lambda request: [(key, _("近%(days)s天") % {"days": days}) for key, days in PERIODS.items()],
            apply=_same,
        ),
        Filter(
            key="kind",
            title=gettext_lazy("要素"),
            options=lambda request: [(key, str(title)) for key, title in REPORTED_TITLES.items()],
            apply=_by_kind,
            multiple=True,
        ),
        Filter(key="source", title=gettext_lazy("来源"), options=None, apply=_by_source, kind="text"),
    ),
    order=("-recorded_at",),
    search=lambda rows, text: rows.filter(project_name__icontains=text),
    search_title=gettext_lazy("项目名称"),
    empty_title=gettext_lazy("这段时间没有许可变动"),
    empty_help=gettext_lazy("可把期间放宽到30天或90天;新数据由各主管部门推送,或在“导入”中上传。"),
    row_url=lambda row: reverse("projects:record", args=[row.subject_id]),
)


@reads(Project, "feed")
@reads(Project, "export")
@require_safe
@staff_page(READ)
def permit_changes(request: HttpRequest) -> HttpResponseBase:
    """Facts recorded in the last 7 days (or 30, or 90) about projects the account may see, with their source."""
    days = PERIODS[request.GET["period"] if request.GET.get("period") in PERIODS else USUAL]
    seen = visible(user=request.user, model=Project, day=request.day)
    one = Project.objects.filter(pk=OuterRef("subject_id"))
    rows = (
        Fact.objects.filter(subject_kind=SUBJECT, kind__in=REPORTED_KINDS, subject_id__in=seen.values("pk"))
        .filter(recorded_at__gt=request.now - timedelta(days=days))
        .annotate(project_name=Subquery(one.values("name")[:1]), project_code=Subquery(one.values("code")[:1]))
    )
    context = {"days": days}
    return list_response(request, spec=WEEK, rows=rows, template="projects/permit_changes.html", context=context)


@reads(Project, "form")
@staff_page(PERMIT_WRITE)
def permit_correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Correct a permit with a reason (更正): the wrong row stays in the history, struck out in words."""
    fact, project = _standing(request, pk)

    def save(form: CorrectPermitForm) -> str:
        correct_permit(fact=fact, **form.cleaned_data, actor=actor_of(request.user), at=request.now, day=request.day)
        return record_url(project)

    form = CorrectPermitForm(
        request.POST or None,
        today=request.day,
        initial={"value": fact.value_date, "number": fact.attributes.get("number", "")},
    )
    return _answer(
        request, form, save, fact, project, title=_("更正"), submit=_("更正"), done=_("已更正,原记录仍可查。")
    )


@reads(Project, "form")
@staff_page(PERMIT_WRITE)
def permit_revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a permit that held until a day (撤销、注销); the stage falls back from that day on."""
    fact, project = _standing(request, pk)

    def save(form: ReasonedForm) -> str:
        revoke_permit(
            fact=fact, ended_date=form.cleaned_data["day"], reason=form.cleaned_data["reason"],
            actor=actor_of(request.user), at=request.now, day=request.day,
        )  # fmt: skip
        return record_url(project)

    form = ReasonedForm(request.POST or None, day_label=_("失效日期"), initial={"day": request.day})
    return _answer(
        request, form, save, fact, project, title=_("撤销或注销"), submit=_("撤销"), done=_("已撤销,阶段已重新推算。")
    )


@reads(Project, "form")
@staff_page(PERMIT_WRITE)
def permit_retract(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that a permit never was (撤回), for one that was reported by mistake."""
    fact, project = _standing(request, pk)

    def save(form: ReasonForm) -> str:
        retract_permit(
            fact=fact, reason=form.cleaned_data["reason"], actor=actor_of(request.user), at=request.now,
            day=request.day,
        )  # fmt: skip
        return record_url(project)

    return _answer(
        request, ReasonForm(request.POST or None), save, fact, project, title=_("撤回误报"), submit=_("撤回"),
        done=_("已撤回,原记录仍可查。"),
    )  # fmt: skip


def _standing(request: HttpRequest, pk: int) -> tuple[Fact, Project]:
    """A permit that stands, and its project; 404 for anything else and for projects the account may not see."""
    rows = Fact.objects.filter(
        subject_kind=SUBJECT, kind__in=REPORTED_KINDS, retracts=False, superseded_by__isnull=True
    )
    fact = get_object_or_404(rows, pk=pk)
    project = visible_project(request, fact.subject_id)
    require(user=request.user, permission=PERMIT_WRITE, day=request.day, area=project.area)
    return fact, project


def _answer(
    request: HttpRequest,
    form: Form,
    save: Callable[[Any], str],
    fact: Fact,
    project: Project,
    *,
    title: str,
    submit: str,
    done: str,
) -> HttpResponseBase:
    name = REPORTED_TITLES[fact.kind]
    return answer_form(
        request, form=form, save=save, refused=(PermitRefused, FactRefused), title=f"{title}:{project.name} {name}",
        submit=submit, cancel=record_url(project), done=done, template="projects/permit_form.html",
        context={"fact": fact, "fact_title": name, "project": project},
    )  # fmt: skip
