"""Home panels: short bands that domains put on the home page of the portal or the workbench."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

PanelContext = Callable[..., dict[str, Any] | None]
_PANELS: dict[tuple[str, str], "HomePanel"] = {}


@dataclass(frozen=True)
class HomePanel:
    """首页栏目: a template and what fills it."""

    front: str
    template: str
    context: PanelContext
    order: int


def declare_home_panel(front: str, template: str, context: PanelContext, order: int = 100) -> None:
    """Register a panel of a front ("portal" or "workbench"); the same template again replaces it.

    `context(*, user, day)` gives the template's context, or None where there is nothing to show that day.
    """
    _PANELS[(front, template)] = HomePanel(front, template, context, order)


def home_panels(*, front: str, user: Any, day: date) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of each panel with something to show, in order."""
    panels = sorted(_PANELS.values(), key=lambda panel: (panel.order, panel.template))
    filled = [(panel.template, panel.context(user=user, day=day)) for panel in panels if panel.front == front]
    return [(template, context) for template, context in filled if context is not None]
