"""What project lists show: a column per fact that one look needs, the rest in the column choice."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.models import Project
from lutu.domains.projects.stages import Stage
from lutu.domains.projects.views.filters import PUBLIC_FILTERS, STAFF_FILTERS, SUBJECT, street_of, streets
from lutu.kernel.search.index import matching
from lutu.web.lists import BulkAction, Column, ListSpec

TONES = {
    Stage.NO_LAND: "grey",
    Stage.LAND_SUPPLIED: "grey",
    Stage.PLANNING_PERMITTED: "blue",
    Stage.READY_TO_START: "blue",
    Stage.STARTED: "blue",
    Stage.ACCEPTED: "green",
}
# Under one light the farthest behind comes first.
BEHIND = OrderBy(F("standing__plan_bp") - F("standing__actual_bp"), descending=True, nulls_last=True)
ORDER = ("-planned_investment_fen", "code")


def stage_badge(project: Project) -> tuple[str, str]:
    """The stage in words and its tone."""
    standing = project.standing
    return standing.get_stage_display(), TONES[Stage(standing.stage)]


def light_badge(project: Project) -> tuple[str, str]:
    """The light in words and its tone."""
    standing = project.standing
    return standing.get_light_display(), standing.light


def points_behind(project: Project) -> Decimal | None:
    """By how many percentage points a project lies behind its plan, two decimals; nothing without a plan."""
    standing = project.standing
    if standing.plan_bp is None or standing.actual_bp is None:
        return None
    return Decimal(standing.plan_bp - standing.actual_bp).scaleb(-2)


def found(rows: QuerySet, text: str) -> QuerySet:
    """Rows whose name, code or units hold the text; a text of signs alone narrows nothing."""
    hits = matching(subject_kind=SUBJECT, text=text)
    return rows if hits is None else rows.filter(pk__in=hits)


def public_url(project: Project) -> str:
    """The public page of a project."""
    return reverse("projects:public_record", args=[project.code])


def record_url(project: Project) -> str:
    """The staff page of a project."""
    return reverse("projects:record", args=[project.pk])


def plan_url(project: Project) -> str:
    """The staff page of a project's plan and lights."""
    return reverse("projects:plan", args=[project.pk])


def people_url(project: Project) -> str:
    """The staff page of who works on a project, and of their tasks."""
    return reverse("projects:people", args=[project.pk])


def _shared(request: HttpRequest) -> dict[str, Column]:
    names = dict(streets(request))
    columns = (
        Column("name", _("项目名称"), lambda row: row.name, order_by=("name",)),
        Column("code", _("项目代码"), lambda row: row.code, show="code", order_by=("code",)),
        Column("street", _("街道"), lambda row: street_of(row.area_id, names=names), order_by=("area_id",)),
        Column("kind", _("类别"), lambda row: row.get_kind_display(), order_by=("kind",)),
        Column("sector", _("板块"), lambda row: row.sector_code, order_by=("sector_code",)),
        Column("stage", _("阶段"), stage_badge, show="stage", order_by=("standing__stage_rank",)),
        Column("light", _("亮灯"), light_badge, show="badge", order_by=("standing__light_rank", BEHIND)),
        Column("behind", _("落后(百分点)"), points_behind, show="number", order_by=(BEHIND,)),
        Column("leader", _("包联领导"), lambda row: row.leader_name, order_by=("leader_name",)),
        Column(
            "since", _("阶段起始"), lambda row: row.standing.stage_since, "date", order_by=("standing__stage_since",)
        ),
        Column(
            "investment",
            _("计划总投资"),
            lambda row: row.planned_investment_fen,
            show="money",
            order_by=("planned_investment_fen",),
        ),
        Column(
            "planned_start", _("计划开工"), lambda row: row.planned_start_date, "date", order_by=("planned_start_date",)
        ),
        Column(
            "planned_completion",
            _("计划竣工"),
            lambda row: row.planned_completion_date,
            show="date",
            order_by=("planned_completion_date",),
        ),
        Column(
            "actual_start",
            _("实际开工"),
            lambda row: row.standing.actual_start_date,
            show="date",
            order_by=("standing__actual_start_date",),
        ),
        Column(
            "completion",
            _("竣工验收"),
            lambda row: row.standing.completion_date,
            show="date",
            order_by=("standing__completion_date",),
        ),
        Column("owner", _("建设单位"), lambda row: str(row.owner_party), order_by=("owner_party__name",)),
        Column("lead_unit", _("主抓单位"), lambda row: str(row.lead_unit), order_by=("lead_unit__name",)),
        Column("status", _("状态"), lambda row: row.get_status_override_display(), order_by=("status_override",)),
        Column("gaps", _("缺口"), lambda row: row.standing.gap_count, "number", order_by=("standing__gap_count",)),
        Column(
            "conflicts",
            _("冲突"),
            lambda row: row.standing.conflict_count,
            show="number",
            order_by=("standing__conflict_count",),
        ),
        Column("level", _("数据级别"), lambda row: row.get_sensitivity_display(), order_by=("sensitivity",)),
    )
    return {column.key: column for column in columns}


def _picked(request: HttpRequest, *, keys: str, shown: str) -> tuple[Column, ...]:
    shared = _shared(request)
    first = shown.split()
    return tuple(replace(shared[key], shown=key in first) for key in keys.split())


def public_spec(request: HttpRequest) -> ListSpec:
    """The portal's list of projects."""
    return ListSpec(
        key="projects-public",
        title=_("重点项目进展"),
        columns=_picked(
            request,
            keys="name street kind sector stage light behind since investment planned_start actual_start completion "
            "lead_unit code",
            shown="name street kind stage light since investment",
        ),
        filters=PUBLIC_FILTERS,
        order=ORDER,
        search=found,
        search_title=_("项目名称、代码或单位"),
        empty_title=_("还没有项目"),
        empty_help=_("项目登记并公开后会列在这里。"),
        row_url=public_url,
    )


def staff_spec(request: HttpRequest) -> ListSpec:
    """The workbench's list of projects, with every column."""
    return ListSpec(
        key="projects",
        title=_("重点项目"),
        columns=_picked(
            request,
            keys="name code street kind sector stage light behind leader since investment owner lead_unit "
            "planned_start actual_start planned_completion completion status gaps conflicts level",
            shown="name code street stage light behind leader investment lead_unit planned_start actual_start gaps",
        ),
        filters=STAFF_FILTERS,
        order=ORDER,
        search=found,
        search_title=_("项目名称、代码或单位"),
        empty_title=_("还没有项目"),
        empty_help=_("项目可在“导入”中成批登记,也可逐个新建。"),
        row_url=record_url,
        bulk=(
            BulkAction(
                title=_("入列清单"),
                url_name="projects:join_many",
                permission="registers.register.write",
                icon="playlist-add",
            ),
        ),
    )
