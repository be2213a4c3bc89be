"""Several writers at once. Only PostgreSQL has them: SQLite lets one transaction write at a time."""

import pytest
from django.db import transaction

from lutu.kernel.notices.actions import deliver, notify
from lutu.kernel.notices.models import Notice, Objection
from lutu.kernel.notices.tests.cases import VISITOR_PHONE, objected, opened, text_message
from tests.cast import AT, build_district
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_the_same_keys_told_at_once_are_written_once():
    def tell(number):
        with transaction.atomic():
            return notify(notices=[text_message(f"k{key}", phone=VISITOR_PHONE) for key in range(20)], at=AT)

    assert sum(together(tell)) == Notice.objects.count() == 20


def test_the_same_form_sent_at_once_is_one_objection():
    build_district()
    line = opened().lines.get(number=1)
    numbers = set(together(lambda number: objected(line).number))
    assert len(numbers) == Objection.objects.count() == 1


def test_workers_delivering_at_once_send_each_message_once(sms):
    notify(notices=[text_message(f"k{key}", phone=VISITOR_PHONE) for key in range(20)], at=AT)
    assert sum(together(lambda number: deliver(at=AT))) == 20
    assert len(sms.messages) == 20
