"""Who sees a file: whoever may read files at all and sees its subject; with a subject seen by need, whoever sees it."""

from datetime import date
from typing import Any

from django.db.models import Q

from lutu.kernel.access.registry import Policy, policy, relation_provider
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.registry import following_kinds

policy(Policy(StoredFile, "documents.file.read", of_subject=True))


def _by_need(*, user: Any, day: date) -> Q:
    signed_in = getattr(user, "is_authenticated", False)
    return Q(subject_kind__in=following_kinds()) if signed_in else Q(pk__in=[])


relation_provider(StoredFile, _by_need)
