"""Who gets past the guard of a staff page, and how a refusal reads."""

import pytest

from lutu.kernel.access.queries import NotAllowed
from lutu.kernel.access.registry import declare_permission
from lutu.web.guards import staff_page
from lutu.web.tests.pages import READ, sign_in

pytestmark = pytest.mark.django_db


def test_a_visitor_signs_in_first_and_comes_back(client):
    answer = client.get("/workbench/guarded/?x=1")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/workbench/guarded/%3Fx%3D1"


def test_an_account_with_the_permission_gets_in(client, cast):
    assert sign_in(client, cast["admin"]).get("/workbench/guarded/").status_code == 200


def test_an_account_without_it_is_told_which_one_is_missing_and_whom_to_ask(client, cast):
    declare_permission(READ, "查看单位、人员和岗位")
    answer = sign_in(client, cast["stranger"]).get("/workbench/guarded/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "查看单位、人员和岗位" in page
    assert "系统管理员" in page
    assert READ not in page


def test_a_refusal_inside_the_view_ends_as_a_page_too(rf, cast):
    from django.core.exceptions import PermissionDenied

    @staff_page()
    def refuses(request):
        raise NotAllowed("不在本街道范围内")

    request = rf.get("/")
    request.user = cast["officer"]
    with pytest.raises(PermissionDenied, match="不在本街道范围内"):
        refuses(request)


def test_the_guard_keeps_what_a_view_declares_to_read():
    def view(request):
        return None

    view.lutu_reads = ("mark",)
    assert staff_page(READ)(view).lutu_reads == ("mark",)
