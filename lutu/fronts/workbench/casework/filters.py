"""What lists of cases can be narrowed by, in the address bar."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.fronts.workbench.casework.words import flow_choices
from lutu.kernel.access.queries import visible
from lutu.kernel.casework.models import Case, Extension
from lutu.kernel.casework.reach import reach_of
from lutu.kernel.casework.registry import flows
from lutu.kernel.casework.urgency import overdue_at
from lutu.kernel.parties.models import Organisation
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import STREET_DIGITS, in_ranges, ranges_of, street_names
from lutu.web.lists import Filter

NOBODY = Q(pk__in=[])


def _by_flow(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(flow__in=chosen)


def _stages(request: HttpRequest) -> list[tuple[str, str]]:
    """Stages of the flows chosen, all flows where none is; named with their flow where there are several."""
    wanted = [flow for flow in flows() if flow.code in (request.GET.getlist("flow") or [flow.code])]
    many = len(wanted) > 1
    return [
        (f"{flow.code}:{stage.name}", f"{_(flow.title)} · {_(stage.title)}" if many else _(stage.title))
        for flow in wanted
        for stage in flow.stages
    ]


def _by_stage(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    held = NOBODY
    for key in chosen:
        flow, _colon, stage = key.partition(":")
        held |= Q(flow=flow, stage=stage)
    return rows.filter(held)


def _states(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        ("open", _("未办结")), ("overdue", _("已逾期")), ("paused", _("已暂停")), ("closed", _("已办结")),
    ]  # fmt: skip


def _by_state(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    held = {
        "open": Q(is_open=True),
        "overdue": overdue_at(at=request.now),
        "paused": Q(is_open=True, is_paused=True),
        "closed": Q(is_open=False),
    }
    return rows.filter(held[chosen[0]])


def _whose(request: HttpRequest) -> list[tuple[str, str]]:
    return [("owned", _("我负责的")), ("raised", _("我提出的"))]


def _by_whose(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    reach = reach_of(user=request.user, day=request.day)
    if reach is None:
        return rows.none()
    return rows.filter(reach.owned() if chosen[0] == "owned" else reach.raised())


def _attention(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        ("escalated", _("已督办或上报")), ("district", _("已报全区督办")), ("extension", _("待批延期")),
        ("unowned", _("未定责任岗位")),
    ]  # fmt: skip


def _by_attention(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    asked = Extension.objects.filter(state=Extension.State.ASKED)
    held = {
        "escalated": Q(escalation_level__gte=1),
        "district": Q(escalation_level__gte=2),
        "extension": Q(pk__in=asked.values("case")),
        "unowned": Q(owner_post=None),
    }
    return rows.filter(held[chosen[0]])


def _streets(request: HttpRequest) -> list[tuple[str, str]]:
    return sorted(street_names(day=request.day).items())


def _by_street(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    held = NOBODY
    for key in {code[:STREET_DIGITS] for code in chosen}:
        street = Area(code=f"{key:0<12}", level=Area.Level.STREET)
        held |= in_ranges(field="area_id", ranges=ranges_of(area=street, day=request.day))
    return rows.filter(held)


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    """The units whose posts own a case the reader may see."""
    cases = visible(user=request.user, model=Case, day=request.day)
    units = Organisation.objects.filter(posts__in=cases.exclude(owner_post=None).values("owner_post")).distinct()
    return [(str(unit.pk), str(unit)) for unit in units]


def _by_unit(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(owner_post__organisation__in=[int(key) for key in chosen if key.isdecimal()])


def _day_bound(column: str, *, up_to: bool) -> Callable[[QuerySet, Sequence[str], HttpRequest], QuerySet]:
    """Rows whose instant lies on or after a day, or on or before it; a deadline ends with the day before midnight."""

    def apply(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
        start = datetime.combine(datetime.fromisoformat(chosen[0]).date(), time(0), tzinfo=get_default_timezone())
        stop = start + timedelta(days=1)
        if column == "due_at":
            return rows.filter(due_at__lte=stop) if up_to else rows.filter(due_at__gt=start)
        return rows.filter(**({f"{column}__lt": stop} if up_to else {f"{column}__gte": start}))

    return apply


FLOW = Filter(
    key="flow", title=gettext_lazy("种类"), options=lambda request: flow_choices(), apply=_by_flow, multiple=True
)
STAGE = Filter(key="stage", title=gettext_lazy("阶段"), options=_stages, apply=_by_stage, multiple=True)
STATE = Filter(key="state", title=gettext_lazy("状态"), options=_states, apply=_by_state)
WHOSE = Filter(key="whose", title=gettext_lazy("与我有关"), options=_whose, apply=_by_whose)
ATTENTION = Filter(key="attention", title=gettext_lazy("需要关注"), options=_attention, apply=_by_attention)
STREET = Filter(key="street", title=gettext_lazy("街道"), options=_streets, apply=_by_street, multiple=True)
UNIT = Filter(key="unit", title=gettext_lazy("责任单位"), options=_units, apply=_by_unit, multiple=True)
DATES = (
    ("due_from", gettext_lazy("到期日起"), "due_at", False),
    ("due_to", gettext_lazy("到期日止"), "due_at", True),
    ("opened_from", gettext_lazy("受理日起"), "opened_at", False),
    ("opened_to", gettext_lazy("受理日止"), "opened_at", True),
)
BY_DATE = tuple(
    Filter(key=key, title=title, options=None, apply=_day_bound(column, up_to=up_to), kind="date")
    for key, title, column, up_to in DATES
)
