"""Language, easy view, and the headers of every page."""

import pytest

from lutu.web.middleware import EASY_VIEW_COOKIE, LANGUAGE_COOKIE

pytestmark = pytest.mark.django_db


def test_the_page_is_chinese_whatever_the_browser_wishes(client):
    page = client.get("/display/", headers={"accept-language": "en"})
    assert page.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans"' in page.content.decode()


def test_a_reader_chooses_english_and_comes_back_to_the_page(client):
    answer = client.post("/display/", {"language": "en", "next": "/parcels/?q=1"})
    assert (answer.status_code, answer.url) == (302, "/parcels/?q=1")
    page = client.get("/display/").content.decode()
    assert '<html lang="en"' in page
    assert "Skip to main content" in page


def test_a_reader_turns_the_easy_view_on_and_off(client):
    client.post("/display/", {"easy_view": "1"})
    assert '<html lang="zh-Hans" class="easy"' in client.get("/display/").content.decode()
    client.post("/display/", {"easy_view": "0"})
    assert 'class="easy"' not in client.get("/display/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_a_switch_never_leads_off_the_site(client, elsewhere):
    assert client.post("/display/", {"language": "en", "next": elsewhere}).url == "/"


@pytest.mark.parametrize("cookie", ["xx", "../../en", "é"])
def test_a_cookie_nobody_set_changes_nothing(client, cookie):
    client.cookies[LANGUAGE_COOKIE] = cookie
    client.cookies[EASY_VIEW_COOKIE] = cookie
    assert '<html lang="zh-Hans" data' in client.get("/display/").content.decode()


def test_opening_the_switch_changes_nothing(client):
    assert LANGUAGE_COOKIE not in client.get("/display/?language=en").cookies


def test_the_content_security_policy_allows_nothing_unsafe_and_nothing_from_elsewhere(client):
    policy = client.get("/display/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_no_page_carries_inline_script_or_style(client):
    page = client.get("/parcels/").content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page


def test_a_page_can_be_walked_by_landmarks(client):
    page = client.get("/parcels/").content.decode()
    for mark in ('class="skip-link" href="#content"', '<main id="content"', "<header", "<nav", "<footer", "<h1>"):
        assert mark in page
