"""Pages that live at the instant of the tests, and accounts that may read and write notices."""

import pytest

from lutu.kernel.access.actions import grant_role
from lutu.kernel.access.models import Role
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.models import Post
from lutu.web import clock
from tests.cast import AT, FROM, REFERENCE


@pytest.fixture
def house(cast, district, monkeypatch):
    """The district with its calendar; pages live at the instant of the tests."""
    load_years(folder=REFERENCE / "workdays", actor=SYSTEM, at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return district


@pytest.fixture
def allowed(house, cast, client):
    """Sign in one of the cast who holds permissions over an area, the whole district unless told otherwise."""

    def sign_in(name, *permissions, area=None):
        if permissions:
            role = Role.objects.create(code=f"r-{name}", name="测试", permissions=list(permissions))
            post = Post.objects.get(assignments__person=cast.people[name])
            grant_role(role=role, post=post, area=area or house.root, valid_from=FROM, actor=SYSTEM, at=AT)
        client.force_login(cast[name])
        return client

    return sign_in
