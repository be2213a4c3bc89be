"""Who sees what: a receiver their inbox, everybody what is public, a unit the lines about it, an objector their own."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lutu.kernel.access.queries import NOTHING
from lutu.kernel.access.registry import Policy, policy, relation_provider
from lutu.kernel.notices.models import Notice, Objection, PublicNotice, PublicNoticeLine
from lutu.kernel.notices.windows import end_of
from lutu.kernel.parties.models import Assignment
from lutu.kernel.periods import in_force

READ_NOTICES = "notices.notice.read"
READ_PUBLIC = "notices.public.read"


def register() -> None:
    """Called once when the package is ready."""
    policy(Policy(Notice, READ_NOTICES, sensitivity_field="sensitivity"))
    policy(Policy(PublicNotice, READ_PUBLIC, area_field="area_id"))
    policy(Policy(PublicNoticeLine, READ_PUBLIC, area_field="notice__area_id"))
    policy(Policy(Objection, READ_PUBLIC, area_field="line__notice__area_id"))
    relation_provider(Notice, addressed)
    relation_provider(PublicNotice, shown_to_all)
    relation_provider(PublicNotice, concerning)
    relation_provider(PublicNoticeLine, lines_shown_to_all)
    relation_provider(PublicNoticeLine, lines_concerning)
    relation_provider(Objection, raised)


def addressed(*, user: Any, day: date) -> Q:
    """Messages in the account's own inbox, once they are delivered."""
    person = getattr(user, "person_id", None)
    return NOTHING if person is None else Q(person_id=person, channel=Notice.Channel.INBOX, state=Notice.State.SENT)


def shown_to_all(*, user: Any, day: date) -> Q:
    """Public notices from the day on which their window opens."""
    return Q(is_public=True, opens_at__lt=end_of(day))


def concerning(*, user: Any, day: date) -> Q:
    """Notices with a line about a unit the account works for."""
    units = units_of(user=user, day=day)
    if units is None:
        return NOTHING
    about = PublicNoticeLine.objects.filter(organisation__in=units)
    return Q(opens_at__lt=end_of(day), pk__in=about.values("notice"))


def lines_shown_to_all(*, user: Any, day: date) -> Q:
    """Lines of public notices. A withdrawn notice keeps its title and reason in public, its lines are taken down."""
    return Q(notice__is_public=True, notice__opens_at__lt=end_of(day), notice__state=PublicNotice.State.OPEN)


def lines_concerning(*, user: Any, day: date) -> Q:
    """Lines about a unit the account works for; the other lines of the notice are not its business."""
    units = units_of(user=user, day=day)
    return NOTHING if units is None else Q(organisation__in=units, notice__opens_at__lt=end_of(day))


def raised(*, user: Any, day: date) -> Q:
    """Objections the account's person has raised, and those of the unit it works for."""
    units = units_of(user=user, day=day)
    return NOTHING if units is None else Q(person_id=user.person_id) | Q(organisation__in=units)


def units_of(*, user: Any, day: date) -> QuerySet | None:
    """The units the account's person holds a post in on the day; None for a stranger."""
    person = getattr(user, "person_id", None)
    if person is None:
        return None
    return Assignment.objects.filter(in_force(day), person_id=person).values("post__organisation")
