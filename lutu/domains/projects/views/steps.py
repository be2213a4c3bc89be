"""What a project waits for next, in words: the one thing to read on its record."""

from django.utils.translation import gettext as _

from lutu.domains.projects.models import Project
from lutu.domains.projects.stages import Stage, StageReading


def next_step(*, project: Project, reading: StageReading) -> str:
    """The next fact the project waits for and who supplies it; findings in its facts come first."""
    if project.status_override:
        return _("项目已%(status)s,恢复前不催办") % {"status": project.get_status_override_display()}
    if reading.conflicts:
        return _("先核对数据冲突:%(conflict)s") % {"conflict": reading.conflicts[0]}
    waits = {
        Stage.NO_LAND: _("等待土地合同,由自然资源部门推送"),
        Stage.LAND_SUPPLIED: _("等待建设工程规划许可,由自然资源或审批部门推送"),
        Stage.PLANNING_PERMITTED: _("等待施工许可,由审批部门推送"),
        Stage.READY_TO_START: _("等待开工记录(质监首次监督或开工报告)"),
        Stage.STARTED: _("等待竣工验收备案,由住建部门推送"),
        Stage.ACCEPTED: _("已竣工验收;投用日期由主抓单位报送"),
    }
    return waits[Stage(reading.stage)]
