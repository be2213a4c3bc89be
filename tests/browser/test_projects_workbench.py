"""The project officer's week: permit changes, a correction with its history, land, a selection into a list."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in


def test_the_permit_changes_of_the_week_are_one_click_from_the_start(page: Page) -> None:
    sign_in(page, "officer")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="许可变动").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("许可变动")
    expect(page.get_by_text("近7天记录的要素数据")).to_be_visible()


def test_a_permit_is_corrected_and_the_history_shows_both(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/workbench/projects/?stage=started&sort=name")
    page.locator("[data-open]").first.click()
    history = page.get_by_role("region", name="要素数据")
    row = history.locator("tbody tr", has_text="施工许可").first
    was = row.locator("td").nth(1).inner_text().strip()
    row.get_by_role("link", name="更正", exact=True).click()
    expect(page.locator("main")).to_contain_text(was)
    page.get_by_label("正确日期").fill(was)
    page.get_by_role("button", name="更正").click()
    expect(page.get_by_role("alert")).to_contain_text("更正原因")
    page.get_by_label("更正原因").fill("证号录入有误")
    page.get_by_label("证号或文号").fill("示例更正-001")
    page.get_by_role("button", name="更正").click()
    expect(page.locator(".notice-success")).to_contain_text("已更正")
    expect(history).to_contain_text("已被更正")
    expect(history).to_contain_text("现行(经更正)")
    expect(history).to_contain_text("证号录入有误")
    expect(history).to_contain_text("示例更正-001")
    assert history.locator("s", has_text=was).count() == 1
    expect(page.locator(".timeline-steps")).to_contain_text("更正数据项")


def test_more_land_than_a_parcel_has_is_refused_with_what_is_left(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/workbench/projects/?stage=no_land")
    code = page.locator("td.cell-code").first.inner_text()
    page.goto("/workbench/projects/land/?allocation=part")
    page.locator("[data-open]").first.click()
    page.get_by_role("link", name="落位到项目").click()
    page.get_by_label("项目代码").fill(code)
    page.get_by_label("落位面积").fill("99999")
    page.get_by_role("button", name="落位").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"超配 [\d.]+ 亩,可落位 [\d.]+ 亩"))
    expect(page.get_by_label("项目代码")).to_have_value(code)


def test_the_land_of_the_first_nine_months_adds_up(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/workbench/projects/land/")
    page.get_by_label("合同日期起").fill("2021-01-01")
    page.get_by_label("合同日期止").fill("2021-09-30")
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.locator(".project-summary")).to_contain_text("7,068.00亩")
    page.get_by_role("link", name=re.compile("未落位地块")).click()
    expect(page).to_have_url(re.compile("from=2021-01-01"))
    for cell in page.locator("td[data-label=已落位]").all():
        expect(cell).to_have_text("0.00亩")


def test_a_selection_goes_into_a_list_at_once(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/workbench/projects/?stage=land_supplied")
    picked = page.locator("tbody input[name=ids]")
    picked.nth(0).check()
    picked.nth(1).check()
    expect(page.locator("[data-picked]")).to_contain_text("2")
    page.get_by_role("button", name="入列清单").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("批量入列:2个项目")
    page.get_by_label("清单").select_option(index=1)
    page.get_by_role("button", name="入列", exact=True).click()
    expect(page.locator(".notice-success")).to_contain_text("已入列")
    expect(page).to_have_url(re.compile("stage=land_supplied"))


def test_no_form_of_a_project_has_a_field_for_its_stage(page: Page) -> None:
    sign_in(page, "officer")
    page.goto("/workbench/projects/new/")
    labels = page.locator("form label").all_inner_texts()
    assert not [label for label in labels if "阶段" in label or "进度" in label]
    expect(page.locator(".lead")).to_contain_text("阶段不在此填写")
