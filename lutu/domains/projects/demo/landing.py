"""Writing the demo's parcels and allocations through the actions (示例供地): a backlog, then the weekly feed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from lutu.domains.projects.actions import allocate_parcel
from lutu.domains.projects.demo.days import feed_day, office_instant
from lutu.domains.projects.demo.land import AllocationPlan, ParcelPlan
from lutu.domains.projects.demo.plans import DistrictPlan
from lutu.domains.projects.models import Project
from lutu.engines.replay import Event
from lutu.kernel.journal.actions import Actor
from lutu.kernel.territory.actions import register_parcels
from lutu.kernel.territory.demo import INVENTED, point_beside, point_of
from lutu.kernel.territory.models import Area, Parcel

FEED = Actor("import", "land", "区自然资源局供地数据")
# What was contracted before the house began came in as one backlog.
BACKLOG_DATE, BEGINS_DATE = date(2021, 1, 13), date(2021, 1, 11)


def landings(plan: DistrictPlan, known: Mapping[str, Project]) -> Iterator[Event]:
    """One event a feed day: its parcels, and the shares of projects in them."""
    parcels: dict[date, list[ParcelPlan]] = defaultdict(list)
    for parcel in plan.parcels:
        parcels[received_on(parcel.contract_date)].append(parcel)
    shares: dict[str, list[AllocationPlan]] = defaultdict(list)
    for item in plan.allocations:
        shares[item.parcel].append(item)
    for day, arrived in sorted(parcels.items()):
        yield Event(office_instant(day, 9), partial(_receive, arrived, shares, plan, known))


def received_on(contract_date: date) -> date:
    """When the house learns of a contract."""
    return BACKLOG_DATE if contract_date < BEGINS_DATE else feed_day(contract_date)


def _receive(
    plans: list[ParcelPlan], shares: Mapping[str, list[AllocationPlan]], plan: DistrictPlan,
    known: Mapping[str, Project], at: datetime,
) -> None:  # fmt: skip
    areas = Area.objects.in_bulk()
    rows = [_row(item, shares.get(item.number, []), plan, areas) for item in plans]
    stored = {row.number: row for row in register_parcels(parcels=rows, actor=FEED, at=at)}
    for item in plans:
        for share in shares.get(item.number, ()):
            allocate_parcel(
                project=known[share.project], parcel=stored[item.number], area_m2=share.area_m2, day=share.from_date,
                actor=FEED, at=at,
            )  # fmt: skip


def _row(item: ParcelPlan, shares: list[AllocationPlan], plan: DistrictPlan, areas: Mapping[str, Area]) -> Parcel:
    """A parcel lies where its project lies; one without a project anywhere in its street."""
    street = areas[item.street.ljust(12, "0")]
    area = areas[plan.projects[shares[0].project].community] if shares else street
    longitude, latitude = point_beside(f"{item.street}|{item.number}", point_of(area.code))
    return Parcel(
        number=item.number, area=area, location=f"{street.name}{area.name if area != street else ''}", use=item.use,
        area_m2=item.area_m2, contract_date=item.contract_date, contract_number=item.contract_number,
        price_fen=item.price_fen, longitude=longitude, latitude=latitude, is_indicative=True, source=INVENTED,
    )  # fmt: skip
