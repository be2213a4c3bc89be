"""What the package declares at start: its kinds, and that it hears of a changed calendar."""

from django.utils.translation import gettext_lazy as _

from lutu.kernel.calendars.registry import on_calendar_change
from lutu.kernel.notices.actions.calendar_change import recount_windows
from lutu.kernel.notices.registry import declare_notice_kind, declare_public_notice_kind

GENERAL = "notices.general"


def register() -> None:
    """Called once when the package is ready."""
    declare_notice_kind("notices.objection", _("异议"))
    declare_public_notice_kind(GENERAL, _("一般公示"))
    on_calendar_change(recount_windows)
