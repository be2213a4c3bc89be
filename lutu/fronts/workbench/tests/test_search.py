import pytest
from django.urls import reverse


@pytest.mark.django_db
def test_staff_find_units_people_and_posts_that_they_may_see(client, cast):
    client.force_login(cast["admin"])
    assert "督查室" in client.get(reverse("workbench:search"), {"q": "督查室"}).content.decode()
    assert "项目科员" in client.get(reverse("workbench:search"), {"q": "项目科员"}).content.decode()


@pytest.mark.django_db
def test_neither_a_visitor_nor_an_account_without_a_post_finds_people(client, cast):
    for address in (reverse("portal:search"), reverse("workbench:search")):
        client.force_login(cast["stranger"])
        page = client.get(address, {"q": "项目科员"}).content.decode()
        assert "result-list" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "\x00", "督查\x00室", "'\" OR 1=1 --", "((", "x" * 5000])
def test_odd_questions_never_break_the_page(client, cast, text):
    client.force_login(cast["admin"])
    assert client.get(reverse("workbench:search"), {"q": text}).status_code == 200
    assert client.get(reverse("portal:search"), {"q": text}).status_code == 200
