"""Who sees which register: staff by permission, everybody those that are public."""

from datetime import date
from typing import Any

from django.db.models import Q

from lutu.kernel.access.registry import Policy, policy, relation_provider
from lutu.kernel.registers.models import Membership, Register

policy(Policy(Register, "registers.register.read"))
policy(Policy(Membership, "", through=("register", Register), public=True, of_subject=True))


def _public(*, user: Any, day: date) -> Q:
    return Q(is_public=True)


relation_provider(Register, _public)
