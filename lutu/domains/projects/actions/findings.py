"""亮灯发现: a red light becomes one finding and its case, which cannot close before the light recovers (S2.20)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lutu.domains.projects.bands import Item
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.lights import RED, LightReading
from lutu.domains.projects.models import Project, ProjectStanding
from lutu.domains.projects.queries import (
    LIGHT_SOURCE,
    answerable_post,
    finding_key,
    plain_reading,
    red_readings,
    with_units,
)
from lutu.kernel.indicators.actions.findings import close_recovered, open_finding
from lutu.kernel.journal.actions import CLOCK, Actor


@dataclass(frozen=True)
class LightFindings:
    """What a detection came to: red lights with a finding, those that had recovered, and projects nobody answers for.

    `unanswered` names red projects without a leader, a team or a held post of their lead unit.
    """

    red: int
    recovered: int
    unanswered: tuple[str, ...] = ()


def detect_red_lights(*, day: date, at: datetime, actor: Actor = CLOCK) -> LightFindings:
    """Open one finding for each red item of each project, and close those that have recovered (亮灯发现).

    Reads the standing, which must be that of the day. Run twice it gives the same findings.
    """
    red, unanswered = 0, []
    with translation.override(settings.LANGUAGE_CODE):
        keys = ProjectStanding.objects.filter(light=RED, computed_for_day=day).values_list("pk", flat=True)
        for project in with_units(keys=keys):
            for reading in red_readings(project=project, day=day):
                if _open(project, reading, day=day, at=at, actor=actor):
                    red += 1
                else:
                    unanswered.append(project.code)
        recovered = close_recovered(source=LIGHT_SOURCE, keys=None, at=at)
    return LightFindings(red, recovered, tuple(unanswered))


def _open(project: Project, reading: LightReading, *, day: date, at: datetime, actor: Actor) -> bool:
    """Whether there was a post to answer for it."""
    post = answerable_post(project=project, day=day)
    if post is None:
        return False
    title = _("{project}:{item}红灯").format(project=project.name, item=Item(reading.item).label)
    open_finding(
        source=LIGHT_SOURCE, key=finding_key(project_id=project.pk, item=reading.item), area=project.area,
        subject=(SUBJECT_KIND, project.pk), title=title, arithmetic=reading.arithmetic,
        readings=[plain_reading(reading=reading) | {"day": str(day)}], rows=[], owner_post=post, actor=actor, at=at,
        sensitivity=project.sensitivity, basis=reading.rule_version,
    )  # fmt: skip
    return True
