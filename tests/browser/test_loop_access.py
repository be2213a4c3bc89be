"""The pages of the loop for everybody: cases, meetings, figures, bulletins, notices, calendars, without a barrier."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import MODES, NARROW, WIDE, barriers, open_for_axe, sign_in

RATE = "projects.district_start_rate"
PUBLIC = (
    "/bulletins/", "/figures/", f"/figures/{RATE}/", f"/figures/{RATE}/370214000000/2021Q3/",
    f"/figures/{RATE}/370214005000/2021Q3/", "/open/", "/notices/", "/objections/",
)  # fmt: skip
STAFF = (
    "/workbench/", "/workbench/todo/", "/workbench/cases/", "/workbench/cases/new/", "/workbench/meetings/",
    "/workbench/meetings/new/", "/workbench/meetings/agenda/", "/workbench/deputies/", "/workbench/deputies/delegate/",
    "/workbench/deputies/absence/", "/workbench/handover/", "/workbench/inbox/", "/workbench/public-notices/",
    "/workbench/public-notices/new/", "/workbench/objections/", "/workbench/calendars/", "/workbench/indicators/",
    "/workbench/indicators/periods/", "/workbench/indicators/findings/", f"/workbench/indicators/{RATE}/",
    "/workbench/bulletins/", "/workbench/bulletins/new/", "/workbench/projects/templates/",
    "/workbench/projects/light-rules/",
)  # fmt: skip
FIRST_OF = (
    "/workbench/cases/", "/workbench/meetings/", "/workbench/calendars/", "/workbench/indicators/findings/",
    "/workbench/bulletins/", "/workbench/projects/?light=red", "/workbench/projects/templates/",
    "/workbench/projects/light-rules/",
)  # fmt: skip


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_pages_of_the_loop_have_no_barrier(browser: Browser, address: str, mode: str, size: tuple[int, int]) -> None:
    context = open_for_axe(browser, address=address, size=size, mode=mode)
    page = context.new_page()
    faults: list[str] = []
    for path in PUBLIC:
        page.goto(path)
        faults += barriers(page, width=size[0])
    page.goto("/bulletins/")
    page.locator("[data-open]").first.click()
    page.wait_for_load_state()
    faults += barriers(page, width=size[0])
    sign_in(page, "supervision")
    for path in STAFF:
        assert page.goto(path).status == 200, path
        faults += barriers(page, width=size[0])
    for path in FIRST_OF:
        page.goto(path)
        page.locator("[data-open]").first.click()
        page.wait_for_load_state()
        faults += barriers(page, width=size[0])
        further = page.locator(".record-tabs a:not([aria-current])").evaluate_all("rows => rows.map(row => row.href)")
        for tab in further:
            page.goto(tab)
            faults += barriers(page, width=size[0])
    context.close()
    assert not faults
