"""Reading parties on a day."""

from datetime import date

from django.db.models import QuerySet

from lutu.kernel.parties.models import Assignment, Person
from lutu.kernel.periods import in_force


def assignments_on(*, day: date) -> QuerySet[Assignment]:
    """Assignments in force on a day."""
    return Assignment.objects.filter(in_force(day)).select_related("person", "post__organisation", "post__area")


def holders(*, post_id: int, day: date) -> QuerySet[Person]:
    """The people who hold a post on a day."""
    return Person.objects.filter(pk__in=assignments_on(day=day).filter(post=post_id).values("person"))
