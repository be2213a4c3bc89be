"""S2.17 工作项目化、项目清单化. Given the template 土地出让; when it is applied; then there are twelve tasks dated from
the plan, each with its owner, on the owners' to-do lists."""

from datetime import date

from django.conf import settings

from lutu.domains.projects.actions import apply_tasks, load_templates
from lutu.domains.projects.models import PlanTemplate
from lutu.domains.projects.tests.page_cases import lead, make_project, work_on
from lutu.kernel.calendars.actions import load_years
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.queries import to_do
from lutu.kernel.journal.actions import SYSTEM
from tests.cast import AT, DAY, FROM, Cast, District

LAND = date(2022, 6, 1)


def test_the_template_becomes_twelve_dated_tasks_with_owners(cast: Cast, district: District) -> None:
    load_years(folder=settings.ROOT / "data" / "reference" / "workdays", actor=SYSTEM, at=AT)
    load_templates(actor=SYSTEM, at=AT, valid_from=FROM)
    project = make_project(district, number=1, name="动车组检修基地")
    lead(cast, project)
    work_on(cast, project)
    template = PlanTemplate.objects.get(code="land_grant")
    apply_tasks(project=project, template=template, anchors={"land": LAND}, actor=SYSTEM, at=AT, day=DAY)
    tasks = Case.objects.filter(subject_kind="projects.project", subject_id=project.pk)
    assert tasks.count() == 12
    assert not tasks.filter(owner_post=None).exists()
    assert tasks.filter(fixed_due_date=LAND).exists()
    waiting = sum(to_do(user=cast[name], day=DAY).count() for name in ("teamlead", "officer"))
    assert waiting == 12
