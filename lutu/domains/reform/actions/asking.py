"""Asking the units to look at their figures in a draft, while they may object."""

from datetime import datetime

from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import SUBJECT, bulletin_rules
from lutu.kernel.casework.reach import supervisors_of
from lutu.kernel.notices.actions import NewNotice, notify
from lutu.kernel.periods import day_of, minute_text

READ = "reform.bulletin.read"


def ask_units(*, bulletin: QuarterlyBulletin, at: datetime) -> int:
    """One notice to everybody who reads bulletins for a ranked street (征求意见); returns how many were written."""
    rules, publication = bulletin_rules(), bulletin.publication
    codes = publication.facts.filter(
        version__indicator__code=rules.ranked, root__isnull=False, dimension="", area__level=rules.level
    ).values_list("area_id", flat=True)
    until = minute_text(publication.objections_until)
    notices = [
        NewNotice(
            key=f"bulletin:{bulletin.pk}:ask:{code}:{person.pk}", kind="reform.bulletin.ask",
            title=f"请核对本单位数据:{publication.title}", person=person,
            body=f"对本单位的数据和明细有异议的,请在 {until} 前提出;逾期视为无异议。",
            subject=(SUBJECT, bulletin.pk), link=f"/workbench/bulletins/{bulletin.pk}/",
        )
        for code in sorted(set(codes))
        for person in supervisors_of(permission=READ, area_codes=[code], day=day_of(at))
    ]  # fmt: skip
    return notify(notices=notices, at=at) if notices else 0
