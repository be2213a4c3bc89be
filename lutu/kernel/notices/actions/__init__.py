"""Everything that is written about notices, public notices and objections."""

from lutu.kernel.notices.actions.answering import AnswerRefused, answer_objection
from lutu.kernel.notices.actions.calendar_change import recount_windows
from lutu.kernel.notices.actions.delivery import ResendRefused, deliver, resend
from lutu.kernel.notices.actions.objections import KeyReused, ObjectionRefused, Objector, object_to_line
from lutu.kernel.notices.actions.outbox import NewNotice, NoticeRefused, mark_read, notify
from lutu.kernel.notices.actions.windows import (
    NoticeLine,
    PublicNoticeRefused,
    open_public_notice,
    withdraw_public_notice,
)

__all__ = [
    "AnswerRefused",
    "KeyReused",
    "NewNotice",
    "NoticeLine",
    "NoticeRefused",
    "ObjectionRefused",
    "Objector",
    "PublicNoticeRefused",
    "ResendRefused",
    "answer_objection",
    "deliver",
    "mark_read",
    "notify",
    "object_to_line",
    "open_public_notice",
    "recount_windows",
    "resend",
    "withdraw_public_notice",
]
