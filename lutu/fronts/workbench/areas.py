"""区划: the area tree in force, with population by basis."""

from django.db.models import IntegerField, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.queries import visible
from lutu.kernel.access.registry import reads
from lutu.kernel.periods import in_force
from lutu.kernel.territory.models import Area, AreaPlacement, Population, Scope, ScopeMember
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response

LIST = ListSpec(
    key="areas",
    title=_("区划"),
    columns=(
        Column(key="code", title=_("区划代码"), value=lambda row: row.code, show="code", order_by=("code",)),
        Column(key="name", title=_("名称"), value=lambda row: row.name, order_by=("name",)),
        Column(key="level", title=_("层级"), value=lambda row: row.get_level_display(), order_by=("level",)),
        Column(key="kind", title=_("类别"), value=lambda row: row.get_kind_display(), order_by=("kind",)),
        Column(key="parent", title=_("上级"), value=lambda row: row.parent_name, order_by=("parent_name",)),
        Column(
            key="resident", title=_("常住人口"), value=lambda row: row.resident, show="number", order_by=("resident",)
        ),
        Column(
            key="registered",
            title=_("户籍人口"),
            value=lambda row: row.registered,
            show="number",
            order_by=("registered",),
        ),
        Column(key="source", title=_("来源"), value=lambda row: row.source, shown=False),
    ),
    filters=(
        Filter(
            key="level",
            title=_("层级"),
            options=lambda request: Area.Level.choices,
            apply=lambda rows, chosen, request: rows.filter(level__in=chosen),
            multiple=True,
        ),
        Filter(
            key="scope",
            title=_("统计范围"),
            options=lambda request: _scopes(),
            apply=lambda rows, chosen, request: rows.filter(
                pk__in=ScopeMember.objects.filter(in_force(request.day), scope__code__in=chosen).values("area")
            ),
        ),
    ),
    order=("code",),
    search=lambda rows, text: rows.filter(Q(name__icontains=text) | Q(code__startswith=text)),
    empty_title=_("还没有区划"),
    empty_help=_("区划由系统管理员载入。"),
    row_url=None,
)


def _scopes() -> list[tuple[str, str]]:
    return list(Scope.objects.order_by("code").values_list("code", "name"))


def _latest(basis: str, request: HttpRequest) -> Subquery:
    rows = Population.objects.filter(area=OuterRef("pk"), basis=basis, as_of_date__lte=request.day)
    return Subquery(rows.order_by("-as_of_date").values("persons")[:1], output_field=IntegerField())


@reads(Area, "list")
@staff_page("territory.area.read")
def area_list(request: HttpRequest) -> HttpResponse:
    """Areas in force on the day, each with where it stands and its latest population."""
    placed = AreaPlacement.objects.filter(in_force(request.day), area=OuterRef("pk"))
    rows = (
        visible(user=request.user, model=Area, day=request.day)
        .filter(in_force(request.day))
        .annotate(
            parent_name=Subquery(placed.values("parent__name")[:1]),
            resident=_latest(Population.Basis.RESIDENT, request),
            registered=_latest(Population.Basis.REGISTERED, request),
        )
    )
    return list_response(request, spec=LIST, rows=rows)
