"""工作台首页: what the domains show first, and the way to every module."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lutu.kernel.access.queries import grants_on
from lutu.kernel.access.registry import reads_nothing
from lutu.kernel.notices.queries import unread_count
from lutu.web.guards import staff_page
from lutu.web.panels import home_panels


@reads_nothing("panels read through the domains' own queries, which filter by visible_to")
@staff_page()
def home(request: HttpRequest) -> HttpResponse:
    """Panels, modules, and in which posts the reader acts today."""
    context = {
        "panels": home_panels(front="workbench", user=request.user, day=request.day),
        "grants": grants_on(user=request.user, day=request.day),
        "unread": unread_count(user=request.user),
    }
    return render(request, "workbench/home.html", context)
