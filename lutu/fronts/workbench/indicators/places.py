"""Whose figures a reader may look at: the district with its streets, or the areas of their own posts."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from lutu.fronts.workbench.indicators.permissions import READ
from lutu.kernel.access.queries import grants_on
from lutu.kernel.territory.models import Area
from lutu.kernel.territory.queries import areas_on


def places_for(*, user: Any, day: date) -> list[Area]:
    """The areas offered for choice: the district first and every street, or what the reader's grants hold."""
    held = [grant.area for grant in grants_on(user=user, day=day) if READ in grant.permissions]
    districts = [area for area in held if area.level == Area.Level.DISTRICT]
    if districts:
        return [districts[0], *areas_on(day=day, level=Area.Level.STREET)]
    return list({area.code: area for area in held}.values())


def chosen_place(request: HttpRequest) -> tuple[Area, list[Area]]:
    """The area asked for in the address bar where it is offered, else the first; and all that are offered."""
    offered = places_for(user=request.user, day=request.day)  # type: ignore[attr-defined]
    asked = request.GET.get("area", "")
    return next((area for area in offered if area.code == asked), offered[0]), offered
