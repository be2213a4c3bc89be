"""What the bulletin puts on the portal's home page: the newest one, with its date."""

from datetime import date
from typing import Any

from lutu.domains.reform.queries import bulletin_content, published_bulletins


def portal_panel(*, user: Any, day: date) -> dict[str, Any] | None:
    """The newest published bulletin and its figures; nothing before the first."""
    bulletin = published_bulletins(user=user, day=day).first()
    if bulletin is None:
        return None
    return {"bulletin": bulletin, "content": bulletin_content(bulletin=bulletin)}
