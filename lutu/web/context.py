"""What every template knows about the page around it."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lutu.web import clock
from lutu.web.navigation import FRONTS, Group, entries_for, grouped

WORKBENCH = "/workbench/"


def page(request: HttpRequest) -> dict[str, Any]:
    """The site's names, the day, the demo mark, the reader's choices and the menus (made only where shown).

    Safe on error pages: a request that failed before the clock was set has no day and gets no menu.
    """
    day = getattr(request, "day", None)

    def menu(front: str) -> list[Group]:
        if day is None or not hasattr(request, "user"):
            return []
        return grouped(entries_for(front=front, user=request.user, day=day))

    menus = {front: SimpleLazyObject(partial(menu, front)) for front in FRONTS}
    return {
        "site": settings.LUTU_SITE,
        "day": day,
        "demo_day": clock.demo_day() if day is not None else None,
        "easy_view": getattr(request, "easy_view", False),
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        # Records and forms stand in the frame of the front they are opened in.
        "frame": "web/workbench.html" if request.path.startswith(WORKBENCH) else "web/portal.html",
        "portal_menu": menus["portal"],
        "workbench_menu": menus["workbench"],
        "menu_current": SimpleLazyObject(lambda: _current(request.path, menus.values())),
    }


def _current(path: str, menus: Iterable[Iterable[Group]]) -> str:
    """The address of the menu entry the page lies under: the longest that begins the path."""
    addresses = [entry.url for menu in menus for group in menu for entry in group.entries]
    return max((address for address in addresses if path.startswith(address)), key=len, default="")
