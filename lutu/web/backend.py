"""Who a request comes from: the account with its person, read together because every page names the person."""

from allauth.account.auth_backends import AuthenticationBackend

from lutu.kernel.access.models import Account


class AccountBackend(AuthenticationBackend):
    """Sign-in by allauth; the signed-in account comes with its person in one query."""

    def get_user(self, user_id: int) -> Account | None:
        """The active account of a session, or None."""
        return Account.objects.select_related("person").filter(pk=user_id, is_active=True).first()
