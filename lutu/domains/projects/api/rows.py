"""Models as answers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from lutu.domains.projects.facts import REPORTED_TITLES
from lutu.domains.projects.models import Project, ProjectStanding
from lutu.domains.projects.stages import Node
from lutu.kernel.facts.models import Fact
from lutu.kernel.registers.models import Membership
from lutu.kernel.territory.queries import STREET_DIGITS


def brief(row: Project, *, names: Mapping[str, str]) -> dict[str, Any]:
    """A row of the list; `names` are the street names of the day."""
    standing = row.standing
    return {
        "code": row.code,
        "name": row.name,
        "kind": {"key": row.kind, "title": row.get_kind_display()},
        "sector": row.sector_code,
        "area": {"key": row.area_id, "title": row.area.name},
        "street": names.get(row.area_id[:STREET_DIGITS], ""),
        "stage": {
            "key": standing.stage,
            "title": standing.get_stage_display(),
            "since": standing.stage_since,
            "computed_for": standing.computed_for_day,
        },
        "light": {
            "key": standing.light,
            "title": standing.get_light_display(),
            "item": standing.get_light_item_display(),
            "arithmetic": standing.light_text,
            "computed_for": standing.computed_for_day,
        },
        "progress": progress(standing),
        "planned_investment": money(row.planned_investment_fen),
        "planned_start_date": row.planned_start_date,
        "actual_start_date": standing.actual_start_date,
        "completion_date": standing.completion_date,
        "lead_unit": row.lead_unit.name,
        "owner": row.owner_party.name,
    }


def full(
    row: Project, *, day: date, names: Mapping[str, str], nodes: Iterable[Node], lists: Iterable[Membership]
) -> dict[str, Any]:
    """All that is public about one project."""
    status = {"key": row.status_override, "title": row.get_status_override_display()} if row.status_override else None
    return {
        **brief(row, names=names),
        "as_of": day,
        "code_scheme": row.code_scheme,
        "former_codes": [alias.code for alias in row.aliases.all()],
        "address": row.address,
        "summary": row.summary,
        "planned_completion_date": row.planned_completion_date,
        "status": status,
        "longitude": row.longitude,
        "latitude": row.latitude,
        "is_position_indicative": row.is_indicative,
        "nodes": [node_row(node) for node in nodes],
        "registers": [
            {
                "code": item.register.code,
                "name": item.register.name,
                "document_number": item.document or item.register.document_number,
                "since": item.valid_from,
            }
            for item in lists
        ],
    }


def node_row(node: Node) -> dict[str, Any]:
    """A node of the timeline."""
    return {
        "key": node.kind,
        "title": node.title,
        "state": node.state,
        "date": node.date,
        "ended_date": node.ended_date,
        "number": node.number,
        "source": node.source,
    }


def fact_row(fact: Fact) -> dict[str, Any]:
    """A recorded fact, without who typed it."""
    newer = getattr(fact, "superseded_by", None)
    return {
        "id": fact.pk,
        "kind": {"key": fact.kind, "title": str(REPORTED_TITLES[fact.kind])},
        "value": fact.value,
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
        "number": fact.attributes.get("number", ""),
        "source": fact.source,
        "recorded_at": fact.recorded_at,
        "supersedes": fact.supersedes_id,
        "superseded_by": newer.pk if newer else None,
        "retracts": fact.retracts,
        "reason": fact.reason,
    }


def progress(standing: ProjectStanding) -> dict[str, int] | None:
    """How far a project should be and is; nothing without an approved plan."""
    if standing.plan_bp is None or standing.actual_bp is None:
        return None
    return {"planned_bp": standing.plan_bp, "actual_bp": standing.actual_bp}


def money(fen: int) -> dict[str, Any]:
    """An amount in fen with its unit."""
    return {"amount": fen, "unit": "fen"}
