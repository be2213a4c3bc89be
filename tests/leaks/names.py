"""A row that shows names the rows it hangs together with: on a project stand its builder and its land.

The fields are what the name consists of; everything else of the named row stays hidden. The numbers of a named row
may be told too: a bulletin is made of the numbers of figures.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.apps import apps

from lutu.domains.reform.queries import bulletin_rules
from lutu.kernel.casework.models import Absence, Delegation
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.indicators.models import Correction, IndicatorFact
from lutu.kernel.indicators.periods import previous
from lutu.kernel.parties.models import Assignment, Post
from tests.leaks.rules import PROJECTS, Row

DEFINITION = {"counting_rule", "basis_text"}
NAMES = {
    "parties.organisation": {"name", "short_name"},
    "parties.person": {"code", "name"},
    "parties.post": {"name"},
    "registers.register": {"name", "code", "document_number"},
    "notices.publicnotice": {"title"},
    "notices.publicnoticeline": {"text"},
    "notices.objection": {"answer"},
    "territory.parcel": {"number", "location"},
    "projects.project": {"code", "name"},
    "projects.projectphase": {"name"},
    "indicators.indicator": {"code", "name", "statement_template"},
    "indicators.indicatorversion": DEFINITION,
    "indicators.indicatorfact": {"owner_name"},
    "indicators.publication": {"title", "edited_by_name", "signed_by_name"},
    "indicators.correction": {"reason"},
    "documents.storedfile": {"content"},
}


def _post(key: int | None) -> list[Row]:
    """A post is called by its name and its unit's."""
    if key is None:
        return []
    return [("parties.post", key), ("parties.organisation", Post.objects.get(pk=key).organisation_id)]


def _on_duty(post: int | None) -> list[Row]:
    """Who handles what a post owns: its holders, and whoever stands in for them."""
    holders = set(Assignment.objects.filter(post=post).values_list("person_id", flat=True))
    deputies = set(Absence.objects.filter(person__in=holders).values_list("deputy_id", flat=True))
    receivers = set(Delegation.objects.filter(giver__in=holders).values_list("receiver_id", flat=True))
    return _people(holders | deputies | receivers)


def _people(keys: Iterable[int | None]) -> list[Row]:
    return [("parties.person", key) for key in keys if key is not None]


def _figure(fact: Any) -> list[Row]:
    """A figure prints its definition."""
    version = fact.version
    return [("indicators.indicatorversion", version.pk), ("indicators.indicator", version.indicator_id)]


def _bulletin(row: Any) -> list[Row]:
    """A bulletin prints its figures, how the ranked one has changed, its corrections, and is a file itself."""
    publication = row.publication
    start, ranked = previous(publication.period).start, bulletin_rules().ranked
    before = IndicatorFact.objects.filter(version__indicator__code=ranked, period_start=start, dimension="")
    facts = [*publication.facts.all(), *before]
    corrections = Correction.objects.filter(fact_old__entries__publication=publication)
    kind = row._meta.label_lower
    files = StoredFile.objects.filter(subject_kind=kind, subject_id=row.pk)
    return [
        ("indicators.publication", publication.pk),
        *(("indicators.indicatorfact", fact.pk) for fact in facts),
        *(named for fact in facts for named in _figure(fact)),
        *(("indicators.correction", item.pk) for item in corrections),
        *(("indicators.indicatorfact", item.fact_new_id) for item in corrections),
        *(("documents.storedfile", file.pk) for file in files),
    ]


# Rows of these models name others at work only, to holders of the permission.
AT_WORK = {"projects.plannode": PROJECTS}
NAMED_BY: dict[str, Callable[[Any], list[Row]]] = {
    "projects.project": lambda row: [("parties.organisation", row.owner_party_id)],
    "projects.parcelallocation": lambda row: [("territory.parcel", row.parcel_id)],
    "projects.plannode": lambda row: [*_post(row.owner_post_id), *_on_duty(row.owner_post_id)],
    "projects.teamterm": lambda row: [
        *_post(row.post_id), *_people([row.person_id]), ("parties.organisation", row.unit_id)
    ],
    "notices.notice": lambda row: [("parties.person", row.person_id)],
    "notices.publicnoticeline": lambda row: [
        ("parties.organisation", row.organisation_id),
        *[("notices.objection", item.pk) for item in row.objections.all() if item.answer_is_public],
    ],
    "notices.objection": lambda row: [
        ("notices.publicnoticeline", row.line_id),
        ("notices.publicnotice", row.line.notice_id),
    ],
    "casework.case": lambda row: [
        *_post(row.owner_post_id), *_on_duty(row.owner_post_id), *_people([row.raiser_id])
    ],
    "casework.extension": lambda row: _people([row.asked_by_id, row.decided_by_id]),
    "casework.meeting": lambda row: _people([row.chair_id]),
    "casework.decision": lambda row: _post(row.owner_post_id),
    "casework.delegation": lambda row: [*_people([row.giver_id, row.receiver_id]), *_post(row.post_id)],
    "casework.absence": lambda row: _people([row.person_id, row.deputy_id]),
    "indicators.indicator": lambda row: _post(row.owner_post_id),
    "indicators.indicatorfact": _figure,
    "indicators.correction": lambda row: [
        ("indicators.indicatorfact", row.fact_old_id), ("indicators.indicatorfact", row.fact_new_id)
    ],
    "indicators.unitobjection": lambda row: [
        ("parties.organisation", row.unit_id), ("indicators.indicatorfact", row.fact_id)
    ],
    "indicators.finding": lambda row: [*_post(row.owner_post_id), ("indicators.indicator", row.indicator_id)],
    "indicators.waiver": lambda row: _people([row.approver_id]),
    "reform.quarterlybulletin": _bulletin,
    "parties.post": lambda row: [("parties.organisation", row.organisation_id)],
    "parties.assignment": lambda row: [("parties.person", row.person_id)],
}  # fmt: skip


@cache
def rows_named() -> list[tuple[Row, list[Row]]]:
    """(row, the rows it names) of every row that names others; the same for all personas, so looked up once."""
    return [
        ((label, row.pk), named)
        for label, related in NAMED_BY.items()
        for row in apps.get_model(label)._default_manager.all()
        if (named := [one for one in related(row) if one[1] is not None])
    ]
