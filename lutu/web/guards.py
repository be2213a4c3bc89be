"""Guards in front of staff pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from lutu.kernel.access.queries import NotAllowed, can
from lutu.kernel.access.registry import permissions

View = Callable[..., HttpResponseBase]


def staff_page(permission: str = "") -> Callable[[View], View]:
    """A page for signed-in accounts, and for those that hold the permission where one is named.

    A visitor is sent to sign in and comes back; an account without the permission gets the 403 page, which names the
    permission and whom to ask. `NotAllowed` raised inside the view ends the same way. Keeps `lutu_reads` marks.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if permission and not can(user=request.user, permission=permission, day=request.day):  # type: ignore[attr-defined]
                title = _(str(permissions().get(permission, permission)))
                raise PermissionDenied(
                    _("当前账号没有“{permission}”权限。如因工作需要,请联系本单位系统管理员开通。").format(
                        permission=title
                    )
                )
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as refusal:
                raise PermissionDenied(str(refusal)) from refusal

        return guarded

    return guard
