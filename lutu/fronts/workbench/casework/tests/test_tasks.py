"""交办任务 through its page, and the names its fields offer."""

import pytest
from django.urls import reverse

from lutu.fronts.workbench.casework.tests.asking import address, page
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.tests.sample import Desk


def test_a_task_from_a_case_knows_where_it_came_from(desk: Desk, as_) -> None:
    case, client = desk.task(title="来源的事项"), as_("supervision")
    query = f"?subject=casework.case/{case.pk}"
    assert "来源的事项" in client.get(reverse("workbench:task_new") + query).content.decode()
    post = desk.post("officer")
    sent = {
        "key": "once", "title": "派生的任务", "summary": "", "owner_post": f"{post}({post.code})",
        "area": desk.district.root.pk, "due_date": "2021-11-30", "sensitivity": "internal",
    }  # fmt: skip
    first = client.post(reverse("workbench:task_new") + query, sent)
    second = client.post(reverse("workbench:task_new") + query, sent)
    made = Case.objects.get(title="派生的任务")
    assert first.url == second.url == address("case", made)
    assert (made.parent, made.raiser, made.owner_post) == (case, desk.cast.people["supervision"], post)
    assert "派生的任务" in page(client, "case", case)
    assert client.get(reverse("workbench:task_new") + "?subject=casework.case/999999").status_code == 404


def test_a_task_with_a_deadline_behind_it_is_refused_at_its_field(desk: Desk, as_) -> None:
    sent = {"key": "k", "title": "过期", "owner_post": "G003", "area": desk.district.root.pk, "due_date": "2021-11-08"}
    answer = as_("supervision").post(reverse("workbench:task_new"), {**sent, "sensitivity": "internal"})
    assert answer.status_code == 422
    assert "完成期限 2021-11-08 已过" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(("typed", "found"), [("经济 城阳", 1), ("P001", 0), ("没有这个", 0)])
def test_posts_are_suggested_by_the_words_typed(desk: Desk, as_, typed: str, found: int) -> None:
    answer = as_("supervision").get(reverse("workbench:post_suggest"), {"q": typed})
    assert len(answer.json()["options"]) == found
    assert as_("resident").get(reverse("workbench:post_suggest"), {"q": typed}).json() == {"options": []}
