"""A small world for the tests of casework: whom cases belong to, and a calendar with the holidays of 2021."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from lutu.kernel.access.models import Account, Role
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.casework.actions import fire, open_case
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.task import TASK
from lutu.kernel.documents.actions import store_file
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Post
from tests.cast import AT, Cast, District

CHINA = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def at(text: str) -> datetime:
    """An instant in China: 2021-11-09 10:00."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


@dataclass
class Desk:
    """The district, its people, and how they work on cases."""

    district: District
    cast: Cast

    def post(self, username: str) -> Post:
        """The post a member of the cast holds."""
        return Post.objects.get(assignments__person=self.cast.people[username], assignments__valid_to=None)

    def task(self, *, owner: str = "teamlead", raiser: str = "supervision", **given: Any) -> Case:
        """A task of the team lead, raised by supervision."""
        asked = {"title": "协调用地", "area": self.district.streets[0], "at": AT, **given}
        return open_case(flow=TASK, owner_post=self.post(owner), raiser=self.cast.people[raiser], actor=SYSTEM, **asked)

    def make(self, case: Case, action: str, username: str | None, *, key: str = "", when: datetime = AT, **given: Any):
        """A move by somebody of the cast, or by the clock."""
        user: Account | None = self.cast[username] if username else None
        made = fire(case_id=case.pk, action=action, user=user, key=key or f"{action}:{when}", at=when, **given)
        case.refresh_from_db()
        return made

    def prove(self, case: Case, *, when: datetime = AT) -> None:
        """Put a piece of evidence on the case."""
        store_file(
            subject=("casework.case", case.pk), kind="evidence", name="现场.pdf", content=PDF, actor=SYSTEM, at=when
        )


def build_desk(district: District, cast: Cast) -> Desk:
    """The desk, with the reference calendar in force and supervision allowed to supervise."""
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=AT)
    supervisor = Role.objects.get(code="supervisor")
    wanted = {"casework.case.read", "casework.case.supervise"}
    if not wanted <= set(supervisor.permissions):
        supervisor.permissions = sorted({*supervisor.permissions, *wanted})
        supervisor.save()
    return Desk(district, cast)
