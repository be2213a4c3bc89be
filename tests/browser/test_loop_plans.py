"""Teams, plans and photographs in a real browser: what S2.16 and S2.17 promise, by pages alone.

Each journey keeps to a project, a list and a case of its own.
"""

import re
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import sign_in

LEADERLESS = ("麓恒精密模具技术改造项目", "2005-370214-04-03-798503")
LANDLESS = ("沐辰商贸服务中心项目", "2009-370214-04-02-081259")
TASKS = {
    "地块权属核查": "2022-02-16", "征收补偿到位核实": "2022-02-26", "规划条件出具": "2022-03-08",
    "土壤污染状况调查": "2022-03-18", "考古调查勘探": "2022-03-28", "地价评估": "2022-04-02",
    "净地交付条件确认": "2022-04-07", "出让方案报批": "2022-04-17", "出让公告发布": "2022-04-22",
    "挂牌与竞价": "2022-05-22", "签订出让合同": "2022-06-01", "交地与不动产登记": "2022-07-01",
}  # fmt: skip
CAMERA, CAMERA_MODEL = "LUTU-CAMERA-36.30N-120.40E", 0x0110


def go_to_project(page: Page, project: tuple[str, str]) -> None:
    page.goto(f"/workbench/projects/?q={project[1]}")
    page.get_by_role("link", name=project[0], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(project[0])


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="本页内容").get_by_role("link", name=name).click()
    expect(page.locator(".record-tabs [aria-current]")).to_have_text(name)


def name_in_team(page: Page, act: str, button: str, **typed: str) -> None:
    """Fill one of the forms about a project's team, by the names of the fields."""
    open_tab(page, "专班与任务")
    page.locator("#team").get_by_role("link", name=act, exact=True).click()
    for name, text in typed.items():
        page.locator(f"main [name={name}]").fill(text)
    page.get_by_role("button", name=button, exact=True).click()


