"""Menus, doors and home panels."""

import pytest
from django.contrib.auth.models import AnonymousUser

from lutu.web import panels
from lutu.web.navigation import Entry, declare_entry, entries_for, grouped
from tests.cast import DAY

pytestmark = pytest.mark.django_db


def titles(front, user):
    return [entry.title for entry in entries_for(front=front, user=user, day=DAY)]


def test_an_entry_with_a_permission_is_shown_only_to_those_who_hold_it(cast):
    declare_entry(Entry("workbench", "台账", "人员", "parcels", permission="parties.party.read"))
    declare_entry(Entry("workbench", "台账", "大家", "guarded"))
    assert titles("workbench", cast["admin"]) == ["大家", "人员"]
    assert titles("workbench", cast["stranger"]) == ["大家"]
    assert titles("portal", cast["admin"]) == []


def test_a_door_opens_at_its_first_entry_and_stands_where_that_entry_stands():
    declare_entry(Entry("portal", "数据", "指标", "form", order=20))
    declare_entry(Entry("portal", "项目", "地图", "guarded", order=11))
    declare_entry(Entry("portal", "项目", "进展", "public_parcels", icon="map", order=10))
    doors = grouped(entries_for(front="portal", user=AnonymousUser(), day=DAY))
    assert [(door.title, door.url, door.icon) for door in doors] == [
        ("项目", "/parcels/", "map"),
        ("数据", "/form/", ""),
    ]


def test_declaring_a_page_again_replaces_its_entry():
    declare_entry(Entry("portal", "项目", "旧", "form"))
    declare_entry(Entry("portal", "项目", "新", "form"))
    assert titles("portal", AnonymousUser()) == ["新"]


def test_an_entry_for_an_unknown_front_is_refused():
    with pytest.raises(ValueError, match="未知的前台"):
        declare_entry(Entry("kiosk", "项目", "进展", "form"))


def test_only_the_longest_matching_entry_is_marked_as_the_present_page(client):
    declare_entry(Entry("portal", "项目", "首页外", "web:display", order=1))
    declare_entry(Entry("portal", "数据", "进展", "public_parcels", order=2))
    page = client.get("/parcels/").content.decode()
    assert page.count('aria-current="page"') == 1
    assert '<a href="/parcels/" aria-current="page">' in page


def test_panels_stand_in_order_and_an_empty_one_is_left_out():
    panels.declare_home_panel("portal", "b.html", lambda *, user, day: {"count": 506}, order=20)
    panels.declare_home_panel("portal", "a.html", lambda *, user, day: {"day": day}, order=10)
    panels.declare_home_panel("portal", "c.html", lambda *, user, day: None, order=1)
    panels.declare_home_panel("workbench", "d.html", lambda *, user, day: {}, order=1)
    shown = panels.home_panels(front="portal", user=AnonymousUser(), day=DAY)
    assert shown == [("a.html", {"day": DAY}), ("b.html", {"count": 506})]
