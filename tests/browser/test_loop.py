"""The loop in a real browser: a task on evidence, a finding that will not close, a meeting, a published quarter."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDE, sign_in

EVIDENCE = "现场核查记录:三处作业面已恢复施工。"


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_the_public_reads_the_quarter_down_to_its_rows(page: Page) -> None:
    page.goto("/bulletins/")
    page.get_by_role("link", name=re.compile("2021年三季度重点项目建设情况")).first.click()
    expect(page.locator(".bulletin")).to_contain_text("419 ÷ 506 = 82.8%")
    expect(page.locator(".bulletin-table").first).to_contain_text("流亭街道")
    page.get_by_role("link", name=re.compile("已开工419个,开工率82.8%")).click()
    expect(page).to_have_url(re.compile("/figures/projects.district_start_rate/370214000000/2021Q3/"))
    expect(page.locator("main")).to_contain_text("419 ÷ 506 = 82.8%")
    expect(page.locator("main")).to_contain_text("摘要")
    page.goto("/figures/projects.district_start_rate/370214000000/2021Q2/")
    expect(page.locator("main")).to_contain_text("356 ÷ 506 = 70.4%")


def test_the_bulletin_comes_as_word_and_pdf(page: Page) -> None:
    page.goto("/bulletins/")
    page.locator("[data-open]").first.click()
    with page.expect_download() as word:
        page.get_by_role("link", name="Word").click()
    assert word.value.suggested_filename.endswith(".docx")
    address = page.get_by_role("link", name="PDF").get_attribute("href")
    answer = page.request.get(address or "")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body()[:5] == b"%PDF-"


def test_a_task_is_taken_up_done_on_evidence_and_confirmed_by_another(page: Page, tmp_path: Path) -> None:
    sign_in(page, "supervision")
    page.goto("/workbench/cases/new/")
    page.locator("[name=title]").fill("核查滞后项目作业面")
    page.locator("[name=owner_post]").fill("轨道交通专班长")
    page.locator("[name=area]").select_option("370214000000")
    page.locator("[name=due_date]").fill("2021-11-30")
    page.get_by_role("button", name="交办").click()
    expect(page.locator("h1")).to_contain_text("核查滞后项目作业面")
    address = page.url
    sign_out(page)
    sign_in(page, "teamlead")
    page.goto("/workbench/todo/")
    expect(page.locator("main")).to_contain_text("核查滞后项目作业面")
    page.goto(address)
    page.get_by_role("button", name="接收").first.click()
    expect(page.locator(".record-head")).to_contain_text("办理中")
    # Without evidence it is refused; with it, it waits for another.
    page.get_by_role("link", name="提交办结").first.click()
    page.locator("[name=field_result], [name=result]").first.fill("已核查三处作业面")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("须附佐证")
    paper = tmp_path / "现场.txt"
    paper.write_text(EVIDENCE, encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(paper)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".record-head")).to_contain_text("待核实")
    sign_out(page)
    sign_in(page, "supervision")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("现场.txt")
    page.get_by_role("button", name="核实销号").or_(page.get_by_role("link", name="核实销号")).first.click()
    if page.locator(".form-card button[type=submit]").count():
        page.locator(".form-card button[type=submit]").first.click()
    expect(page.locator(".record-head")).to_contain_text("已销号")


def test_a_finding_under_a_red_light_does_not_close(page: Page) -> None:
    sign_in(page, "supervision")
    page.goto("/workbench/cases/?q=进度红灯")
    page.locator("[data-open]").first.click()
    page.get_by_role("link", name="销号").or_(page.get_by_role("button", name="销号")).first.click()
    if page.locator("form.form-card button[type=submit]").count():
        page.locator("form.form-card button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("计划 .*实际|红灯|尚未恢复"))
    expect(page.locator("main")).not_to_contain_text("已销号")


def test_six_decisions_of_a_meeting_become_six_tasks_and_lead_the_next_agenda(page: Page) -> None:
    sign_in(page, "supervision")
    page.goto("/workbench/meetings/agenda/?series=重点项目工作领导小组会议")
    expect(page.locator("main")).to_contain_text("轨道交通板块滞后项目逐个现场调度")
    expect(page.locator("main")).to_contain_text(re.compile(r"逾期\s*2\s*个工作日"))
    page.goto("/workbench/meetings/")
    page.locator("[data-open]").first.click()
    expect(page.locator("main")).to_contain_text("提出四季度拟开工项目清单")


def test_a_bulletin_takes_no_typed_number_and_its_editor_cannot_sign(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": WIDE[0], "height": WIDE[1]}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, "supervision")
    page.goto("/workbench/bulletins/")
    page.locator("[data-open]").first.click()
    expect(page.get_by_role("link", name="签发", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="公众页面")).to_be_visible()
    context.close()