def test_a_project_becomes_key_only_with_one_leader_and_a_team_whose_history_stays(page: Page) -> None:
    name, code = LEADERLESS
    sign_in(page, "officer")
    page.get_by_role("navigation").get_by_role("link", name="台账与清单").click()
    page.get_by_role("link", name="设立清单").click()
    page.get_by_label("名称").fill("区级攻坚项目(示例)")
    page.get_by_label("代码").fill("key-journey")
    page.get_by_label("类别").fill("重点清单")
    page.get_by_label("对外公开").uncheck()
    page.get_by_role("button", name="设立").click()
    register = page.url

    # On the page of the list, and on the project's own: refused in the same words, nothing typed is lost.
    page.get_by_role("link", name="入列", exact=True).click()
    page.get_by_label("对象代码").fill(code)
    page.get_by_role("button", name="入列", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("须一名领导;须至少一名专班成员")
    expect(page.get_by_label("对象代码")).to_have_value(code)
    go_to_project(page, LEADERLESS)
    open_tab(page, "专班与任务")
    expect(page.locator("#team")).to_contain_text("还没有包联领导")
    join_list(page)
    expect(page.get_by_role("alert")).to_contain_text("须一名领导")

    go_to_project(page, LEADERLESS)
    name_in_team(page, "安排包联领导", "安排", holder="leader.02", day="2021-11-01", document="示包联〔2021〕9 号")
    expect(page.locator("#team .leader")).to_contain_text("自 2021-11-01 起 · 示包联〔2021〕9 号")
    first = page.locator("#team .leader strong").inner_text()
    join_list(page)
    expect(page.get_by_role("alert")).to_contain_text("须至少一名专班成员")
    expect(page.get_by_role("alert")).not_to_contain_text("须一名领导")
    go_to_project(page, LEADERLESS)
    name_in_team(page, "增补成员", "安排", holder="team.equipment", day="2021-11-01")
    name_in_team(page, "列入单位", "列入", unit="城阳区科学技术局", day="2021-11-01")
    expect(page.locator("#team")).to_contain_text(re.compile(r"专班单位\s*城阳区科学技术局|专班单位\s*区科学技术局"))

    # One leader: nobody is offered the way to a second, and who had the form open is told whom there is.
    appoint = page.url.replace("/people/", "/leader/")
    expect(page.locator("#team").get_by_role("link", name="安排包联领导")).to_have_count(0)
    page.goto(appoint)
    page.locator("main [name=holder]").fill("leader.03")
    page.get_by_role("button", name="安排", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(f"已有领导 {first}(自 2021-11-01 起),请先交接")

    go_to_project(page, LEADERLESS)
    join_list(page)
    expect(page.locator(".notice-success")).to_contain_text("已入列")
    expect(page.locator("main")).to_contain_text("区级攻坚项目(示例)")
    open_tab(page, "专班与任务")
    page.locator("#team .leader").get_by_role("link", name="结束").click()
    page.get_by_label("原因").fill("工作调整")
    page.get_by_role("button", name="结束").click()
    expect(page.get_by_role("alert")).to_contain_text("重点项目须一名领导,请用“交接”换人")

    go_to_project(page, LEADERLESS)
    open_tab(page, "专班与任务")
    page.locator("#team .leader").get_by_role("link", name="交接").click()
    page.get_by_label("接任人").fill("leader.03")
    page.get_by_label("依据文号").fill("示包联〔2021〕10 号")
    page.get_by_role("button", name="交接").click()
    expect(page.locator(".notice-success")).to_contain_text("已交接,原任期仍可查")
    expect(page.locator("#team .leader strong")).not_to_have_text(first)
    page.locator("#team summary", has_text="曾任(1)").click()
    expect(page.locator("#team details")).to_contain_text(
        re.compile(rf"包联领导\s*{first}.*2021-11-01\s*至\s*2021-11-09", re.S)
    )
    expect(page.locator(".timeline-steps")).to_contain_text("交接包联或专班任务")
    page.goto(register)
    expect(page.locator("table.rows")).to_contain_text(name)


def join_list(page: Page) -> None:
    """Ask for the place on the journey's key list, from the project's page."""
    open_tab(page, "概况")
    page.get_by_role("link", name="入列", exact=True).click()
    page.get_by_label("清单").select_option(label="区级攻坚项目(示例)")
    page.get_by_role("button", name="入列", exact=True).click()


def test_the_template_becomes_twelve_dated_tasks_on_the_page_and_on_the_owners_lists(page: Page) -> None:
    name, code = LANDLESS
    sign_in(page, "officer")
    go_to_project(page, LANDLESS)
    name_in_team(page, "安排包联领导", "安排", holder="leader.01", day="2021-11-01")
    name_in_team(page, "增补成员", "安排", holder="team.rail", day="2021-11-01")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="计划模板").click()
    page.get_by_role("link", name="土地出让").click()
    expect(page.locator("main")).to_contain_text("12 个节点")
    page.get_by_label("应用到项目").fill(code)
    page.get_by_role("button", name="下一步").click()

    # Without a day nothing is dated; with it every node is, and nothing is written before the word is given.
    day = page.locator("main [name=land]")
    day.fill("")
    page.get_by_role("button", name="排出日期").click()
    expect(page.get_by_role("alert")).to_be_visible()
    day.fill("2022-06-01")
    page.get_by_role("button", name="排出日期").click()
    expect(page.get_by_role("heading", name="将交办 12 项任务")).to_be_visible()
    assert dated(page.get_by_role("region", name="节点"), words=1, day=0) == TASKS
    page.get_by_role("button", name="确认交办").click()
    expect(page.locator(".notice-success")).to_contain_text("已交办 12 项任务")
    tasks = page.locator("#tasks").get_by_role("region", name="土地出让")
    assert dated(tasks, words=0, day=1) == TASKS
    expect(tasks.locator("tbody tr").first).to_contain_text("项目科科长")
    expect(tasks.locator("tbody tr", has_text="净地交付条件确认")).to_contain_text("轨道交通专班长")
    expect(page.locator(".timeline-steps")).to_contain_text("应用专项任务")

    # The same again while it is under way is refused.
    page.locator("#tasks").get_by_role("link", name="应用模板").click()
    page.get_by_role("link", name="土地出让").click()
    page.locator("main [name=land]").fill("2022-06-01")
    page.get_by_role("button", name="排出日期").click()
    page.get_by_role("button", name="确认交办").click()
    expect(page.get_by_role("alert")).to_contain_text("任务还在办理,不能重复应用")

    # The next node waits for its owner, and says which project it is for.
    assert waiting(page, name) == 9
    row = page.locator("tbody tr", has_text=f"{name}:地块权属核查")
    expect(row).to_contain_text("2022-02-16")
    row.locator("[data-open]").click()
    expect(page.locator("main")).to_contain_text("土地出让任务 T01,计划 2022-02-16 完成")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.context.clear_cookies()
    sign_in(page, "teamlead")
    assert waiting(page, name) == 3
    expect(page.locator("tbody")).to_contain_text(f"{name}:征收补偿到位核实")


def dated(table: Locator, *, words: int, day: int) -> dict[str, str]:
    """{name of the node: its day} of a table, without the code before the name."""
    expect(table).to_be_visible()
    rows = [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in table.locator("tbody tr").all()]
    return {re.sub(r"^T\d+ ", "", row[words]): row[day] for row in rows}


def waiting(page: Page, name: str) -> int:
    """How many tasks about a project wait for whoever is signed in."""
    page.goto(f"/workbench/todo/?q={name}")
    return page.locator("tbody [data-open]").count()


def test_a_large_photograph_is_made_smaller_before_it_travels_and_arrives_without_its_place(
    page: Page, tmp_path: Path
) -> None:
    sign_in(page, "supervision")
    page.goto("/workbench/cases/new/")
    page.locator("[name=title]").fill("拍摄现场全景")
    page.locator("[name=owner_post]").fill("轨道交通专班长")
    page.locator("[name=area]").select_option("370214000000")
    page.locator("[name=due_date]").fill("2021-11-30")
    page.get_by_role("button", name="交办").click()
    expect(page.locator("h1")).to_contain_text("拍摄现场全景")
    address = page.url
    photo = tmp_path / "全景.jpg"
    taken(photo, (4000, 3000))
    assert photo.stat().st_size > 5_000_000
    assert CAMERA.encode() in photo.read_bytes()

    page.context.clear_cookies()
    sign_in(page, "teamlead")
    page.goto(address)
    page.get_by_role("link", name="上传文件").click()
    page.get_by_label("选择文件").set_input_files(photo)
    expect(page.locator("[data-chosen]")).to_contain_text(re.compile(r"全景\.jpg.* · 已缩小"))
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="上传", exact=True).click()
    travelled = int(sent.value.all_headers()["content-length"])
    expect(page.locator(".notice-success")).to_contain_text("已上传文件 1 个")
    file = page.locator(".file-list").get_by_role("link", name="全景.jpg").first
    arrived = page.request.get(file.get_attribute("href") or "").body()
    assert len(arrived) <= travelled < photo.stat().st_size / 2
    with Image.open(BytesIO(arrived)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1600, 1200))
    assert CAMERA.encode() not in arrived
    expect(page.locator(".timeline-steps")).to_contain_text(re.compile("上传文件.*佐证材料", re.S))


def taken(file: Path, size: tuple[int, int]) -> None:
    """A photograph of a site, noisy as such are, with the place and the camera in it."""
    exif = Image.Exif()
    exif[CAMERA_MODEL] = CAMERA
    Image.effect_noise(size, 80).save(file, quality=90, exif=exif)
