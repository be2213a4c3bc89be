"""Signing in: by password, by the district's identity provider, and never by oneself."""

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import NoReverseMatch, reverse

from lutu.kernel.access.actions import open_account, set_account_active
from lutu.kernel.access.models import Account
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.journal.queries import entries_of
from lutu.web.accounts import KnownPeopleAdapter, known_account
from lutu.web.tests.pages import sign_in
from tests.cast import AT, PASSWORD

pytestmark = pytest.mark.django_db


def test_an_account_signs_in_by_name_or_e_mail(client, cast):
    account = cast["officer"]
    account.email = "officer@example.org"
    account.save()
    for name in ("officer", "officer@example.org"):
        answer = client.post("/accounts/login/", {"login": name, "password": PASSWORD})
        assert (answer.status_code, answer.url) == (302, "/workbench/")
        client.logout()


def test_a_wrong_password_is_told_in_plain_words_without_saying_what_was_wrong(client, cast):
    for name in ("officer", "nobody"):
        page = client.post("/accounts/login/", {"login": name, "password": "wrong"}).content.decode()
        assert "登录名或密码不正确" in page


def test_a_closed_account_is_told_whom_to_ask(client, cast):
    set_account_active(account=cast["officer"], active=False, reason="调离", actor=SYSTEM, at=AT)
    answer = client.post("/accounts/login/", {"login": "officer", "password": PASSWORD}, follow=True)
    assert "停用" in answer.content.decode()
    assert not answer.wsgi_request.user.is_authenticated


def test_nobody_opens_an_account_for_himself(client):
    page = client.get("/accounts/signup/").content.decode()
    assert "账号由管理员开通" in page
    client.post("/accounts/signup/", {"username": "me", "password1": PASSWORD, "password2": PASSWORD})
    assert client.post("/accounts/login/", {"login": "me", "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("name", ["account_email", "account_request_login_code", "socialaccount_connections"])
def test_pages_the_house_does_not_offer_have_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_forgotten_password_is_reset_by_mail_and_an_unknown_address_gets_none(client, cast):
    account = cast["officer"]
    account.email = "officer@example.org"
    account.save()
    for address in ("nobody@example.org", account.email):
        answer = client.post("/accounts/password/reset/", {"email": address}, follow=True)
        assert "请查收邮件" in answer.content.decode()
    (message,) = mail.outbox
    assert message.to == [account.email]
    assert "重置密码" in message.subject
    link = next(word for word in message.body.split() if "/accounts/password/reset/key/" in word)
    form = client.get(link, follow=True)
    new = "another-long-phrase-7"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert "密码已设置" in done.content.decode()
    assert client.post("/accounts/login/", {"login": "officer", "password": new}).status_code == 302


def test_a_used_link_says_so(client):
    assert "链接已失效" in client.get("/accounts/password/reset/key/1-abc/").content.decode()


def test_an_identity_is_known_by_its_name_or_its_e_mail(cast):
    account = cast["officer"]
    account.email = "officer@example.org"
    account.save()
    assert known_account(claims={"preferred_username": "OFFICER"}) == account
    assert known_account(claims={"userinfo": {"email": "Officer@example.org"}}) == account
    assert known_account(claims={"email": "officer@example.org", "email_verified": False}) is None
    assert known_account(claims={"preferred_username": "nobody"}) is None
    assert known_account(claims={}) is None


def test_an_identity_that_points_to_two_accounts_or_a_closed_one_is_not_let_in(cast):
    other = open_account(username="other", person=None, password=None, email="x@example.org", actor=SYSTEM, at=AT)
    assert known_account(claims={"preferred_username": "officer", "email": "x@example.org"}) is None
    set_account_active(account=other, active=False, reason="测试", actor=SYSTEM, at=AT)
    assert known_account(claims={"email": "x@example.org"}) is None


@pytest.fixture
def identity_provider(settings):
    app = {"provider_id": "district", "name": "统一身份认证", "client_id": "lutu", "secret": "x",
           "settings": {"server_url": "https://id.example.org"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def test_the_sign_in_page_offers_the_identity_provider_where_there_is_one(client, identity_provider):
    assert "用统一身份认证登录" in client.get("/accounts/login/").content.decode()


def arrive(rf, client, **claims):
    """What happens when the identity provider sends somebody back."""
    request = rf.get("/accounts/oidc/district/login/callback/")
    request.session = client.session
    request.user = AnonymousUser()
    login = SocialLogin(account=SocialAccount(provider="district", uid="u1", extra_data=claims))
    KnownPeopleAdapter().pre_social_login(request, login)
    return login


def test_an_identity_is_bound_to_the_account_that_stands_here(rf, client, cast, identity_provider):
    login = arrive(rf, client, preferred_username="officer")
    assert login.user == cast["officer"]
    assert SocialAccount.objects.get().user == cast["officer"]


def test_an_identity_nobody_knows_is_told_whom_to_ask_and_opens_no_account(rf, client, cast):
    before = Account.objects.count()
    with pytest.raises(ImmediateHttpResponse) as refused:
        arrive(rf, client, preferred_username="nobody", email="nobody@example.org")
    assert refused.value.response.status_code == 403
    assert "没有对应的账号" in refused.value.response.content.decode()
    assert Account.objects.count() == before
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_change_password",
        "mfa_index",
        "socialaccount_login_error",
        "socialaccount_login_cancelled",
    ],
)
def test_every_account_page_stands_in_our_frame(client, cast, name):
    if name in ("account_logout", "account_change_password", "mfa_index"):
        sign_in(client, cast["officer"])
    page = client.get(reverse(name)).content.decode()
    assert 'class="entrance"' in page
    assert '<main id="content"' in page


def test_signing_in_and_a_wrong_password_leave_a_trace_in_the_accounts_own_chain(client, cast):
    account = cast["officer"]
    client.post("/accounts/login/", {"login": "officer", "password": "wrong"})
    client.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    actions = [entry.action for entry in entries_of(subject=("access.account", account.pk))]
    assert actions[:2] == ["access.account.signed_in", "access.account.sign_in_failed"]
    assert Entry.objects.filter(action="access.account.sign_in_failed").count() == 1
