"""A small site for the tests of the frame: two list pages over parcels, a guarded page, and pages that fail."""

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from lutu.kernel.access.models import Account
from lutu.kernel.territory.models import Area, Parcel
from lutu.web.guards import staff_page
from lutu.web.lists import BulkAction, Column, Filter, ListSpec, list_response

READ = "parties.party.read"
USES = (("工业用地", "工业用地"), ("住宅用地", "住宅用地"))


def _streets(request):
    return [(area.code[:9], area.name) for area in Area.objects.filter(level=Area.Level.STREET)]


SPEC = ListSpec(
    key="test-parcels",
    title="地块",
    columns=(
        Column("number", "地块编号", lambda row: row.number, show="code", order_by=("number",)),
        Column("area", "社区", lambda row: row.area.name, order_by=("area_id",)),
        Column("use", "用途", lambda row: (row.use, "blue"), show="badge", order_by=("use",)),
        Column("size", "面积", lambda row: row.area_m2, show="mu", order_by=("area_m2",)),
        Column("price", "成交价", lambda row: row.price_fen, show="money", order_by=("price_fen",)),
        Column("day", "合同日期", lambda row: row.contract_date, show="date", order_by=("contract_date",)),
        Column("location", "坐落", lambda row: row.location),
        Column("contract", "合同编号", lambda row: row.contract_number, shown=False),
    ),
    filters=(
        Filter("street", "街道", _streets, lambda rows, codes, request: rows.filter(area__code__startswith=codes[0])),
        Filter(
            "use", "用途", lambda request: USES, lambda rows, uses, request: rows.filter(use__in=uses), multiple=True
        ),
        Filter(
            "since", "合同日期自", None, lambda rows, days, request: rows.filter(contract_date__gte=days[0]), "date"
        ),
    ),
    order=("use",),
    search=lambda rows, text: rows.filter(number__icontains=text),
    empty_title="没有地块",
    empty_help="请先导入。",
    row_url=lambda row: f"/workbench/parcels/{row.pk}/",
    bulk=(BulkAction("入列", "boom", permission=READ),),
)


class ParcelForm(forms.Form):
    """Two fields, for the form page."""

    number = forms.CharField(label="地块编号", help_text="合同上的编号")
    note = forms.CharField(label="说明", required=False)


@staff_page()
def parcels(request: HttpRequest) -> HttpResponse:
    return list_response(request, spec=SPEC, rows=Parcel.objects.select_related("area"))


def public_parcels(request: HttpRequest) -> HttpResponse:
    rows = Parcel.objects.select_related("area")
    return list_response(request, spec=SPEC, rows=rows, template="web/list_portal.html")


@staff_page(READ)
def guarded(request: HttpRequest) -> HttpResponse:
    return render(request, "web/workbench.html", {"trail": [("一页", "")]})


def form(request: HttpRequest) -> HttpResponse:
    given = ParcelForm(request.POST or None)
    return render(
        request, "web/form.html", {"form": given, "title": "登记地块"}, status=200 if given.is_valid() else 422
    )


def plain(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("ok")


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("boom")


def bad(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def make_parcels(areas: list[Area], *, count: int) -> None:
    """Parcels in turn over the given areas, every second one without a price."""
    Parcel.objects.bulk_create(
        [
            Parcel(
                number=f"测-{number:05}", area=areas[number % len(areas)], location="示例路", use=USES[number % 2][0],
                area_m2=1000 + number, price_fen=number * 10_000_000 if number % 2 else None, source="测试",
            )
            for number in range(count)
        ]
    )  # fmt: skip


def sign_in(client, account: Account):
    client.force_login(account)
    return client


portal = [path(name and f"{name}/", plain, name=name or "home") for name in ("", "search", "help", "accessibility")]
# What the frame of the workbench links to.
WORKBENCH = [
    path("", plain, name="home"),
    path("search/", plain, name="search"),
    path("messages/", plain, name="inbox"),
]
urlpatterns = [
    path("", include(([*portal, path("sitemap/", plain, name="sitemap")], "portal"))),
    path("", include("lutu.web.urls")),
    path("workbench/", include((WORKBENCH, "workbench"))),
    path("workbench/parcels/", parcels, name="parcels"),
    path("parcels/", public_parcels, name="public_parcels"),
    path("workbench/guarded/", guarded, name="guarded"),
    path("form/", form, name="form"),
    path("boom/", boom, name="boom"),
    path("bad/", bad, name="bad"),
    path("accounts/", include("lutu.web.account_urls")),
]
