"""The one predicate against a brute-force reading of the grants, row by row."""

import random
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from lutu.kernel.access import registry
from lutu.kernel.access.actions import end_grants, grant_role, open_account
from lutu.kernel.access.models import CLEARANCE, Account, Role, RoleGrant
from lutu.kernel.access.queries import NotAllowed, actor_of, can, could_see, grants_on, require, visible
from lutu.kernel.access.registry import Policy, guarded_models, policy, policy_of, reads, reads_nothing
from lutu.kernel.access.registry import relation_provider as provide_relation
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.parties.actions import assign, end_assignment, register_person, set_up_post
from lutu.kernel.parties.models import Assignment, Organisation, Post
from lutu.kernel.territory.actions import move_area
from lutu.kernel.territory.models import AreaPlacement
from tests.cast import AT, DAY, FROM

pytestmark = pytest.mark.django_db
LEVELS = ["public", "internal", "restricted"]
MOVE_DAY = date(2021, 7, 1)
READ, POSTS = "test.row.read", "test.post.read"


@pytest.fixture(autouse=True)
def policies(monkeypatch):
    """Organisations stand for guarded rows (short name = data level), posts for rows that lean on them."""
    monkeypatch.setattr(registry, "_POLICIES", {})
    monkeypatch.setattr(registry, "_RELATIONS", {})
    policy(Policy(Organisation, READ, area_field="area", sensitivity_field="short_name", public=True))
    policy(Policy(Post, POSTS, through=("organisation", Organisation)))


def role(code, permissions=(READ,), clearance="internal"):
    return Role.objects.create(code=code, name=code, permissions=list(permissions), clearance=clearance)


def row(name, area, level="internal"):
    return Organisation.objects.create(name=name, short_name=level, kind="other", area=area)


class Somebody:
    """A person with an account and one post per granted role."""

    def __init__(self, district, code="P800"):
        self.district, self.code, self.posts = district, code, []
        self.person = register_person(code=code, name=code, actor=SYSTEM, at=AT)
        self.account = open_account(username=code, person=self.person, password=None, actor=SYSTEM, at=AT)

    def given(self, granted, area, valid_from=FROM):
        unit = self.district.organisations["督查室"]
        code = f"{self.code}-{len(self.posts)}"
        post = set_up_post(code=code, name=code, organisation=unit, area=area, actor=SYSTEM, at=AT)
        self.posts.append(assign(person=self.person, post=post, valid_from=valid_from, actor=SYSTEM, at=AT))
        return grant_role(role=granted, post=post, area=area, valid_from=valid_from, actor=SYSTEM, at=AT)

    @property
    def user(self):
        return Account.objects.get(pk=self.account.pk)


@pytest.fixture
def somebody(district):
    return Somebody(district)


def seen(user, model=Organisation, day=DAY):
    return set(visible(user=user, model=model, day=day).values_list("name", flat=True))


def rows_of(street, district):
    return {area.code for area in district.areas.values() if area.code.startswith(street.code[:9])}


def test_a_street_clerk_sees_own_street_up_to_own_level_and_public_rows_everywhere(district, somebody):
    Organisation.objects.update(short_name="restricted")
    one, other = district.streets[:2]
    somebody.given(role("clerk"), one)
    for street in (one, other):
        for level in LEVELS:
            row(f"{street.name}{level}", district.communities(street)[0], level)
    assert seen(somebody.user) == {f"{one.name}public", f"{one.name}internal", f"{other.name}public"}
    assert seen(AnonymousUser()) == {f"{one.name}public", f"{other.name}public"}


def test_rows_of_a_moved_community_follow_it_to_its_new_street(district, somebody):
    one, other = district.streets[:2]
    community = district.communities(one)[0]
    row("村企业", district.areas[f"{community.code}01"])
    somebody.given(role("clerk"), other)
    move_area(area=community, parent=other, day=MOVE_DAY, source="批复", actor=SYSTEM, at=AT)
    assert "村企业" not in seen(somebody.user, day=MOVE_DAY - timedelta(days=1))
    assert "村企业" in seen(somebody.user, day=MOVE_DAY)


