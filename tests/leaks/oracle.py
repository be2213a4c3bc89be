"""Who may see what, found by looking at every row. Written without the predicate it judges.

A rule here restates, in plain Python, what the district expects of a model. A guarded model without a rule fails the
test, so that nobody adds one without saying what is expected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from lutu.kernel.access.models import Account, RoleGrant
from lutu.kernel.intake.kinds import import_kinds
from lutu.kernel.journal.models import Entry
from lutu.kernel.parties.models import Assignment
from lutu.kernel.territory.models import AreaPlacement

Row = tuple[str, object]
ABOVE = {"public": 0, "internal": 1, "restricted": 2}
AUDIT = "journal.audit.read"


@dataclass(frozen=True)
class Right:
    """A permission in an area up to a level."""

    permissions: frozenset[str]
    area: str
    is_district: bool
    clearance: str


@dataclass(frozen=True)
class Rule:
    """What is expected of a model. `under` names the rows that must show first.

    `open_to_all` is asked of the row alone, `concerns` of the row and whoever asks.
    """

    permission: str = ""
    area: Callable[[Any], str] | None = None
    level: Callable[[Any], str] | None = None
    open_to_all: Callable[[Any], bool] | None = None
    under: Callable[[Any], list[Row]] | None = None
    concerns: Callable[[Any, "Oracle"], bool] | None = None


def _own(row: Any, oracle: "Oracle") -> bool:
    return oracle.account is not None and row.actor_id == str(oracle.account.pk)


def _loadable(row: Any, oracle: "Oracle") -> bool:
    """Whoever may load a kind of file sees what others loaded of that kind."""
    return _own(row, oracle) or any(kind.code == row.kind and oracle.may(kind.permission) for kind in import_kinds())


def _project(row: Any) -> list[Row]:
    return [("projects.project", row.project_id)]


RULES = {
    "projects.project": Rule(
        "projects.project.read", lambda row: row.area_id, lambda row: row.sensitivity,
        open_to_all=lambda row: row.sensitivity == "public",
    ),
    "projects.parcelallocation": Rule(under=_project),
    "projects.projectcodealias": Rule(under=_project),
    "projects.projectphase": Rule(under=_project),
    "projects.projectstanding": Rule(under=_project),
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
    "intake.importbatch": Rule("intake.batch.read", concerns=_loadable),
    "intake.importline": Rule(under=lambda row: [("intake.importbatch", row.batch_id)]),
    "jobs.job": Rule("jobs.health.read", concerns=_own),
}  # fmt: skip
# A row that shows names the rows it hangs together with: on a project stand its builder and its land. The fields are
# what the name consists of; everything else of the named row stays hidden.
NAMES = {
    "parties.organisation": {"name", "short_name"},
    "parties.person": {"code", "name"},
    "parties.post": {"name"},
    "registers.register": {"name", "code", "document_number"},
    "territory.parcel": {"number", "location"},
    "projects.project": {"code", "name"},
    "projects.projectphase": {"name"},
}
NAMED_BY = {
    "projects.project": lambda row: [("parties.organisation", row.owner_party_id)],
    "projects.parcelallocation": lambda row: [("territory.parcel", row.parcel_id)],
    "parties.post": lambda row: [("parties.organisation", row.organisation_id)],
    "parties.assignment": lambda row: [("parties.person", row.person_id)],
}


class Oracle:
    """What one account may see on a day."""

    def __init__(self, account: Account | None, day: date) -> None:
        self.account, self.day = account, day
        self._known: dict[Row, bool] = {}
        self._visible: dict[str, set[object]] = {}

    @cached_property
    def rights(self) -> list[Right]:
        """The grants of the posts held on the day."""
        if self.account is None or self.account.person_id is None or not self.account.is_active:
            return []
        posts = {
            row.post_id
            for row in Assignment.objects.all()
            if self._holds(row) and row.person_id == self.account.person_id
        }
        return [
            Right(frozenset(row.role.permissions), row.area_id, row.area.level == "district", row.role.clearance)
            for row in RoleGrant.objects.select_related("role", "area")
            if row.post_id in posts and self._holds(row)
        ]

    def may(self, permission: str) -> bool:
        """Whether the permission is held anywhere."""
        return any(permission in right.permissions for right in self.rights)

    def sees(self, row: Row) -> bool:
        """Whether the row may be shown."""
        if row not in self._known:
            rule = RULES[row[0]]
            found = apps.get_model(row[0])._default_manager.filter(pk=row[1]).first()
            self._known[row] = found is not None and self._passes(rule, found)
        return self._known[row]

    def visible(self, label: str) -> set[object]:
        """The keys of every row of a model that may be shown."""
        if label == "journal.entry":
            # The journal grows while it is read: looking at a sensitive record is an entry of its own.
            return {entry.pk for entry in Entry.objects.all() if self._reads_entry(entry)}
        if label not in self._visible:
            rows = apps.get_model(label)._default_manager.all()
            self._visible[label] = {row.pk for row in rows if self.sees((label, row.pk))}
        return self._visible[label]

    @cached_property
    def named(self) -> set[Row]:
        """Rows whose names may be shown because a visible row hangs together with them."""
        found: set[Row] = set()
        for label, related in NAMED_BY.items():
            for row in apps.get_model(label)._default_manager.all():
                if self.sees((label, row.pk)):
                    found |= set(related(row))
        return found

    def may_tell(self, row: Row, field: str) -> bool:
        """Whether a field's value may stand in an answer."""
        return self.sees(row) or (row in self.named and field in NAMES.get(row[0], ()))

    def _passes(self, rule: Rule, row: Any) -> bool:
        if rule.under is not None:
            return all(self.sees(above) for above in rule.under(row))
        if rule.open_to_all is not None and rule.open_to_all(row):
            return True
        if rule.concerns is not None and rule.concerns(row, self):
            return True
        level = rule.level(row) if rule.level else "internal"
        return any(
            rule.permission in right.permissions
            and ABOVE[level] <= ABOVE[right.clearance]
            and (rule.area is None or right.is_district or self._stands_in(rule.area(row), right.area))
            for right in self.rights
        )

    def _reads_entry(self, entry: Entry) -> bool:
        audits = [right for right in self.rights if AUDIT in right.permissions]
        if any(right.is_district and right.clearance == "restricted" for right in audits):
            return True
        key = _key(entry) if entry.subject_kind in RULES else None
        return bool(audits) and key is not None and self.sees((entry.subject_kind, key))

    def _stands_in(self, code: str, area: str) -> bool:
        while code and code != area:
            placed = [row.parent_id for row in AreaPlacement.objects.filter(area=code) if self._holds(row)]
            code = placed[0] if placed else ""
        return bool(code)

    def _holds(self, row: Any) -> bool:
        return row.valid_from <= self.day and (row.valid_to is None or self.day < row.valid_to)


def _key(entry: Entry) -> object:
    """The key of an entry's subject in the type its model uses; None where the subject is named in another way."""
    try:
        return apps.get_model(entry.subject_kind)._meta.pk.to_python(entry.subject_id)
    except ValidationError:
        return None
