"""The sentences every notice must hold: how to object, to whom, until when; and messages that tell no content."""

from django.conf import settings
from django.utils.translation import gettext as _

from lutu.kernel.notices.models import PublicNotice
from lutu.kernel.notices.windows import last_day_of

SMS_LENGTH = 70


def how_to_object(*, notice: PublicNotice, on_form: bool = False) -> str:
    """One paragraph for pages and letters: how to object, to whom, until when (casework design, section 9).

    `on_form` leaves out how to come to the form, for the page that is it.
    """
    day = last_day_of(notice.closes_at)
    until = _("{year}年{month}月{day}日24时").format(year=day.year, month=day.month, day=day.day)
    if notice.is_provisional:
        until = _("{until}(暂定,以工作日历公布后为准)").format(until=until)
    receiver = notice.receiver
    if notice.receiver_contact:
        receiver = _("{receiver}({contact})").format(receiver=receiver, contact=notice.receiver_contact)
    if on_form:
        way = _("请在{until}前提交;也可在此之前向{receiver}书面提出。异议只影响这一条,会书面答复。")
    else:
        way = _(
            "对其中任何一条有异议的,请在{until}前提出:可在网上该条后点“提出异议”,也可向{receiver}书面提出,"
            "写明异议事项、理由、姓名和联系方式。异议只影响所涉条目,每件异议都会书面答复。"
        )
    return way.format(until=until, receiver=receiver)


def waiting_sms(*, where: str) -> str:
    """A text message that only says that something waits, and where: 【路图】您有新的消息,请登录工作台查看。"""
    return f"【{settings.LUTU_SITE['name']}】您有新的消息,请{where}查看。"


def answered_sms() -> str:
    """A text message to somebody who objected: there is an answer, and where to read it."""
    return f"【{settings.LUTU_SITE['name']}】您提交的材料已有答复,请凭回执编号和手机号在网站“公示”栏目查询。"
