"""A resident looks up key projects: list, filters, one project, map, keyboard, phone."""

import json
import math
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW


def _figures(page: Page) -> str:
    return page.locator(".project-summary").inner_text()


def test_the_list_says_how_many_and_narrows_by_stage_and_street(page: Page) -> None:
    page.goto("/projects/")
    assert "506" in _figures(page) and "3,042.00亿元" in _figures(page) and "419" in _figures(page)
    page.get_by_role("navigation", name="按阶段筛选").get_by_role("link", name=re.compile("未供地")).click()
    expect(page.locator(".page-note")).to_contain_text("22")
    page.locator("summary", has_text="街道").first.click()
    page.get_by_label("城阳街道").check()
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page).to_have_url(re.compile("street=370214001.*stage=no_land|stage=no_land.*street=370214001"))
    for cell in page.locator("tbody td.cell-stage").all():
        expect(cell).to_contain_text("未供地")
    page.get_by_role("link", name="清除全部条件").click()
    expect(page.locator(".page-note")).to_contain_text("506")


def test_a_project_page_tells_its_stage_nodes_and_sources(page: Page) -> None:
    page.goto("/projects/?stage=accepted")
    name = page.locator("[data-open]").first.inner_text()
    page.locator("[data-open]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".record-state")).to_contain_text("已竣工验收")
    assert page.locator(".node-done").count() >= 5
    page.get_by_text("口径:阶段怎样得出").click()
    expect(page.get_by_text("阶段不由任何人填报")).to_be_visible()
    expect(page.locator("[data-map][data-ready=yes]")).to_be_visible(timeout=20_000)


def _place_of_the_only_mark(page: Page) -> tuple[float, float]:
    """Where on the screen the one point is: the map fits all points and names into its frame, 40 px from the edge."""
    drawn = json.loads(page.locator("[data-map] script[type='application/json']").inner_text())
    points = [_mercator(item) for item in (*drawn["marks"], *drawn["places"])]
    box = page.locator("[data-map-canvas]").bounding_box()
    assert box is not None and len(drawn["marks"]) == 1
    (left, right), (top, bottom) = ((min(line), max(line)) for line in zip(*points, strict=True))
    scale = min((box["width"] - 80) / (right - left), (box["height"] - 80) / (bottom - top))
    across, down = points[0]
    return (
        box["x"] + box["width"] / 2 + (across - (left + right) / 2) * scale,
        box["y"] + box["height"] / 2 + (down - (top + bottom) / 2) * scale,
    )


def _mercator(item: dict[str, float]) -> tuple[float, float]:
    latitude = math.radians(item["latitude"])
    return math.radians(item["longitude"]), -math.log(math.tan(math.pi / 4 + latitude / 2))


def test_the_map_draws_the_filtered_points_and_a_click_opens_a_card(page: Page) -> None:
    page.goto("/projects/?stage=no_land")
    name = page.locator("[data-open]").first.inner_text()
    page.get_by_role("link", name="地图", exact=True).click()
    expect(page.locator("[data-map][data-ready=yes]")).to_be_visible(timeout=20_000)
    expect(page.locator(".map-legend")).to_contain_text("未供地 22")
    page.locator("[data-list-search]").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("[data-map][data-ready=yes]")).to_be_visible(timeout=20_000)
    page.wait_for_timeout(500)  # one frame after the layers are there
    page.mouse.click(*_place_of_the_only_mark(page))
    card = page.locator("[data-map-card]")
    expect(card).to_be_visible()
    expect(card.get_by_role("heading")).to_have_text(name)
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_list_can_be_walked_by_keyboard_alone(page: Page) -> None:
    page.goto("/projects/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("[data-row]").nth(1)
    expect(second.locator("[data-open]")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("[data-list-search]")).to_be_focused()
    page.keyboard.type("产业园")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    page.keyboard.press("ArrowDown")
    name = page.locator("[data-open]").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_everything_is_readable_without_javascript_and_on_a_phone(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(
        base_url=address, java_script_enabled=False, viewport={"width": NARROW[0], "height": NARROW[1]}
    )
    page = context.new_page()
    page.goto("/projects/?stage=planning_permitted")
    expect(page.locator(".page-note")).to_contain_text("34")
    page.locator("[data-open]").first.click()
    expect(page.locator(".record-state")).to_contain_text("已规划许可")
    context.close()


def test_an_old_address_of_nothing_gives_the_plain_not_found_page(page: Page) -> None:
    response = page.goto("/projects/2101-370214-04-01-999999/")
    assert response is not None and response.status == 404
    expect(page.locator("body")).not_to_contain_text("Traceback")
