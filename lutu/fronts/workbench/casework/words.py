"""Words of casework that flows declare in Chinese and pages show in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lutu.kernel.casework.holders import OnDuty
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.registry import FlowUnknown, flow_of, flows


def flow_title(code: str) -> str:
    """The title of a flow; its code where nobody declares it any more."""
    try:
        return _(flow_of(code).title)
    except FlowUnknown:
        return code


def stage_badge(case: Case) -> tuple[str, str]:
    """The stage of a case in a word, and its tone."""
    try:
        stage = flow_of(case.flow).stage(case.stage)
    except LookupError:
        return case.stage, "grey"
    return _(stage.title), stage.tone


def field_rows(case: Case) -> list[tuple[str, Any]]:
    """(title, value) of the case's content in the order its flow declares; what is empty is left out."""
    titles = flow_of(case.flow).fields
    return [(_(title), case.fields[name]) for name, title in titles.items() if case.fields.get(name) not in (None, "")]


def escalated(case: Case) -> str:
    """How far a case has been escalated, in words; empty where it has not."""
    return {0: "", 1: _("已督办")}.get(case.escalation_level, _("已报全区督办"))


def owner_words(case: Case) -> str:
    """The owner post in words."""
    return str(case.owner_post) if case.owner_post else _("未定责任岗位")


def duty_words(holders: Iterable[OnDuty]) -> str:
    """Who has it now: names, with who stands in for them (代班) and who acts for them (代)."""
    found = []
    for holder in holders:
        words = holder.name
        if holder.is_absent:
            words = _("{name}缺勤,{deputy}代班").format(name=holder.name, deputy=holder.deputy or _("无人"))
        if holder.delegates:
            words = _("{name}({delegates}代)").format(name=words, delegates=_("、").join(holder.delegates))
        found.append(words)
    return _("、").join(found) or _("岗位空缺")


def flow_choices() -> list[tuple[str, str]]:
    """(code, title) of every flow, by title."""
    return sorted(((flow.code, _(flow.title)) for flow in flows()), key=lambda pair: pair[1])
