"""The public portal's own pages."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = ["portal:home", "portal:search", "portal:help", "portal:accessibility", "portal:sitemap", "web:display"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_a_visitor_in_both_languages(client, name):
    for language, mark in (("zh-hans", 'lang="zh-Hans"'), ("en", 'lang="en"')):
        client.cookies["lutu_language"] = language
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert f"<html {mark}" in answer.content.decode()


def test_the_home_page_has_one_search_box_and_the_doors_that_exist(client):
    page = client.get("/").content.decode()
    assert page.count('type="search"') == 1
    assert "项目与实事" in page
    for later in ("心理", "健身", "法律"):
        assert later not in page


def test_a_search_without_a_hit_says_what_to_try(client):
    page = client.get("/search/", {"q": "没有的内容"}).content.decode()
    assert "没有找到与“没有的内容”有关的内容" in page
    assert "换一个更短的词" in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\x00", "“”", "长" * 500, "' OR 1=1 --"])
def test_a_search_stands_whatever_is_typed(client, text):
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_the_portal_shows_the_same_to_staff_as_to_everybody(client, cast):
    before = client.get("/sitemap/").content.decode()
    client.force_login(cast["admin"])
    after = client.get("/sitemap/").content.decode()
    content = before[before.index('<div class="card prose sitemap">') : before.index("</main>")]
    assert content in after


def test_the_footer_shows_what_the_operator_has_set(client, settings):
    assert "网站标识码" not in client.get("/").content.decode()
    settings.LUTU_SITE = {**settings.LUTU_SITE, "host_unit": "示例区人民政府办公室", "site_code": "3702140001"}
    page = client.get("/").content.decode()
    for text in ("主办单位", "示例区人民政府办公室", "网站标识码", "3702140001", "网站找错", "站点地图"):
        assert text in page
    assert "ICP备案号" not in page
