"""What the portal declares about public notices: its door and its band on the home page."""

from django.utils.translation import gettext_lazy as _

from lutu.fronts.portal.notices.panels import running_panel
from lutu.web.navigation import Entry, declare_entry
from lutu.web.panels import declare_home_panel


def register() -> None:
    """Called once when the fronts are ready."""
    door = _("公示")
    promise = _("影响企业和居民的事项,生效前先公示,有异议可在网上提出")
    lookup = _("凭回执编号和手机号查看办理情况和答复")
    declare_entry(
        Entry("portal", door, _("公示与异议"), "portal:public_notices", icon="speakerphone", order=60, summary=promise)
    )
    declare_entry(
        Entry("portal", door, _("查询异议答复"), "portal:objection_lookup", icon="search", order=61, summary=lookup)
    )
    declare_home_panel("portal", "portal/notices/home_panel.html", running_panel, order=40)
