"""A calendar with the holidays of 2018–2026, and gateways that keep, fail or leak what they are given."""

import pytest

from lutu.kernel.calendars.actions import load_years
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, REFERENCE


class Sent:
    """Keeps what it is asked to send; fails as often as told to."""

    messages: list[tuple[str, str]] = []
    failures = 0

    def send(self, *, phone, text):
        if Sent.failures:
            Sent.failures -= 1
            raise ConnectionError(f"no answer for {phone}")
        Sent.messages.append((phone, text))
        return f"R-{len(Sent.messages)}"


class Mute:
    """No gateway: it cannot send."""


@pytest.fixture
def calendar(db):
    load_years(folder=REFERENCE / "workdays", actor=SYSTEM, at=AT)


@pytest.fixture
def sms(settings):
    settings.LUTU_SMS_GATEWAY = "lutu.kernel.notices.tests.conftest.Sent"
    Sent.messages, Sent.failures = [], 0
    return Sent
