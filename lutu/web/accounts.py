"""Signing in: nobody opens an account for himself, and an identity provider lets in only people already known.

Accounts are opened by an administrator (`lutu.kernel.access.actions.open_account`). The adapters below also say every
refusal in plain words.
"""

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.actions import note_failed_sign_in, note_sign_in
from lutu.kernel.access.models import Account

_WRONG = _("登录名或密码不正确,请核对后重试。忘记密码可用“找回密码”,没有登记邮箱的请联系系统管理员。")


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by name or e-mail and password; no open sign-up, no change of e-mail by oneself."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。如需恢复,请联系本单位系统管理员。"),
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "enter_current_password": _("当前密码不正确,请重新输入。"),
        "incorrect_password": _("密码不正确,请重新输入。"),
        "incorrect_code": _("验证码不正确或已过期,请输入验证器上当前显示的6位数字。"),
        "invalid_password_reset": _("这个重置链接已失效,请重新申请找回密码。"),
        "too_many_login_attempts": _("连续输错次数过多,请过几分钟再试。"),
        "rate_limited": _("操作过于频繁,请过几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; accounts are opened by an administrator."""
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign the account in and keep a trace of it."""
        super().login(request, user)
        note_sign_in(account=user, at=request.now)  # type: ignore[attr-defined]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure against the limits and keep a trace where the account is known."""
        super().authentication_failed(request, **credentials)
        login = credentials.get("username") or credentials.get("email") or ""
        note_failed_sign_in(login=str(login), at=request.now)  # type: ignore[attr-defined]


class KnownPeopleAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in through the district's identity provider, for accounts that already stand here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An identity that matches no account opens none."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bind the identity to the account with its sign-in name or e-mail; refuse in plain words where none stands."""
        if sociallogin.is_existing:
            return
        account = known_account(claims=sociallogin.account.extra_data)
        if account is None:
            _refuse(request)
        sociallogin.connect(request, account)


def known_account(*, claims: dict[str, Any]) -> Account | None:
    """The one active account an identity stands for: by `preferred_username`, or by an e-mail not called unverified.

    None where nobody matches, and where name and e-mail point to different accounts.
    """
    claims = {**claims, **claims.get("id_token", {}), **claims.get("userinfo", {})}
    matches = Q(pk__in=[])
    if name := str(claims.get("preferred_username") or "").strip():
        matches |= Q(username__iexact=name)
    email = str(claims.get("email") or "").strip()
    if email and claims.get("email_verified") is not False:
        matches |= Q(email__iexact=email)
    found = list(Account.objects.filter(matches, is_active=True)[:2])
    return found[0] if len(found) == 1 else None


def _refuse(request: HttpRequest) -> NoReturn:
    raise ImmediateHttpResponse(render(request, "socialaccount/unknown_person.html", status=403))
