"""Every page of projects for everybody: no axe finding and nothing cut off, in both languages and the easy view."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import MODES, NARROW, WIDE, barriers, open_for_axe, sign_in

PUBLIC = ("/projects/", "/projects/?stage=accepted&q=没有这样的项目", "/projects/map/?stage=no_land")
STAFF = (
    "/workbench/projects/",
    "/workbench/projects/new/",
    "/workbench/projects/permits/?period=90",
    "/workbench/projects/land/",
)
FIRST_OF = ("/projects/?stage=started", "/workbench/projects/?stage=started", "/workbench/projects/land/")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_pages_of_projects_have_no_barrier(browser: Browser, address: str, mode: str, size: tuple[int, int]) -> None:
    context = open_for_axe(browser, address=address, size=size, mode=mode)
    page = context.new_page()
    faults: list[str] = []
    sign_in(page, "officer")
    for path in (*PUBLIC, *STAFF):
        page.goto(path)
        faults += barriers(page, width=size[0])
    for path in FIRST_OF:
        page.goto(path)
        page.locator("[data-open]").first.click()
        page.wait_for_load_state()
        faults += barriers(page, width=size[0])
    context.close()
    assert not faults
