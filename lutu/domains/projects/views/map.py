"""Projects on a map: a point each, in groups by stage, with the streets' names."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lutu.domains.projects.models import Project
from lutu.domains.projects.stages import Stage
from lutu.domains.projects.views.columns import public_url
from lutu.domains.projects.views.summary import Summary
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import areas_on
from lutu.web.formats import money
from lutu.web.maps import LegendItem, MapView, Mark, Place

MAP_TONES = {
    Stage.NO_LAND: "grey",
    Stage.LAND_SUPPLIED: "brown",
    Stage.PLANNING_PERMITTED: "plum",
    Stage.READY_TO_START: "violet",
    Stage.STARTED: "blue",
    Stage.ACCEPTED: "green",
}
POINTS_SHOWN = 5000


def map_of(*, rows: QuerySet[Project], summary: Summary, day: date) -> MapView:
    """The given projects with a legend; at most `POINTS_SHOWN`, the rest counts as left out."""
    placed = rows.filter(longitude__isnull=False)[:POINTS_SHOWN]
    marks = [_mark(project) for project in placed]
    shown = [band for band in summary.bands if band.is_chosen] or summary.bands
    return MapView(
        title=_("重点项目地图"),
        marks=marks,
        legend=[LegendItem(band.key, band.title, MAP_TONES[Stage(band.key)], band.count) for band in shown],
        places=_streets(day),
        left_out=summary.count - len(marks),
        indicative=any(project.is_indicative for project in placed),
    )


def point_of(project: Project) -> MapView | None:
    """One project with the name of its area, or None where its position is not known."""
    if project.longitude is None or project.latitude is None:
        return None
    stage = Stage(project.standing.stage)
    return MapView(
        title=_("位置图:%(name)s") % {"name": project.name},
        marks=[_mark(project)],
        legend=[LegendItem(stage.value, str(stage.label), MAP_TONES[stage], 1)],
        places=_named([project.area]),
        indicative=project.is_indicative,
    )


def _mark(project: Project) -> Mark:
    standing = project.standing
    note = f"{standing.get_stage_display()} · {money(project.planned_investment_fen)} · {project.area}"
    return Mark(
        key=project.code,
        title=project.name,
        longitude=float(project.longitude or 0),
        latitude=float(project.latitude or 0),
        group=standing.stage,
        url=public_url(project),
        note=note,
    )


def _streets(day: date) -> list[Place]:
    return _named(areas_on(day=day, level=Area.Level.STREET))


def _named(areas: QuerySet[Area] | list[Area]) -> list[Place]:
    return [
        Place(area.name, float(area.longitude), float(area.latitude))
        for area in areas
        if area.longitude is not None and area.latitude is not None
    ]
