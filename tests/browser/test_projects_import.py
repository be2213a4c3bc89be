"""A file as a district has it: upload, preview, reasons, confirm, result, undo."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in

HEAD = "项目代码,项目名称,项目类别,街道(社区),建设单位,主抓单位,计划总投资(万元),计划开工日期"
UNITS = "青岛示例导入有限公司(示例),城阳区发展和改革局"


def _line(code: str, name: str, *, street: str = "城阳街道", fen: str = "5000", start: str = "2021-12-01") -> str:
    return f"{code},{name},产业,{street},{UNITS},{fen},{start}"


def _file(folder: Path) -> Path:
    file = folder / "重点项目(有误).csv"
    lines = [
        HEAD,
        _line("2110-370214-04-01-900001", "导入甲项目"),
        _line("2110-370214-04-01-900002", "导入乙项目"),
        _line("2110-370214-04-01-900001", "导入丙项目"),
        _line("2110-370214-04-01-900004", "导入丁项目", street="无名街道"),
        _line("2110-370214-04-01-900005", "导入戊项目", start="2021-02-30"),
    ]
    file.write_bytes("\r\n".join(lines).encode("gb18030"))
    return file


def test_a_file_with_faults_is_previewed_explained_loaded_and_undone(page: Page, tmp_path: Path) -> None:
    sign_in(page, "officer")
    page.goto("/workbench/imports/projects/")
    page.locator("input[type=file]").set_input_files(_file(tmp_path))
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("button", name=re.compile("确认载入 2 行"))).to_be_visible()

    page.get_by_role("link", name=re.compile("拒收")).first.click()
    reasons = page.locator("main")
    expect(reasons).to_contain_text("代码与第 2 行重复")
    expect(reasons).to_contain_text("无名街道")
    expect(reasons).to_contain_text("2021-02-30")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载拒收行").click()
    assert taken.value.suggested_filename.endswith(".xlsx")

    page.goto("/workbench/projects/?q=导入甲项目")
    expect(page.locator(".empty")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name=re.compile("确认载入 2 行")).click()
    expect(page.locator(".record-state")).to_contain_text("已载入")

    batch = page.url
    page.goto("/workbench/projects/?q=导入甲项目")
    expect(page.locator("tbody")).to_contain_text("导入甲项目")
    expect(page.locator("td.cell-stage")).to_contain_text("未供地")

    page.goto(batch)
    page.get_by_role("link", name="撤销载入").click()
    page.get_by_role("button", name="撤销载入").click()
    expect(page.locator(".record-state")).to_contain_text("已撤销")
    page.goto("/workbench/projects/?q=导入甲项目")
    expect(page.locator(".empty")).to_be_visible()
