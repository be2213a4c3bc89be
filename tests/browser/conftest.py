"""A demo district in a folder of its own, served as in production, and a real Chromium that looks at it.

The district is loaded once a run; tests that write choose rows of their own. Every page is watched: an error in the
browser's console, such as a script or style against the content security policy, fails the test.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "lutu-demo-2021"
DRAWING = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SECONDS_TO_START = 30
WIDE, NARROW = (1280, 900), (390, 844)
MODES = {"zh": {}, "en": {"lutu_language": "en"}, "easy": {"lutu_easy_view": "1"}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here drives a browser."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demo district is served."""
    var = tmp_path_factory.mktemp("var")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LUTU_", "DATABASE_"))}
    environment |= {"LUTU_VAR": str(var), "LUTU_LOG": "ERROR", "PYTHONPATH": str(ROOT)}
    for command in (["messages", "compile"], ["assets"], ["demo", "--size", "full"]):
        subprocess.run(_lutu(*command), env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    port = _free_port()
    log = (var / "serve.log").open("w")
    server = subprocess.Popen(
        _lutu("serve", "--port", str(port), "--workers", "1"), env=environment, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=DRAWING)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh visitor on an office screen."""
    context = browser.new_context(base_url=address, viewport={"width": WIDE[0], "height": WIDE[1]}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console stays clean."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert not [text for text in said if "status of 4" not in text], said


def sign_in(page: Page, username: str) -> None:
    """Sign in as one of the demo cast."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/workbench/")


def open_for_axe(browser: Browser, *, address: str, size: tuple[int, int], mode: str) -> BrowserContext:
    """A visitor in one of MODES whose pages take axe's script, which the policy of the pages would refuse."""
    context = browser.new_context(
        base_url=address, viewport={"width": size[0], "height": size[1]}, bypass_csp=True, locale="zh-CN"
    )
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in MODES[mode].items()])
    return context


def barriers(page: Page, *, width: int) -> list[str]:
    """What axe finds on the page, and whether it is wider than the screen."""
    found = [
        f"{page.url}: {item['id']} {item['nodes'][0]['html'][:120]}" for item in Axe().run(page).response["violations"]
    ]
    needed = page.evaluate("document.documentElement.scrollWidth")
    return [*found, f"{page.url}: {needed} px wide on {width}"] if needed > width else found


def _lutu(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "import sys; from lutu.fronts.cli import main; sys.exit(main())", *arguments]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(url, timeout=5)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {SECONDS_TO_START} s")
