"""What project lists can be narrowed by, on the portal and at work."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.domains.projects.lights import Light
from lutu.domains.projects.models import Project, TeamTerm
from lutu.domains.projects.queries import leaders_on
from lutu.domains.projects.stages import Stage
from lutu.kernel.access.queries import visible, visible_to
from lutu.kernel.parties.models import Organisation
from lutu.kernel.periods import in_force
from lutu.kernel.registers.models import Register
from lutu.kernel.registers.queries import member_ids, registers_in_force
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import STREET_DIGITS, in_ranges, ranges_of, street_names
from lutu.web.lists import Filter

SUBJECT = "projects.project"
NOTHING = Q(pk__in=[])
YI = 10_000_000_000
# Lower bound inclusive, upper bound exclusive, in fen.
SIZES: dict[str, tuple[object, int | None, int | None]] = {
    "small": (gettext_lazy("1亿元以下"), None, YI),
    "medium": (gettext_lazy("1亿元至5亿元"), YI, 5 * YI),
    "large": (gettext_lazy("5亿元至10亿元"), 5 * YI, 10 * YI),
    "huge": (gettext_lazy("10亿元及以上"), 10 * YI, None),
}
YEARS_BACK, YEARS_AHEAD = 8, 5
Options = Callable[[HttpRequest], Sequence[tuple[str, str]]]


def reader_of(request: HttpRequest) -> Any:
    """For whom a page is made: the signed-in account, or a visitor where the page shows only what is public."""
    return getattr(request, "reader", request.user)


def once(options: Options) -> Options:
    """Options asked for several times in one request are read once."""

    @wraps(options)
    def kept(request: HttpRequest) -> Sequence[tuple[str, str]]:
        cache = request.__dict__.setdefault("_filter_options", {})
        if options.__name__ not in cache:
            cache[options.__name__] = options(request)
        return cache[options.__name__]

    return kept


@once
def streets(request: HttpRequest) -> list[tuple[str, str]]:
    """(first nine digits of the code, name) of every street on the day."""
    return sorted(street_names(day=request.day).items())


def by_street(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    """Rows in the streets (codes of nine digits or more) where they stand on the day."""
    held = NOTHING
    for key in {code[:STREET_DIGITS] for code in chosen} & set(dict(streets(request))):
        held |= in_ranges(field="area_id", ranges=_ranges(request, key))
    return rows.filter(held)


def _ranges(request: HttpRequest, key: str) -> list[tuple[str, str]]:
    """The codes inside a street, read once in a request."""
    cache = request.__dict__.setdefault("_street_ranges", {})
    if key not in cache:
        street = Area(code=f"{key:0<12}", level=Area.Level.STREET)
        cache[key] = ranges_of(area=street, day=request.day)
    return cache[key]


def _by_size(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    held = NOTHING
    for key in chosen:
        _title, lower, upper = SIZES.get(key, ("", None, 0))
        part = Q() if lower is None else Q(planned_investment_fen__gte=lower)
        held |= part if upper is None else part & Q(planned_investment_fen__lt=upper)
    return rows.filter(held)


@once
def _sectors(request: HttpRequest) -> list[tuple[str, str]]:
    """The sectors in use: a vocabulary, read from its index without looking at projects."""
    rows = Project.objects.exclude(sector_code="").order_by("sector_code").values_list("sector_code", flat=True)
    return [(code, code) for code in rows.distinct()]


def _years(request: HttpRequest) -> list[tuple[str, str]]:
    years = range(request.day.year + YEARS_AHEAD, request.day.year - YEARS_BACK - 1, -1)
    return [(str(year), _("%(year)s年") % {"year": year}) for year in years]


def _by_year(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(planned_start_date__year__in=[int(year) for year in chosen if year.isdecimal()])


def by_register(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    allowed = dict(_registers(request))
    held = NOTHING
    for code in chosen:
        if code in allowed:
            held |= Q(pk__in=member_ids(register=code, day=request.day))
    return rows.filter(held)


@once
def _registers(request: HttpRequest) -> list[tuple[str, str]]:
    rows = registers_in_force(subject_kind=SUBJECT, day=request.day) & visible(
        user=reader_of(request), model=Register, day=request.day
    )
    return list(rows.values_list("code", "name"))


@once
def _lead_units(request: HttpRequest) -> list[tuple[str, str]]:
    kinds = [Organisation.Kind.DEPARTMENT, Organisation.Kind.STREET]
    return [(str(unit.pk), str(unit)) for unit in Organisation.objects.filter(kind__in=kinds)]


def shown_terms(request: HttpRequest) -> Q:
    """The terms of leaders and teams the reader may see."""
    return visible_to(user=reader_of(request), model=TeamTerm, day=request.day)


@once
def _leaders(request: HttpRequest) -> list[tuple[str, str]]:
    people = leaders_on(day=request.day, shown=shown_terms(request))
    return [(str(key), name) for key, name in people.values_list("pk", "name")]


def _by_leader(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    terms = TeamTerm.objects.filter(in_force(request.day), shown_terms(request), role=TeamTerm.Role.LEADER)
    led = terms.filter(person__in=[int(key) for key in chosen if key.isdecimal()])
    return rows.filter(pk__in=led.values("project"))


def _by_findings(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    gaps, conflicts = Q(standing__gap_count__gt=0), Q(standing__conflict_count__gt=0)
    held = {"any": gaps | conflicts, "gaps": gaps, "conflicts": conflicts, "none": ~(gaps | conflicts)}
    return rows.filter(held[chosen[0]])


def _column(column: str) -> Callable[[QuerySet, Sequence[str], HttpRequest], QuerySet]:
    def apply(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
        return rows.filter(**{f"{column}__in": list(chosen)})

    return apply


def _by_owner(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(owner_party__name__icontains=chosen[0])


def _by_lead_unit(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(lead_unit__in=[int(key) for key in chosen if key.isdecimal()])


def _fixed(options: Sequence[tuple[str, object]]) -> Options:
    return lambda request: [(key, str(title)) for key, title in options]


_FINDINGS = _fixed(
    [
        ("any", gettext_lazy("有缺口或冲突")),
        ("gaps", gettext_lazy("有缺口")),
        ("conflicts", gettext_lazy("有冲突")),
        ("none", gettext_lazy("没有缺口和冲突")),
    ]
)
STREET = Filter(key="street", title=gettext_lazy("街道"), options=streets, apply=by_street, multiple=True)
KIND = Filter(
    key="kind",
    title=gettext_lazy("类别"),
    options=_fixed(Project.Kind.choices),
    apply=_column("kind"),
    multiple=True,
)
SECTOR = Filter(key="sector", title=gettext_lazy("板块"), options=_sectors, apply=_column("sector_code"), multiple=True)
STAGE = Filter(
    key="stage",
    title=gettext_lazy("阶段"),
    options=_fixed(Stage.choices),
    apply=_column("standing__stage"),
    multiple=True,
)
REGISTER = Filter(key="register", title=gettext_lazy("清单"), options=_registers, apply=by_register, multiple=True)
YEAR = Filter(key="year", title=gettext_lazy("计划开工年"), options=_years, apply=_by_year, multiple=True)
SIZE = Filter(
    key="size_band",
    title=gettext_lazy("投资规模"),
    options=_fixed([(key, row[0]) for key, row in SIZES.items()]),
    apply=_by_size,
    multiple=True,
)
LIGHT = Filter(
    key="light",
    title=gettext_lazy("亮灯"),
    options=_fixed(Light.choices),
    apply=_column("standing__light"),
    multiple=True,
)
PUBLIC_FILTERS = (STREET, KIND, SECTOR, STAGE, LIGHT, REGISTER, YEAR, SIZE)
STAFF_FILTERS = (
    *PUBLIC_FILTERS,
    Filter(key="leader", title=gettext_lazy("包联领导"), options=_leaders, apply=_by_leader, multiple=True),
    Filter(key="findings", title=gettext_lazy("数据核查"), options=_FINDINGS, apply=_by_findings),
    Filter(key="owner", title=gettext_lazy("建设单位"), options=None, apply=_by_owner, kind="text"),
    Filter(key="lead_unit", title=gettext_lazy("主抓单位"), options=_lead_units, apply=_by_lead_unit, multiple=True),
    Filter(
        key="status",
        title=gettext_lazy("状态"),
        options=_fixed(Project.StatusOverride.choices),
        apply=_column("status_override"),
        multiple=True,
    ),
)


def place_of(project: Project, *, names: dict[str, str]) -> str:
    """Where a project stands, in words: its address, led by street and community where it does not name them."""
    street, community = street_of(project.area_id, names=names), project.area.name
    parts = [part for part in (street, community) if part and part not in project.address]
    return " ".join([*dict.fromkeys(parts), *([project.address] if project.address else [])])


def street_of(code: str, *, names: dict[str, str]) -> str:
    """The street an area code lies in, by name."""
    return names.get(code[:STREET_DIGITS], "")
