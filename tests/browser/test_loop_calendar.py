"""The official calendar in a real browser: a missing year, two persons, files and lines that are wrong.

Each journey keeps to a year of its own.
"""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, sign_in

SOURCE = "国务院办公厅关于部分节假日安排的通知(示例)"


def in_another_browser(page: Page, username: str) -> BrowserContext:
    """Somebody else, at a desk of their own, beside the first."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(base_url=re.sub(r"(?<=\d)/.*", "", page.url), locale="zh-CN")
    sign_in(context.new_page(), username)
    return context


def propose(page: Page, year: str, holidays: str, *, step: str = "预览变化") -> None:
    page.get_by_label("年度").fill(year)
    page.get_by_label("放假日").fill(holidays)
    page.get_by_label("来源").fill(SOURCE)
    page.get_by_role("button", name=step).click()


def test_a_missing_year_is_proposed_by_one_signed_by_another_and_in_force(page: Page, tmp_path: Path) -> None:
    sign_in(page, "admin")
    page.get_by_role("navigation").get_by_role("link", name="工作日历").click()
    page.locator("[data-list-search]").fill("2027")
    page.keyboard.press("Enter")
    expect(page.locator("main .empty")).to_be_visible()
    page.get_by_role("link", name="提出年历").click()
    expect(page.get_by_label("年度")).to_have_value("2027")

    # A file that is none, a line that is no day, a day of another year: each is told in its own sentence.
    file = tmp_path / "2027.yaml"
    for content, sentence in (
        ("放假安排", "文件缺少 year(年度,如 2027)"),
        ("year: 2027\nholiday: []\n", "文件含未知的项:holiday"),
        ("year: 2027\nsource: 示例\nholidays: [国庆]\n", "“国庆”不是日期"),
    ):
        file.write_text(content, encoding="utf-8")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="填入并预览").click()
        expect(page.get_by_role("alert")).to_contain_text(sentence)
    propose(page, "2027", "元旦:1月1日至3日放假\n十月一日起放假七天")
    expect(page.get_by_role("alert")).to_contain_text("第 2 行")
    propose(page, "2027", "2027-01-01..2027-01-03\n2026-10-01")
    expect(page.get_by_role("alert")).to_contain_text("2026-10-01 不在 2027 年")
    expect(page.get_by_label("来源")).to_have_value(SOURCE)

    propose(page, "2027", "一、元旦:1月1日至3日放假,共3天。\n10月1日至7日")
    expect(page.get_by_role("heading", name=re.compile("天的计算改变"))).to_be_visible()
    page.get_by_role("button", name="提交,待另一人签发").click()
    expect(page.locator(".record-state")).to_contain_text("待签发")
    expect(page.locator("main")).to_contain_text("由你提出,须由另一人与通知原文核对后签发")
    expect(page.get_by_role("link", name="核对签发")).to_have_count(0)
    address = page.url
    assert page.request.get(f"{address}sign/").status == 403

    page.context.clear_cookies()
    sign_in(page, "supervision")
    page.get_by_role("navigation").get_by_role("link", name="工作日历").click()
    page.get_by_role("link", name="2027年").click()
    page.get_by_role("link", name="核对签发").click()
    page.get_by_role("button", name="签发").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("main [type=checkbox]").check()
    page.get_by_role("button", name="签发").click()
    expect(page.locator(".notice-success")).to_contain_text("年历已签发")
    expect(page.locator(".record-state")).to_contain_text("现行")
    expect(page.locator("td.calendar-holiday time[datetime='2027-10-01']")).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile(r"签发人\s*严清和"))


def test_who_proposes_a_year_after_another_is_told_which_version_waits(page: Page) -> None:
    sign_in(page, "admin")
    page.get_by_role("navigation").get_by_role("link", name="人员", exact=True).click()
    page.get_by_role("link", name="登记人员").click()
    page.get_by_label("工号").fill("T-902")
    page.get_by_label("姓名").fill("接替管理员")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="任职", exact=True).click()
    page.get_by_label("岗位").select_option(label="区大数据局 系统管理员")
    page.get_by_role("button", name="任职", exact=True).click()
    page.get_by_role("link", name="开通账号").click()
    page.get_by_label("登录名").fill("admin2")
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_role("button", name="开通", exact=True).click()
    expect(page.locator(".notice-success")).to_contain_text("账号已开通")

    other = in_another_browser(page, "admin2")
    for desk in (page, other.pages[0]):
        desk.goto("/workbench/calendars/propose/")
        propose(desk, "2028", "2028-01-01..2028-01-03")
        expect(desk.get_by_role("button", name="提交,待另一人签发")).to_be_visible()
    page.get_by_role("button", name="提交,待另一人签发").click()
    expect(page.locator(".record-state")).to_contain_text("待签发")
    late = other.pages[0]
    with late.expect_response(lambda answer: answer.request.method == "POST") as answered:
        late.get_by_role("button", name="提交,待另一人签发").click()
    assert answered.value.status == 422
    expect(late.get_by_role("alert")).to_contain_text("2028年工作日历(第1版)待签发,请先签发或撤回")
    expect(late.get_by_label("来源")).to_have_value(SOURCE)
    other.close()
    page.get_by_role("link", name="撤回", exact=True).click()
    page.get_by_label("原因").fill("两人同时提出,合并后再提")
    page.get_by_role("button", name="撤回").click()
    expect(page.locator(".record-state")).to_contain_text("已撤回")
