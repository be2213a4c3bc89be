"""Display switches and saved views."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lutu.kernel.access.registry import reads_nothing
from lutu.web import actions
from lutu.web.guards import staff_page
from lutu.web.middleware import EASY_VIEW_COOKIE, LANGUAGE_COOKIE

YEAR = 365 * 24 * 3600


@reads_nothing("显示方式只存在读者自己的浏览器里")
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Choose language and easy view (显示方式). A post keeps the choice in a cookie and returns to the page."""
    if request.method != "POST":
        return render(request, "web/display.html")
    response = redirect(_came_from(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep(response, LANGUAGE_COOKIE, language)
    if request.POST.get("easy_view") in ("0", "1"):
        _keep(response, EASY_VIEW_COOKIE, request.POST["easy_view"])
    return response


@reads_nothing("常用视图属于读者本人")
@require_POST
@staff_page()
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters of a list page under a name."""
    name = request.POST.get("name", "")
    try:
        view = actions.save_view(
            owner=request.user,  # type: ignore[arg-type]
            list_key=request.POST.get("list_key", "")[:80],
            name=name,
            query=request.POST.get("query", ""),
            at=request.now,  # type: ignore[attr-defined]
        )
    except actions.ViewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已保存视图“{name}”。").format(name=view.name))
    return redirect(_came_from(request))


@reads_nothing("常用视图属于读者本人")
@require_POST
@staff_page()
def delete_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete one of the reader's own saved views."""
    if actions.delete_view(owner=request.user, view_id=view_id):  # type: ignore[arg-type]
        messages.success(request, _("视图已删除。"))
    else:
        messages.error(request, _("没有找到这个视图,可能已被删除。"))
    return redirect(_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """The page to return to: only an address of this site, otherwise the home page."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS)
