"""Notices and windows that several tests need."""

from lutu.kernel.access.queries import actor_of
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.notices.actions import NewNotice, NoticeLine, Objector, object_to_line, open_public_notice
from tests.cast import AT

BODY = "按《示例办法》第三条,拟作如下处理。"
VISITOR_PHONE = "10000000017"


def told(key="k1", **given):
    """A message to somebody's inbox."""
    return NewNotice(**{"key": key, "kind": "test.kind", "title": "一件事项待办", "body": "请办理。", **given})


def text_message(key="s1", **given):
    """A text message that tells nothing but where to look."""
    return told(key, channel="sms", **{"body": "您有新的消息,请登录工作台查看。", **given})


def opened(*, lines=3, workdays=5, at=AT, actor=SYSTEM, **given):
    """A public notice with so many lines, open from `at`."""
    texts = [NoticeLine(None, f"第{number}家:示例单位{number}") for number in range(1, lines + 1)]
    return open_public_notice(
        **{
            "kind": "test.window", "title": "关于示例事项的公示", "body": BODY, "lines": texts, "opens_at": at,
            "workdays": workdays, "actor": actor, "at": at, "basis": "《示例办法》第三条", **given,
        }
    )  # fmt: skip


def objected(line, *, at=AT, key="o1", phone=VISITOR_PHONE, actor=None, **given):
    """An objection of a visitor to a line."""
    return object_to_line(
        line=line, reason=given.pop("reason", "与事实不符"), key=key, at=at, actor=actor or actor_of(None),
        objector=Objector(**{"name": "某居民", "phone": phone, **given}),
    )  # fmt: skip
