"""What a project waits for next, in words: the one thing to read on its record."""

from django.utils.translation import gettext as _

from lutu.domains.projects.models import Project
from lutu.domains.projects.stages import StageReading
from lutu.domains.projects.steps import awaited


def next_step(*, project: Project, reading: StageReading) -> str:
    """The next fact the project waits for and who supplies it; findings in its facts come first."""
    if project.status_override:
        return _("项目已%(status)s,恢复前不催办") % {"status": project.get_status_override_display()}
    if reading.conflicts:
        return _("先核对数据冲突:%(conflict)s") % {"conflict": reading.conflicts[0]}
    return awaited(stage=reading.stage)
