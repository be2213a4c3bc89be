"""The public portal's own pages. It shows what everybody may see, whoever is signed in."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lutu.kernel.access.registry import reads_nothing
from lutu.kernel.search.queries import results
from lutu.web.navigation import entries_for, grouped
from lutu.web.panels import home_panels
from lutu.web.typed import one_line

HITS = 20
VISITOR = AnonymousUser()


@reads_nothing("栏目各自按公开范围读取")
def home(request: HttpRequest) -> HttpResponse:
    """首页: one search box, the doors that exist, and the panels the domains put here."""
    day = request.day  # type: ignore[attr-defined]
    context = {
        "doors": grouped(entries_for(front="portal", user=VISITOR, day=day)),
        "panels": home_panels(front="portal", user=VISITOR, day=day),
    }
    return render(request, "portal/home.html", context)


@reads_nothing("检索按各类对象的公开范围读取,见 lutu.kernel.search.queries")
def search(request: HttpRequest) -> HttpResponse:
    """搜索: everything public that holds the words."""
    text = one_line(request.GET.get("q", ""))
    groups = results(user=VISITOR, text=text, day=request.day, limit=HITS) if text else []  # type: ignore[attr-defined]
    context = {"text": text, "groups": groups, "total": sum(group.total for group in groups)}
    return render(request, "portal/search.html", context)


@reads_nothing("固定内容")
def help_page(request: HttpRequest) -> HttpResponse:
    """帮助: how to find, read and report."""
    return render(request, "portal/help.html")


@reads_nothing("固定内容")
def accessibility(request: HttpRequest) -> HttpResponse:
    """无障碍声明: what the site does for readers, and whom to tell where it falls short."""
    return render(request, "portal/accessibility.html")


@reads_nothing("导航项本身")
def sitemap(request: HttpRequest) -> HttpResponse:
    """站点地图: every public page by its door."""
    day = request.day  # type: ignore[attr-defined]
    return render(
        request, "portal/sitemap.html", {"doors": grouped(entries_for(front="portal", user=VISITOR, day=day))}
    )
