"""Whom those who look after hand-overs may act for: people whose every post lies in their own area."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lutu.fronts.workbench.casework.permissions import HANDOVER
from lutu.kernel.access.queries import can
from lutu.kernel.casework.actions import AssignmentRefused
from lutu.kernel.parties.models import Assignment, Person
from lutu.kernel.periods import in_force


def posts_outside(request: HttpRequest, person: Person, day: date) -> list[Assignment]:
    """The posts a person holds on a day, or will hold, that lie outside the reader's area for hand-overs."""
    held = Assignment.objects.filter(in_force(day), person=person).select_related("post__area")
    return [row for row in held if not can(user=request.user, permission=HANDOVER, day=request.day, area=row.post.area)]


def require_over(request: HttpRequest, person: Person) -> None:
    """Raise AssignmentRefused unless the person is the reader, or holds posts in the reader's area only."""
    if person.pk != request.user.person_id and posts_outside(request, person, request.day):
        raise AssignmentRefused(_("{name}有岗位不在您的管辖范围,须由上一级办理").format(name=person.name))
