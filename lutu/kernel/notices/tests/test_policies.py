"""Who sees what of notices, public notices, their lines and objections."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from lutu.kernel.access.actions import grant_role
from lutu.kernel.access.models import Role, Sensitivity
from lutu.kernel.access.queries import actor_of, visible
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.notices.actions import (
    NoticeLine,
    Objector,
    notify,
    object_to_line,
    open_public_notice,
    withdraw_public_notice,
)
from lutu.kernel.notices.models import Notice, Objection, PublicNotice, PublicNoticeLine
from lutu.kernel.notices.tests.cases import BODY, objected, opened, text_message, told
from lutu.kernel.parties.models import Post
from tests.cast import AT, DAY, FROM

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def seen(user, model):
    return set(visible(user=user, model=model, day=DAY))


def allow(cast, name, area, *permissions, clearance=Sensitivity.INTERNAL):
    """Let one of the cast hold permissions in an area."""
    role = Role.objects.create(code=f"r-{name}", name="测试", permissions=list(permissions), clearance=clearance)
    post = Post.objects.get(assignments__person=cast.people[name])
    grant_role(role=role, post=post, area=area, valid_from=FROM, actor=SYSTEM, at=AT)


def about(district, *units, **given):
    """A notice that is not public, with a line about each unit."""
    lines = [NoticeLine(None, f"拟对{unit}通报", district.organisations[unit]) for unit in units]
    return open_public_notice(
        kind="k", title="拟通报", body=BODY, lines=lines, opens_at=AT, workdays=5, actor=SYSTEM, at=AT, basis="示例",
        is_public=False, **given,
    )  # fmt: skip


def test_messages_are_seen_by_their_receiver_and_by_who_reads_the_outbox(cast, district):
    finance, counsellor = cast.people["finance"], cast.people["counsellor"]
    secret = Sensitivity.RESTRICTED.value
    notify(
        notices=[
            told("mine", person=finance), told("secret", person=finance, sensitivity=secret),
            told("later", person=finance, not_before=AT + timedelta(hours=1)), told("theirs", person=counsellor),
            text_message("sms", person=finance),
        ],
        at=AT,
    )  # fmt: skip

    def keys(name):
        return {row.key for row in seen(cast[name], Notice)}

    assert keys("finance") == {"mine", "secret"}
    assert keys("stranger") == set()
    allow(cast, "mediator", district.root, "notices.notice.read")
    assert keys("mediator") == {"mine", "later", "theirs", "sms"}
    allow(cast, "grid", district.root, "notices.notice.read", clearance=Sensitivity.RESTRICTED)
    assert keys("grid") == {"mine", "secret", "later", "theirs", "sms"}
    assert seen(VISITOR, Notice) == set()


def test_a_public_notice_is_seen_by_everybody_from_its_day_on_and_its_lines_until_it_is_withdrawn(cast, calendar):
    now, tomorrow, withdrawn = opened(), opened(opens_at=AT + timedelta(days=1)), opened()
    withdraw_public_notice(notice=withdrawn, reason="有误", actor=SYSTEM, at=AT)
    for user in (VISITOR, cast["stranger"]):
        assert seen(user, PublicNotice) == {now, withdrawn}
        assert seen(user, PublicNoticeLine) == set(now.lines.all())
    assert tomorrow in visible(user=VISITOR, model=PublicNotice, day=DAY + timedelta(days=1))


def test_a_notice_that_is_not_public_shows_each_unit_its_own_line(cast, district, calendar):
    notice = about(district, "示例制造有限公司", "区未成年人心理健康中心")
    own = {row.number: row for row in notice.lines.all()}
    assert seen(cast["finance"], PublicNoticeLine) == {own[1]}
    assert seen(cast["counsellor"], PublicNoticeLine) == {own[2]}
    assert seen(cast["counsellor"], PublicNotice) == {notice}
    for nobody in (VISITOR, cast["stranger"], cast["grid"]):
        assert seen(nobody, PublicNotice) == seen(nobody, PublicNoticeLine) == set()


def test_staff_see_the_notices_lines_and_objections_of_their_area(cast, district, calendar):
    here, there = district.streets[0], district.streets[1]
    notices = {area.code: about(district, "示例制造有限公司", area=area) for area in (here, there)}
    for notice in notices.values():
        objected(notice.lines.get(), key=f"k{notice.pk}")
    allow(cast, "mediator", here, "notices.public.read")
    mine = notices[here.code]
    assert seen(cast["mediator"], PublicNotice) == {mine}
    assert seen(cast["mediator"], PublicNoticeLine) == set(mine.lines.all())
    assert seen(cast["mediator"], Objection) == set(Objection.objects.filter(line__notice=mine))


def test_an_objection_is_seen_by_who_raised_it_and_nobody_else_without_a_permission(cast, district, calendar):
    line = opened().lines.get(number=1)
    unit = district.organisations["示例制造有限公司"]
    objected(line, key="visitor")

    def by(name, **given):
        account = cast[name]
        return object_to_line(
            line=line, reason="不符", actor=actor_of(account), at=AT, key=name,
            objector=Objector(account.person.name, person=account.person, **given),
        )  # fmt: skip

    own, of_unit = by("resident"), by("finance", organisation=unit)
    assert seen(cast["resident"], Objection) == {own}
    assert seen(cast["finance"], Objection) == {of_unit}
    for nobody in (VISITOR, cast["stranger"], cast["grid"]):
        assert seen(nobody, Objection) == set()
