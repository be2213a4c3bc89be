"""S2.16 专班. Given a project without a leader; when it is set 重点; then it is refused: 须一名领导."""

import pytest

from lutu.domains.projects.actions import TeamIncomplete, TeamRefused, set_key
from lutu.domains.projects.tests.page_cases import lead, make_project, work_on
from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.registers.actions import open_register
from lutu.kernel.registers.models import Membership
from tests.cast import AT, DAY, FROM, Cast, District


def test_a_key_project_has_exactly_one_leader_and_a_team(cast: Cast, district: District) -> None:
    doing = {"actor": SYSTEM, "at": AT}
    project = make_project(district, number=1, name="动车组检修基地")
    register = open_register(
        code="key", name="重点项目清单", kind="重点清单", subject_kind="projects.project", valid_from=FROM, **doing
    )
    with pytest.raises(TeamIncomplete, match="须一名领导"):
        set_key(register=register, projects=[project], day=DAY, **doing)
    assert not Membership.objects.exists()
    lead(cast, project)
    with pytest.raises(TeamRefused, match=r"已有领导 .*请先交接"):
        lead(cast, project, username="supervision")
    work_on(cast, project)
    set_key(register=register, projects=[project], day=DAY, **doing)
    assert Membership.objects.filter(register=register, subject_id=project.pk).count() == 1
