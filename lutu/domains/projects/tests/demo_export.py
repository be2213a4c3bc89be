"""Loading the demo in tests, and what it wrote as text by natural keys: the same on every machine and database."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings

from lutu.domains.projects import demo
from lutu.domains.projects.models import (
    LightRuleSet,
    ParcelAllocation,
    PlanNode,
    PlanTemplate,
    PlanTemplateNode,
    PlanVersion,
    Project,
    ProjectStanding,
    TeamTerm,
)
from lutu.engines.replay import Event
from lutu.kernel.access import demo as access_demo
from lutu.kernel.access.models import Account, RoleGrant
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.facts.models import Fact
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.parties.models import Assignment, Organisation, Person
from lutu.kernel.registers.models import Membership, Register
from lutu.kernel.territory import demo as territory_demo
from lutu.kernel.territory.models import Area, AreaPlacement, Parcel, Population, ScopeMember

DEMO_DAY = date(2021, 11, 9)
ROWS = (
    (Area, "code name level kind longitude latitude is_indicative valid_from source"),
    (AreaPlacement, "area parent valid_from valid_to source"),
    (Population, "area basis as_of_date persons source"),
    (ScopeMember, "scope__code area valid_from valid_to"),
    (Organisation, "code name short_name kind area"),
    (Person, "code name"),
    (Assignment, "person__code post__code post__area valid_from valid_to document"),
    (RoleGrant, "role__code post__code area valid_from valid_to"),
    (Account, "username person__code email"),
    (Project, "code code_scheme name kind sector_code area address owner_party__code lead_unit__name summary "
     "planned_investment_fen planned_start_date planned_completion_date longitude latitude sensitivity"),
    (ProjectStanding, "project__code stage stage_since actual_start_date completion_date started_from started_to "
     "gap_count conflict_count plan_bp actual_bp light light_item light_text computed_for_day"),
    (TeamTerm, "project__code role person__code post__code unit__name valid_from valid_to document"),
    (LightRuleSet, "code version name source valid_from valid_to drafted_by_name signed_by_name signed_at"),
    (PlanTemplate, "code name kind source valid_from"),
    (PlanTemplateNode, "template__code code name anchor offset weight_bp owner evidence_kind fact_kind"),
    (PlanVersion, "project__code no frozen approved_by_name approved_at approved_date document template__code"),
    (PlanNode, "version__project__code version__no position code name planned_date weight_bp owner evidence_kind "
     "fact_kind done_date evidence closed_by_name closed_at"),
    (Parcel, "number area location use area_m2 contract_date contract_number price_fen longitude latitude source"),
    (ParcelAllocation, "project__code parcel__number area_m2 valid_from valid_to"),
    (Register, "code name document_number document_date valid_from valid_to replaced_by__code owner__name"),
)  # fmt: skip


def load_demo(*, size: str, also: Sequence[Event] = ()) -> dict[str, int | str]:
    """Load areas, cast and projects in their order, with what else happens; the summary of the projects."""
    said: list[str] = []
    territory_demo.load(size=size, day=DEMO_DAY, report=said.append)
    access_demo.load(size=size, day=DEMO_DAY, password="lutu-demo-2021", report=said.append)
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=territory_demo.LOADED_AT)
    summary = demo.load(size=size, day=DEMO_DAY, report=said.append, also=also)
    assert len(said) == 3
    return summary


def export() -> str:
    """One line a row, sorted within its kind, database keys replaced by codes."""
    return "\n".join(line for lines in (_plain(), _about_projects()) for line in lines)


def digest() -> str:
    """SHA-256 of the export."""
    return hashlib.sha256(export().encode()).hexdigest()


def _plain() -> Iterator[str]:
    for model, names in ROWS:
        rows = model.objects.values_list(*names.split())
        yield from sorted(f"{model._meta.label_lower}|" + "|".join(_text(value) for value in row) for row in rows)
    rows = Entry.objects.values_list("subject_kind", "seq", "at", "actor_kind", "actor_name", "action", "basis")
    yield from sorted("journal|" + "|".join(_text(value) for value in row) for row in rows)


def _about_projects() -> Iterator[str]:
    codes = dict(Project.objects.values_list("pk", "code"))
    facts = Fact.objects.values_list(
        "subject_id", "kind", "value_date", "valid_from", "valid_to", "source", "source_reference", "recorded_at",
        "recorded_by_name", "reason", "retracts", "attributes",
    )  # fmt: skip
    yield from sorted(f"fact|{codes[key]}|" + "|".join(_text(value) for value in row) for key, *row in facts)
    members = Membership.objects.values_list("subject_id", "register__code", "valid_from", "valid_to", "document")
    yield from sorted(f"member|{codes[key]}|" + "|".join(_text(value) for value in row) for key, *row in members)


def _text(value: object) -> str:
    """Instants as UTC, since databases give them back in different zones; dictionaries in the order of their keys."""
    if isinstance(value, dict):
        return str(sorted(value.items()))
    return value.strftime("%Y-%m-%dT%H:%M:%S") if hasattr(value, "hour") else str(value)
