"""The land ledger (土地供应台账), and parcels without a project (the mission, S2.10, S2.11)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lutu.domains.projects.models import ParcelAllocation
from lutu.domains.projects.queries import land_ledger
from lutu.domains.projects.views.filters import STREET, once, street_of, streets
from lutu.domains.projects.views.permissions import LAND_WRITE, READ
from lutu.domains.projects.views.summary import shown_rows
from lutu.kernel.access.queries import can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.territory.models import Parcel
from lutu.kernel.territory.queries import street_names
from lutu.web.guards import staff_page
from lutu.web.lists import Column, Filter, ListSpec, list_response
from lutu.web.lists.state import read_state


def _from(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(contract_date__gte=date.fromisoformat(chosen[0]))


def _until(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(contract_date__lte=date.fromisoformat(chosen[0]))


def _by_use(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    return rows.filter(use__in=chosen)


@once
def _uses(request: HttpRequest) -> list[tuple[str, str]]:
    rows = visible(user=request.user, model=Parcel, day=request.day).order_by("use").values_list("use", flat=True)
    return [(use, use) for use in rows.distinct()]


def _by_allocation(rows: QuerySet, chosen: Sequence[str], request: HttpRequest) -> QuerySet:
    if "none" in chosen:
        return rows.filter(allocated_m2=0)
    part = rows.filter(allocated_m2__gt=0)
    return (
        part.filter(allocated_m2__lt=F("area_m2")) if "part" in chosen else part.filter(allocated_m2__gte=F("area_m2"))
    )


def ledger_spec(request: HttpRequest) -> ListSpec:
    """The ledger: each parcel with its use, size, contract, price and what of it is taken."""
    names = dict(streets(request))
    return ListSpec(
        key="land",
        title=gettext_lazy("土地供应台账"),
        columns=(
            Column("number", gettext_lazy("地块编号"), lambda row: row.number, "code", order_by=("number",)),
            Column(
                "street",
                gettext_lazy("街道"),
                lambda row: street_of(row.area_id, names=names),
                order_by=("area",),
                shown=False,
            ),
            Column("location", gettext_lazy("坐落"), lambda row: row.location),
            Column("use", gettext_lazy("用途"), lambda row: row.use, order_by=("use",)),
            Column("area", gettext_lazy("面积"), lambda row: row.area_m2, "mu", order_by=("area_m2",)),
            Column(
                "contract_date",
                gettext_lazy("合同日期"),
                lambda row: row.contract_date,
                show="date",
                order_by=("contract_date",),
            ),
            Column("contract", gettext_lazy("合同编号"), lambda row: row.contract_number, show="code", shown=False),
            Column("price", gettext_lazy("成交价"), lambda row: row.price_fen, "money", order_by=("price_fen",)),
            Column("taken", gettext_lazy("已落位"), lambda row: row.allocated_m2, "mu", order_by=("allocated_m2",)),
            Column("free", gettext_lazy("可落位"), free_m2, show="mu"),
            Column("source", gettext_lazy("来源"), lambda row: row.source, shown=False),
        ),
        filters=(
            Filter("from", gettext_lazy("合同日期起"), None, _from, kind="date"),
            Filter("until", gettext_lazy("合同日期止"), None, _until, kind="date"),
            STREET,
            Filter("use", gettext_lazy("用途"), _uses, _by_use, multiple=True),
            Filter(
                "allocation",
                gettext_lazy("落位"),
                lambda request: [("none", _("未落位")), ("part", _("部分落位")), ("full", _("已落位"))],
                _by_allocation,
            ),
        ),
        order=("-contract_date", "number"),
        search=lambda rows, text: rows.filter(Q(number__icontains=text) | Q(location__icontains=text)),
        search_title=gettext_lazy("地块编号或坐落"),
        empty_title=gettext_lazy("还没有地块"),
        empty_help=gettext_lazy("地块在“导入”中成批登记。"),
        row_url=parcel_url,
    )


@reads(Parcel, "list")
@reads(Parcel, "aggregate")
@reads(Parcel, "export")
@require_safe
@staff_page(READ)
def land(request: HttpRequest) -> HttpResponseBase:
    """The ledger with the sum of what is shown."""
    spec = ledger_spec(request)
    rows = land_ledger(user=request.user, day=request.day)
    state = read_state(request=request, spec=spec)
    found = shown_rows(request=request, spec=spec, rows=rows)
    figures = found.order_by().aggregate(
        count=Count("pk"), area_m2=Sum("area_m2"), taken_m2=Sum("allocated_m2"), price=Sum("price_fen")
    )
    context = {
        "figures": {key: value or Decimal(0) for key, value in figures.items()},
        "unallocated_count": _unallocated(request, spec, rows).count(),
        "tabs": {"all": state.query(allocation=None), "none": state.query(allocation="none")},
        "is_unallocated": request.GET.getlist("allocation") == ["none"],
    }
    return list_response(
        request, spec=spec, rows=rows, template="projects/land.html", context=context, count=figures["count"]
    )


def _unallocated(request: HttpRequest, spec: ListSpec, rows: QuerySet) -> QuerySet:
    """What the tab 未落位地块 would show under the other conditions."""
    other = replace(spec, filters=[item for item in spec.filters if item.key != "allocation"])
    return shown_rows(request=request, spec=other, rows=rows).filter(allocated_m2=0)


@reads(Parcel, "detail")
@require_safe
@staff_page(READ)
def parcel_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One parcel: its contract, the projects on it now and before, and what is still free."""
    parcel = visible_parcel(request, pk)
    allocations = list(
        visible(user=request.user, model=ParcelAllocation, day=request.day)
        .filter(parcel=parcel)
        .select_related("project", "phase")
        .order_by("-valid_from", "pk")
    )
    context = {
        "parcel": parcel,
        "free_m2": free_m2(parcel),
        "street": street_of(parcel.area_id, names=street_names(day=request.day)),
        "allocations": [row for row in allocations if row.valid_to is None or row.valid_to > request.day],
        "past_allocations": [row for row in allocations if row.valid_to is not None and row.valid_to <= request.day],
        "may_allocate": can(user=request.user, permission=LAND_WRITE, day=request.day),
        "trail": [(_("土地供应台账"), reverse("projects:land")), (parcel.number, "")],
    }
    return render(request, "projects/parcel_record.html", context)


def visible_parcel(request: HttpRequest, pk: int) -> Parcel:
    """A parcel the account may see with what of it is taken, or 404."""
    return get_object_or_404(land_ledger(user=request.user, day=request.day), pk=pk)


def free_m2(parcel: Parcel) -> Decimal:
    """What a parcel of the ledger has left, in m²."""
    return max(parcel.area_m2 - parcel.allocated_m2, Decimal(0))  # type: ignore[attr-defined]


def parcel_url(parcel: Parcel) -> str:
    """The record of a parcel."""
    return reverse("projects:parcel", args=[parcel.pk])
