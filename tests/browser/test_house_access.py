"""The house's own pages for everybody: no axe finding and nothing cut off, in both languages and the easy view."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import MODES, NARROW, WIDE, barriers, open_for_axe, sign_in

PUBLIC = (
    "/", "/search/?q=轨道", "/help/", "/accessibility/", "/sitemap/", "/nowhere/", "/accounts/login/",
    "/accounts/password/reset/", "/accounts/signup/",
)  # fmt: skip
ADMINISTRATION = (
    "/workbench/", "/workbench/search/?q=轨道", "/workbench/registers/", "/workbench/parameters/",
    "/workbench/parameters/projects.start_basis/", "/workbench/people/", "/workbench/people/new/", "/workbench/posts/",
    "/workbench/organisations/", "/workbench/areas/", "/workbench/imports/", "/workbench/imports/people/",
    "/workbench/jobs/", "/workbench/audit/", "/workbench/health/", "/accounts/password/change/", "/accounts/2fa/",
)  # fmt: skip
FIRST_OF = ("/workbench/registers/", "/workbench/people/", "/workbench/posts/")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_pages_of_the_house_have_no_barrier(browser: Browser, address: str, mode: str, size: tuple[int, int]) -> None:
    context = open_for_axe(browser, address=address, size=size, mode=mode)
    page = context.new_page()
    faults: list[str] = []
    for path in PUBLIC:
        page.goto(path)
        faults += barriers(page, width=size[0])
    sign_in(page, "admin")
    for path in ADMINISTRATION:
        page.goto(path)
        faults += barriers(page, width=size[0])
    for path in FIRST_OF:
        page.goto(path)
        page.locator("[data-open]").first.click()
        page.wait_for_load_state()
        faults += barriers(page, width=size[0])
    context.close()
    assert not faults
