"""Who may see what, found by looking at every row. Written without the predicate it judges.

What is expected of each model stands in `rules`, what a row that shows may name of others in `names`.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError

from lutu.kernel.access.models import Account, RoleGrant
from lutu.kernel.casework.models import Absence, Delegation
from lutu.kernel.journal.models import Entry
from lutu.kernel.parties.models import Assignment
from lutu.kernel.territory.models import AreaPlacement
from tests.leaks.names import AT_WORK, NAMES, rows_named
from tests.leaks.rules import RULES, Row, Rule

ABOVE = {"public": 0, "internal": 1, "restricted": 2}
AUDIT = "journal.audit.read"
Loan = tuple[int, set[int], set[str]]


@dataclass(frozen=True)
class Right:
    """A permission in an area up to a level."""

    permissions: frozenset[str]
    area: str
    is_district: bool
    clearance: str


class Oracle:
    """What one account may see on a day."""

    def __init__(self, account: Account | None, day: date) -> None:
        self.account, self.day = account, day
        self._visible: dict[str, set[object]] = {}

    @cached_property
    def person(self) -> int | None:
        """The person behind the account, where it is one that may sign in."""
        return self.account.person_id if self.account is not None and self.account.is_active else None

    def is_person(self, key: int | None) -> bool:
        """Whether a row is about the account's own person."""
        return key is not None and key == self.person

    @cached_property
    def posts(self) -> set[int]:
        """The posts held on the day."""
        return self._posts_of(self.person)

    @cached_property
    def rights(self) -> list[Right]:
        """The grants of the posts held on the day."""
        return [
            Right(frozenset(row.role.permissions), row.area_id, row.area.level == "district", row.role.clearance)
            for row in RoleGrant.objects.select_related("role", "area")
            if row.post_id in self.posts and self._holds(row)
        ]

    @cached_property
    def units(self) -> set[int]:
        """The units the account's person holds a post in on the day."""
        own = Assignment.objects.select_related("post").filter(post__in=self.posts)
        return {row.post.organisation_id for row in own}

    @cached_property
    def lent(self) -> list[Loan]:
        """(who, in which posts, for which flows or all) the person stands in for; a giver lends posts of the day."""
        given = [(row.giver_id, row.post_id, set(row.flows)) for row in self._for_me(Delegation, "receiver_id")]
        given += [(row.person_id, None, set()) for row in self._for_me(Absence, "deputy_id")]
        loans = [
            (giver, {post for post in self._posts_of(giver) if only in (None, post)}, flows)
            for giver, only, flows in given
        ]
        return [loan for loan in loans if loan[1]]

    def may(self, permission: str) -> bool:
        """Whether the permission is held anywhere."""
        return any(permission in right.permissions for right in self.rights)

    def sees(self, row: Row) -> bool:
        """Whether the row may be shown."""
        label, key = row
        return key in self.visible(label)

    def visible(self, label: str) -> set[object]:
        """The keys of every row of a model that may be shown."""
        if label == "journal.entry":
            # The journal grows while it is read: looking at a sensitive record is an entry of its own.
            return {entry.pk for entry in Entry.objects.all() if self._reads_entry(entry)}
        if label not in self._visible:
            rows = apps.get_model(label)._default_manager.select_related()
            self._visible[label] = {row.pk for row in rows if self._passes(RULES[label], row)}
        return self._visible[label]

    @cached_property
    def named(self) -> set[Row]:
        """Rows whose names may be shown because a visible row hangs together with them."""
        at_work = {label for label, permission in AT_WORK.items() if not self.may(permission)}
        shown = [named for row, named in rows_named() if row[0] not in at_work and self.sees(row)]
        return {row for named in shown for row in named}

    def may_tell(self, row: Row, field: str) -> bool:
        """Whether a field's value may stand in an answer."""
        return self.sees(row) or (row in self.named and field in NAMES.get(row[0], ()))

    def _passes(self, rule: Rule, row: Any) -> bool:
        if rule.also is not None and not rule.also(row, self):
            return False
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

    def _posts_of(self, person: int | None) -> set[int]:
        own = Assignment.objects.filter(person=person) if person is not None else ()
        return {row.post_id for row in own if self._holds(row)}

    def _for_me(self, model: Any, column: str) -> list[Any]:
        return [row for row in model.objects.all() if self.is_person(getattr(row, column)) and self._holds(row)]

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
