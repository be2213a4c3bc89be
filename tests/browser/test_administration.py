"""The system administrator's week: people and posts change, and who saw a record is answered (people and pages, 1)."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in


def test_somebody_leaves_a_post_and_another_takes_it(page: Page) -> None:
    sign_in(page, "admin")
    page.get_by_role("navigation").get_by_role("link", name="人员", exact=True).click()
    page.get_by_role("link", name="登记人员").click()
    page.get_by_label("工号").fill("T-901")
    page.get_by_label("姓名").fill("新任同志")
    page.get_by_label("手机号").fill("10000000901")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("新任同志")
    page.get_by_role("link", name="任职", exact=True).click()
    page.get_by_label("岗位").select_option(index=2)
    page.get_by_role("button", name="任职", exact=True).click()
    expect(page.locator("table.rows")).to_contain_text("在任")
    page.get_by_role("link", name="离任").click()
    page.get_by_label("离任日").fill("2021-11-30")
    page.get_by_role("button", name="离任").click()
    expect(page.locator("table.rows")).to_contain_text("2021-11-30")


def test_who_saw_this_record_is_answered_in_three_clicks(page: Page) -> None:
    sign_in(page, "admin")
    page.get_by_role("navigation").get_by_role("link", name="人员", exact=True).click()
    page.locator("[data-open]").first.click()
    page.get_by_role("link", name="谁改过、看过").click()
    page.wait_for_url(re.compile("/workbench/audit/"))
    expect(page.locator("table.rows")).to_contain_text("查看敏感记录")


def test_a_list_is_replaced_and_both_stay_readable(page: Page) -> None:
    sign_in(page, "officer")
    page.get_by_role("navigation").get_by_role("link", name="台账与清单").click()
    page.get_by_role("link", name="设立清单").click()
    page.get_by_label("名称").fill("市级十三条产业链项目(2022 年)")
    page.get_by_label("代码").fill("chains-2022")
    page.get_by_label("类别").fill("项目清单")
    page.get_by_label("文号").fill("市示函〔2021〕99 号(示例)")
    page.get_by_role("button", name="设立").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("市级十三条产业链项目(2022 年)")
    page.goto("/workbench/registers/")
    page.get_by_role("link", name="市级十三条产业链项目", exact=True).click()
    page.get_by_role("link", name="替换清单").click()
    page.get_by_label("替换为").select_option(label="市级十三条产业链项目(2022 年)")
    page.get_by_role("button", name="替换").click()
    page.goto("/workbench/registers/?state=ended")
    page.get_by_role("link", name="市级十三条产业链项目", exact=True).click()
    expect(page.locator(".record-state")).to_contain_text("已停用")
    expect(page.locator("table.rows")).to_contain_text("2021-11-09")
