"""What is wrong with the days of a year, in sentences for whoever typed them."""

from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from lutu.engines.workdays import YearNotice

FIRST_YEAR, LAST_YEAR = 2000, 2100
# 2026, the longest so far, has 33 days off with the weekends inside; twice as many are a slip in a span.
MOST_HOLIDAYS = 60


def faults_of(*, notice: YearNotice) -> tuple[str, ...]:
    """Every fault of a notice, each with what to do; empty where there is none.

    A notice holds days of its year and of the December before (元旦 2019 began on 2018-12-30).
    """
    found = []
    if not FIRST_YEAR <= notice.year <= LAST_YEAR:
        return (_("年度应在 {first} 至 {last} 之间,现为 {year}").format(
            first=FIRST_YEAR, last=LAST_YEAR, year=notice.year),)  # fmt: skip
    if not notice.source.strip():
        found.append(_("请注明来源,如“国务院办公厅关于 {year} 年部分节假日安排的通知”").format(year=notice.year))
    if not notice.holidays:
        found.append(_("没有填写放假日;{year} 年的放假安排至少含元旦、春节等,请逐行填写").format(year=notice.year))
    if len(notice.holidays) > MOST_HOLIDAYS:
        found.append(
            _("放假日共 {count} 天,超过 {most} 天,请核对日期段的起止").format(
                count=len(notice.holidays), most=MOST_HOLIDAYS
            )
        )
    for day in sorted(notice.holidays | notice.makeup_days):
        if not date(notice.year - 1, 12, 1) <= day <= date(notice.year, 12, 31):
            found.append(
                _("{day} 不在 {year} 年,也不在上年 12 月,请核对年份或改填到相应年度").format(day=day, year=notice.year)
            )
        elif day in notice.holidays and day in notice.makeup_days:
            found.append(_("{day} 同时列为放假日和调休上班日,请只留一处").format(day=day))
        elif day in notice.makeup_days and day.weekday() < 5:
            found.append(
                _("{day} 是{weekday},本来就上班,不能列为调休上班日").format(day=day, weekday=WEEKDAYS[day.weekday()])
            )
    return tuple(found)