def test_a_closed_account_or_one_without_a_person_sees_only_what_is_public(district, somebody):
    somebody.given(role("all", clearance="restricted"), district.root)
    row("内部", district.root)
    assert "内部" in seen(somebody.user)
    Account.objects.filter(pk=somebody.account.pk).update(is_active=False)
    assert "内部" not in seen(somebody.user)
    lone = open_account(username="lone", person=None, password=None, actor=SYSTEM, at=AT)
    assert grants_on(user=lone, day=DAY) == ()


def test_what_a_person_could_see_on_a_past_day_follows_dated_posts_and_grants(district, somebody):
    grant = somebody.given(role("all"), district.root)
    hidden = row("内部", district.root)
    end_assignment(assignment=somebody.posts[0], day=date(2021, 9, 1), actor=SYSTEM, at=AT)

    def could(day):
        return could_see(person=somebody.person, model=Organisation, pk=hidden.pk, day=day)

    assert [could(day) for day in (date(2020, 12, 31), FROM, date(2021, 8, 31), date(2021, 9, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    end_grants(grants=[grant], day=date(2021, 6, 1), actor=SYSTEM, at=AT)
    assert (could(date(2021, 5, 31)), could(date(2021, 6, 1))) == (True, False)


def test_a_permission_is_asked_anywhere_or_over_an_area(district, somebody):
    one, other = district.streets[:2]
    somebody.given(role("clerk"), one)
    user = somebody.user
    assert can(user=user, permission=READ, day=DAY)
    assert can(user=user, permission=READ, day=DAY, area=district.communities(one)[0])
    assert not can(user=user, permission=READ, day=DAY, area=other)
    assert not can(user=user, permission="test.other", day=DAY)
    with pytest.raises(NotAllowed, match=other.name):
        require(user=user, permission=READ, day=DAY, area=other)


def test_a_leaning_row_needs_its_own_permission_over_the_same_row(district, somebody):
    one, other = district.streets[:2]
    for street in (one, other):
        unit = row(street.name, street)
        set_up_post(code=street.code, name=street.name, organisation=unit, area=street, actor=SYSTEM, at=AT)
    somebody.given(role("rows"), district.root)
    assert {one.name, other.name} <= seen(somebody.user)
    assert seen(somebody.user, Post) == set()
    somebody.given(role("posts", [POSTS]), other)
    assert {one.name, other.name} & seen(somebody.user, Post) == {other.name}


def test_a_public_leaning_row_shows_only_under_public_rows_to_whoever_lacks_its_permission(district, somebody):
    registry._POLICIES.pop(Post)
    policy(Policy(Post, POSTS, through=("organisation", Organisation), public=True))
    for level in LEVELS:
        unit = row(level, district.root, level)
        set_up_post(code=level, name=level, organisation=unit, area=district.root, actor=SYSTEM, at=AT)
    somebody.given(role("rows", clearance="restricted"), district.root)
    assert set(LEVELS) & seen(somebody.user, Post) == {"public"}
    assert seen(AnonymousUser(), Post) == {"public"}
    somebody.given(role("posts", [POSTS], clearance="restricted"), district.root)
    assert set(LEVELS) & seen(somebody.user, Post) == set(LEVELS)


def test_a_relation_shows_a_row_without_any_grant(district, somebody):
    row("本人相关", district.root, "restricted")
    row("无关", district.root, "restricted")
    provide_relation(
        Organisation, lambda *, user, day: Q(name="本人相关") if user.pk == somebody.account.pk else Q(pk__in=[])
    )
    assert "本人相关" in seen(somebody.user)
    assert "无关" not in seen(somebody.user)
    assert seen(AnonymousUser()) == set()


def test_a_model_without_policy_cannot_be_listed_and_a_second_policy_is_refused(somebody):
    with pytest.raises(LookupError, match="未登记权限规则"):
        visible(user=somebody.user, model=Assignment, day=DAY)
    with pytest.raises(ValueError, match="已登记权限规则"):
        policy(Policy(Organisation, READ))
    assert guarded_models() == [Organisation, Post]
    assert policy_of(Post).through == ("organisation", Organisation)


def test_a_view_says_what_it_reads():
    @reads(Organisation, "list")
    @reads(Post, "expand")
    def shown():
        """A view."""

    @reads_nothing("只有静态文字")
    def still():
        """A view."""

    assert [(item.model, item.path_kind) for item in shown.lutu_reads] == [(Post, "expand"), (Organisation, "list")]
    assert (still.lutu_reads[0].model, still.lutu_reads[0].reason) == (None, "只有静态文字")
    with pytest.raises(ValueError, match="未知的读取路径"):
        reads(Organisation, "glance")


def test_an_actor_is_the_account_with_the_name_of_its_person(somebody):
    assert (actor_of(somebody.user).kind, actor_of(somebody.user).name) == ("account", "P800")
    assert actor_of(AnonymousUser()).name == "访客"


def test_asking_the_predicate_again_costs_no_further_query(district, somebody, django_assert_num_queries):
    somebody.given(role("clerk"), district.streets[0])
    user = somebody.user
    list(visible(user=user, model=Organisation, day=DAY))
    with django_assert_num_queries(1):
        list(visible(user=user, model=Organisation, day=DAY))


def stands_under(code, area, day):
    """Brute force: climb the placements of the day until the area is met."""
    while code:
        if code == area.code:
            return True
        parents = [
            placement.parent_id
            for placement in AreaPlacement.objects.filter(area=code)
            if placement.valid_from <= day and (placement.valid_to is None or day < placement.valid_to)
        ]
        code = parents[0] if parents else None
    return False


def expected(person, day):
    """Brute force: every row against every grant of every post held that day."""
    names = set()
    for item in Organisation.objects.select_related("area"):
        if item.short_name == "public":
            names.add(item.name)
        for grant in RoleGrant.objects.select_related("role", "area", "post"):
            held = any(
                assignment.person_id == person.pk
                and assignment.valid_from <= day
                and (assignment.valid_to is None or day < assignment.valid_to)
                for assignment in grant.post.assignments.all()
            )
            in_force = grant.valid_from <= day and (grant.valid_to is None or day < grant.valid_to)
            if (
                held
                and in_force
                and READ in grant.role.permissions
                and item.short_name in CLEARANCE[grant.role.clearance]
                and (grant.area.level == "district" or stands_under(item.area_id, grant.area, day))
            ):
                names.add(item.name)
    return names


@pytest.mark.parametrize("seed", range(12))
def test_random_grants_over_random_areas_and_days_show_exactly_what_brute_force_finds(district, seed):
    dice = random.Random(seed)
    areas = sorted(district.areas.values(), key=lambda area: area.code)
    for number in range(30):
        row(f"行{number}", dice.choice(areas), dice.choice(LEVELS))
    roles = [
        role(f"r{number}", dice.choice([[READ], [READ, POSTS], [POSTS]]), dice.choice(LEVELS)) for number in range(4)
    ]
    community = dice.choice(district.communities(district.streets[0]))
    move_area(area=community, parent=district.streets[1], day=MOVE_DAY, source="批复", actor=SYSTEM, at=AT)
    people = [Somebody(district, f"P80{number}") for number in range(3)]
    for person in people:
        for _ in range(dice.randint(0, 3)):
            start = FROM + timedelta(days=dice.randint(0, 250))
            grant = person.given(dice.choice(roles), dice.choice(areas), start)
            if dice.random() < 0.3:
                end_grants(grants=[grant], day=start + timedelta(days=dice.randint(1, 200)), actor=SYSTEM, at=AT)
    for person in people:
        for day in (FROM, MOVE_DAY - timedelta(days=1), MOVE_DAY, DAY):
            assert seen(person.user, day=day) == expected(person.person, day), (seed, person.code, day)
