"""Terms and limits a district may set as parameters; until it does, the house's own values hold (默认值)."""

from datetime import date

from lutu.kernel.rules.queries import parameter_or_none

ANSWER_WORKDAYS = "notices.answer_workdays"
SMS_VALID_HOURS = "notices.sms_valid_hours"
OBJECTIONS_A_LINE = "notices.objections_per_line"
OBJECTIONS_A_DAY = "notices.objections_per_day"
DEFAULTS = {ANSWER_WORKDAYS: 5, SMS_VALID_HOURS: 72, OBJECTIONS_A_LINE: 3, OBJECTIONS_A_DAY: 10}


def limit(*, code: str, day: date) -> int:
    """The value in force on a day, or the default."""
    held = parameter_or_none(code=code, day=day)
    return int(held.value) if held is not None else DEFAULTS[code]
