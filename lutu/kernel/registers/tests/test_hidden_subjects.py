"""A membership is absent where its subject is hidden: a list must not tell that something stands in it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from lutu.kernel.access import registry
from lutu.kernel.access.queries import visible
from lutu.kernel.access.registry import Policy, policy
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.models import Membership, Register
from tests.cast import DAY, FROM

pytestmark = pytest.mark.django_db
SUBJECT = "parties.organisation"


def test_a_membership_shows_with_its_subject_or_where_nobody_guards_the_subject(district, monkeypatch):
    monkeypatch.setattr(registry, "_POLICIES", {})
    monkeypatch.setattr(registry, "_RELATIONS", {})
    policy(Policy(Organisation, "test.read", sensitivity_field="short_name", public=True))
    policy(Policy(Membership, "", public=True, of_subject=True))
    register = Register.objects.create(code="A", name="名录", kind="名录", subject_kind=SUBJECT, valid_from=FROM)
    shown, hidden = (
        Organisation.objects.create(name=level, short_name=level, kind="other") for level in ("public", "internal")
    )
    for kind, key in ((SUBJECT, shown.pk), (SUBJECT, hidden.pk), ("other.kind", hidden.pk)):
        Membership.objects.create(register=register, subject_kind=kind, subject_id=key, valid_from=FROM)
    rows = visible(user=AnonymousUser(), model=Membership, day=DAY)
    assert set(rows.values_list("subject_kind", "subject_id")) == {(SUBJECT, shown.pk), ("other.kind", hidden.pk)}
