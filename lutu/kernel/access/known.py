"""People, posts, roles and accounts as they stand, read once for a whole file of people."""

import re
import unicodedata
from datetime import date

from lutu.kernel.access.models import Account, Role, RoleGrant
from lutu.kernel.parties.models import Assignment, Organisation, Person, Post

_SEPARATORS = re.compile(r"[、,,;;/|\s]+")


class RoleNotFound(LookupError):
    """No role has this code or name."""


class Known:
    """Everything lines are compared with. Staff numbers and post codes match whatever the case of their letters.

    Whole tables: a district has some thousand people and posts, fewer than a file may have lines.
    """

    def __init__(self) -> None:
        self.people = {key(row.code): row for row in Person.objects.all()}
        self.posts = {key(row.code): row for row in Post.objects.select_related("organisation", "area")}
        self.roles = {name: row for row in Role.objects.all() for name in (row.code, row.name)}
        self.accounts = {row.username.lower(): row for row in Account.objects.select_related("person")}
        self.account_of = {row.person_id: row for row in self.accounts.values() if row.person_id}
        self.organisations: dict[str, list[Organisation]] = {}
        for unit in Organisation.objects.select_related("area"):
            for name in {unit.name, unit.short_name, unit.code}:
                if name:
                    self.organisations.setdefault(name, []).append(unit)
        self.assignments: dict[tuple[int, int], list[Assignment]] = {}
        for held in Assignment.objects.all():
            self.assignments.setdefault((held.person_id, held.post_id), []).append(held)
        self.grants = set(RoleGrant.objects.filter(valid_to__isnull=True).values_list("role_id", "post_id", "area_id"))

    def roles_of(self, text: str | None) -> tuple[Role, ...]:
        """The roles a cell names by code or name, several with 、 or a comma. Raises RoleNotFound with the word."""
        words = [word for word in _SEPARATORS.split(unicodedata.normalize("NFKC", text or "")) if word]
        for word in words:
            if word not in self.roles:
                raise RoleNotFound(word)
        return tuple(dict.fromkeys(self.roles[word] for word in words))

    def role_names(self) -> list[str]:
        """The names of all roles, for refusals."""
        return sorted({row.name for row in self.roles.values()})

    def held(self, *, person: Person, post: Post, day: date) -> Assignment | None:
        """The assignment of the person to the post that begins on the day, or that the day falls into or before."""
        rows = self.assignments.get((person.pk, post.pk), [])
        exact = [row for row in rows if row.valid_from == day]
        return next(iter(exact or [row for row in rows if row.valid_to is None or row.valid_to > day]), None)


def key(code: str) -> str:
    """A code as it is compared."""
    return unicodedata.normalize("NFKC", code).strip().upper()
