"""Saved views of list pages."""

import pytest

from lutu.web import actions
from lutu.web.models import SavedView
from lutu.web.tests.pages import sign_in
from tests.cast import AT

pytestmark = pytest.mark.django_db
FORM = {"list_key": "test-parcels", "name": "住宅", "query": "use=住宅用地", "next": "/workbench/parcels/?use=1"}


def test_a_view_is_saved_shown_and_deleted_by_its_owner(client, cast):
    sign_in(client, cast["admin"])
    answer = client.post("/views/save/", FORM)
    assert answer.url == FORM["next"]
    view = SavedView.objects.get()
    page = client.get("/workbench/parcels/").content.decode()
    assert "已保存视图“住宅”" in page
    assert 'href="?use=住宅用地"' in page
    client.post(f"/views/{view.pk}/delete/", {"next": "/workbench/parcels/"})
    assert not SavedView.objects.exists()


def test_nobody_sees_or_deletes_the_views_of_another(client, cast):
    view = actions.save_view(owner=cast["admin"], list_key="test-parcels", name="我的", query="", at=AT)
    sign_in(client, cast["officer"])
    assert "我的" not in client.get("/workbench/parcels/").content.decode()
    client.post(f"/views/{view.pk}/delete/")
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_the_same_name_again_replaces_the_view(cast):
    for query in ("q=1", "q=2"):
        actions.save_view(owner=cast["admin"], list_key="a", name=" 常用  视图 ", query=query, at=AT)
    assert SavedView.objects.get().query == "q=2"
    assert SavedView.objects.get().name == "常用 视图"


@pytest.mark.parametrize(("name", "query"), [("", ""), ("长" * 41, ""), ("好", "q" * 2001)])
def test_a_view_that_cannot_be_kept_is_refused_with_a_reason(client, cast, name, query):
    with pytest.raises(actions.ViewRefused, match="请"):
        actions.save_view(owner=cast["admin"], list_key="a", name=name, query=query, at=AT)
    sign_in(client, cast["admin"])
    client.post("/views/save/", {**FORM, "name": name, "query": query})
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_the_views_of_a_list(cast):
    for number in range(actions.VIEWS_PER_LIST):
        actions.save_view(owner=cast["admin"], list_key="a", name=f"视图{number}", query="", at=AT)
    with pytest.raises(actions.ViewRefused, match="最多保存"):
        actions.save_view(owner=cast["admin"], list_key="a", name="再一个", query="", at=AT)


def test_views_are_changed_by_post_only_and_by_signed_in_accounts_only(client):
    assert client.get("/views/save/").status_code == 405
    assert client.post("/views/save/", FORM).url.startswith("/accounts/login/")
