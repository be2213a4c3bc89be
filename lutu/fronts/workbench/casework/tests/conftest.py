"""The desk of the casework tests in front of its pages, on the day of the cast."""

import pytest
from django.test import Client

from lutu.kernel.access.models import Role
from lutu.kernel.casework.tests.sample import Desk, build_desk
from lutu.web import clock
from tests.cast import AT, Cast, District

# What the pages of these tests need of the cast's roles, whatever the reference file says today.
RIGHTS = {
    "supervisor": {
        "casework.case.read", "casework.case.supervise", "casework.meeting.read", "casework.meeting.write",
        "casework.handover.write", "documents.file.read", "parties.party.read",
    },
    "task_team_lead": {"casework.case.read", "documents.file.read", "parties.party.read"},
    "street_clerk": {"casework.case.read", "documents.file.read", "parties.party.read"},
}  # fmt: skip


@pytest.fixture
def desk(district: District, cast: Cast) -> Desk:
    """A district with its cast, the calendar, and roles that work on cases."""
    made = build_desk(district, cast)
    for code, wanted in RIGHTS.items():
        role = Role.objects.get(code=code)
        role.permissions = sorted({*role.permissions, *wanted})
        role.save()
    return made


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is asked at ten o'clock of the cast's day."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def as_(desk: Desk):
    """A browser signed in as a member of the cast."""

    def sign_in(username: str) -> Client:
        client = Client(enforce_csrf_checks=False)
        client.force_login(desk.cast[username])
        return client

    return sign_in
