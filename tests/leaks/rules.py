"""What the district expects of every model, restated in plain Python and without the predicate it judges.

A guarded model without a rule fails the test, so that nobody adds one without saying what is expected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lutu.kernel.indicators.models import PublicationFact
from lutu.kernel.intake.kinds import import_kinds
from tests.cast import DAY

if TYPE_CHECKING:
    from tests.leaks.oracle import Oracle

Row = tuple[str, object]
FIGURES, FILES, PROJECTS = "indicators.indicator.read", "documents.file.read", "projects.project.read"
CASE = "casework.case"


@dataclass(frozen=True)
class Rule:
    """What is expected of a model. `under` names the rows that must show first.

    `open_to_all` is asked of the row alone, `concerns` of the row and whoever asks; `also` must hold besides.
    """

    permission: str = ""
    area: Callable[[Any], str] | None = None
    level: Callable[[Any], str] | None = None
    open_to_all: Callable[[Any], bool] | None = None
    under: Callable[[Any], list[Row]] | None = None
    concerns: Callable[[Any, "Oracle"], bool] | None = None
    also: Callable[[Any, "Oracle"], bool] | None = None


def _own(row: Any, oracle: "Oracle") -> bool:
    return oracle.account is not None and row.actor_id == str(oracle.account.pk)


def _loadable(row: Any, oracle: "Oracle") -> bool:
    """Whoever may load a kind of file sees what others loaded of that kind."""
    return _own(row, oracle) or any(kind.code == row.kind and oracle.may(kind.permission) for kind in import_kinds())


def _addressee(row: Any, oracle: "Oracle") -> bool:
    return row.channel == "inbox" and row.state == "sent" and oracle.is_person(row.person_id)


def _shown(notice: Any) -> bool:
    """Public, from the day on which the window opens."""
    return notice.is_public and notice.opens_at.date() <= DAY


def _works_for(oracle: "Oracle", unit: int | None) -> bool:
    return unit is not None and unit in oracle.units


def _concerned(row: Any, oracle: "Oracle") -> bool:
    return any(_works_for(oracle, line.organisation_id) for line in row.lines.all())


def _objector(row: Any, oracle: "Oracle") -> bool:
    return oracle.is_person(row.person_id) or _works_for(oracle, row.organisation_id)


def _file_shows(row: Any, oracle: "Oracle") -> bool:
    """With its subject, to whoever may read files; the files of a case to everybody who sees the case."""
    by_need = row.subject_kind == CASE and oracle.account is not None
    return (by_need or oracle.may(FILES)) and oracle.sees((row.subject_kind, row.subject_id))


def _handles(row: Any, oracle: "Oracle") -> bool:
    """Owned by a post the person acts in, or raised by the person or somebody the person stands in for."""
    if oracle.person is None:
        return False
    if row.owner_post_id in oracle.posts or row.raiser_id == oracle.person:
        return True
    return any(
        row.raiser_id == giver or (row.owner_post_id in posts and (not flows or row.flow in flows))
        for giver, posts, flows in oracle.lent
    )


def _of_case(row: Any) -> list[Row]:
    return [(CASE, row.case_id)]


def _of_project(row: Any) -> list[Row]:
    return [("projects.project", row.project_id)]


def _settled(row: Any, oracle: "Oracle") -> bool:
    """A plan that is approved; a draft only for those who read projects or make plans at work."""
    return row.frozen or oracle.may(PROJECTS) or oracle.may("projects.plan.write")


@cache
def _entries() -> list[PublicationFact]:
    """What was published, looked up once."""
    rows = PublicationFact.objects.select_related("publication", "fact__version")
    return [entry for entry in rows if entry.publication.published_at is not None]


def _published(fact: Any) -> bool:
    return any(entry.fact_id == fact.pk and not entry.is_suppressed for entry in _entries())


def _counts_in_public(indicator: Any) -> bool:
    """What a published figure counts is public with it, whatever the level of its rows."""
    held = {entry.fact.version.indicator_id for entry in _entries()}
    return indicator.sensitivity == "public" or indicator.pk in held


def _rows_are_public(row: Any) -> bool:
    """A published figure of the whole district about what is public, and not about persons."""
    fact = row.fact
    version = fact.version
    is_public = version.indicator.sensitivity == "public" and not version.small_number_k
    return is_public and fact.root_id is None and _published(fact)


def _subject_shows(row: Any, oracle: "Oracle") -> bool:
    return oracle.sees((row.subject_kind, row.subject_id))


RULES = {
    "projects.project": Rule(
        PROJECTS, lambda row: row.area_id, lambda row: row.sensitivity,
        open_to_all=lambda row: row.sensitivity == "public",
    ),
    "projects.earlierstart": Rule(under=_of_project),
    "projects.lightwaiver": Rule(under=_of_project),
    "projects.parcelallocation": Rule(under=_of_project),
    "projects.planversion": Rule(under=_of_project, also=_settled),
    "projects.plannode": Rule(under=lambda row: [("projects.planversion", row.version_id)]),
    "projects.projectcodealias": Rule(under=_of_project),
    "projects.projectphase": Rule(under=_of_project),
    "projects.projectstanding": Rule(under=_of_project),
    "projects.teamterm": Rule(PROJECTS, lambda row: row.project.area_id, lambda row: row.project.sensitivity),
    "projects.plantemplate": Rule(PROJECTS),
    "projects.plantemplatenode": Rule(under=lambda row: [("projects.plantemplate", row.template_id)]),
    "projects.lightruleset": Rule(open_to_all=lambda row: True),
    "territory.area": Rule(open_to_all=lambda row: True),
    "territory.parcel": Rule("territory.area.read", lambda row: row.area_id),
    "parties.organisation": Rule("parties.party.read"),
    "parties.person": Rule("parties.party.read"),
    "parties.post": Rule("parties.party.read", lambda row: row.area_id),
    "parties.assignment": Rule(under=lambda row: [("parties.post", row.post_id)]),
    "registers.register": Rule("registers.register.read", open_to_all=lambda row: row.is_public),
    "registers.membership": Rule(
        under=lambda row: [("registers.register", row.register_id), (row.subject_kind, row.subject_id)]
    ),
    "rules.parameter": Rule("rules.parameter.read"),
    "calendars.calendaryear": Rule("calendars.calendar.read"),
    "documents.storedfile": Rule(concerns=_file_shows),
    "notices.notice": Rule("notices.notice.read", level=lambda row: row.sensitivity, concerns=_addressee),
    "notices.publicnotice": Rule(
        "notices.public.read", lambda row: row.area_id, open_to_all=_shown, concerns=_concerned
    ),
    "notices.publicnoticeline": Rule(
        "notices.public.read", lambda row: row.notice.area_id,
        open_to_all=lambda row: _shown(row.notice) and row.notice.state == "open",
        concerns=lambda row, oracle: _works_for(oracle, row.organisation_id),
    ),
    "notices.objection": Rule("notices.public.read", lambda row: row.line.notice.area_id, concerns=_objector),
    CASE: Rule("casework.case.read", lambda row: row.area_id, lambda row: row.sensitivity, concerns=_handles),
    "casework.caseinterval": Rule(under=_of_case),
    "casework.consent": Rule(under=_of_case),
    "casework.extension": Rule(under=_of_case),
    "casework.firedmove": Rule(under=_of_case),
    "casework.referral": Rule(under=lambda row: [(CASE, row.source_id)]),
    "casework.meeting": Rule("casework.meeting.read", lambda row: row.area_id, lambda row: row.sensitivity),
    "casework.decision": Rule(under=lambda row: [("casework.meeting", row.meeting_id)]),
    "casework.delegation": Rule(
        "casework.handover.write",
        concerns=lambda row, oracle: oracle.is_person(row.giver_id) or oracle.is_person(row.receiver_id),
    ),
    "casework.absence": Rule(
        "casework.handover.write",
        concerns=lambda row, oracle: oracle.is_person(row.person_id) or oracle.is_person(row.deputy_id),
    ),
    "indicators.indicator": Rule(FIGURES, level=lambda row: row.sensitivity, open_to_all=_counts_in_public),
    "indicators.indicatorversion": Rule(under=lambda row: [("indicators.indicator", row.indicator_id)]),
    "indicators.indicatortarget": Rule(under=lambda row: [("indicators.indicator", row.indicator_id)]),
    "indicators.indicatorfact": Rule(
        FIGURES, lambda row: row.area_id, lambda row: row.version.indicator.sensitivity, open_to_all=_published
    ),
    "indicators.indicatorfactrecord": Rule(
        FIGURES, lambda row: row.area_code, lambda row: row.fact.version.indicator.sensitivity,
        open_to_all=_rows_are_public, also=_subject_shows,
    ),
    "indicators.periodclosing": Rule(FIGURES),
    "indicators.publication": Rule(FIGURES, open_to_all=lambda row: row.published_at is not None),
    "indicators.publicationfact": Rule(under=lambda row: [("indicators.indicatorfact", row.fact_id)]),
    "indicators.openfile": Rule(under=lambda row: [("indicators.publication", row.publication_id)]),
    "indicators.correction": Rule(under=lambda row: [("indicators.indicatorfact", row.fact_old_id)]),
    "indicators.unitobjection": Rule(FIGURES, lambda row: row.fact.area_id),
    "indicators.finding": Rule(FIGURES, lambda row: row.area_id, lambda row: row.sensitivity),
    "indicators.waiver": Rule(under=lambda row: [("indicators.finding", row.finding_id)]),
    "reform.quarterlybulletin": Rule(
        "reform.bulletin.read", open_to_all=lambda row: row.publication.published_at is not None
    ),
    "intake.importbatch": Rule("intake.batch.read", concerns=_loadable),
    "intake.importline": Rule(under=lambda row: [("intake.importbatch", row.batch_id)]),
    "jobs.job": Rule("jobs.health.read", concerns=_own),
}  # fmt: skip
