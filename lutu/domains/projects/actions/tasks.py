"""专项任务: a template of tasks applied to a project, each a case with an owner and a due date (the mission, S2.17)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lutu.domains.projects.actions.plans import NewNode, PlanRefused, insert_nodes
from lutu.domains.projects.actions.teams import lock_projects
from lutu.domains.projects.actions.templates import template_nodes
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import PlanNode, PlanTemplate, PlanVersion, Project
from lutu.domains.projects.plans import Owner
from lutu.domains.projects.queries import posts_of_owners
from lutu.kernel.casework.actions import NewCase, open_cases
from lutu.kernel.casework.models import Case
from lutu.kernel.casework.task import TASK
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.parties.models import Person, Post

# Where the owner named has no post of its own, the task goes up.
NEXT_OWNERS = (Owner.TEAM, Owner.LEADER, Owner.LEAD_UNIT)


@transaction.atomic
def apply_tasks(
    *,
    project: Project,
    template: PlanTemplate,
    anchors: Mapping[str, date],
    actor: Actor,
    at: datetime,
    day: date,
    raiser: Person | None = None,
) -> PlanVersion:
    """Break work into tasks (应用专项任务): nodes dated from the plan, each with a case that has owner and due date.

    The same template again while tasks of it are open is refused. Raises PlanRefused or AnchorMissing.
    """
    if template.kind != PlanTemplate.Kind.TASKS:
        raise PlanRefused(_("“{template}”是总体计划,不是专项任务").format(template=template))
    lock_projects(projects=[project.pk])
    posts = task_posts(project=project, template=template, day=day)
    nodes = template_nodes(template=template, anchors=anchors, posts=posts)
    earlier = PlanVersion.objects.filter(project=project, template=template, is_tasks=True)
    if open_task_numbers(versions=[row.pk for row in earlier]):
        raise PlanRefused(_("“{project}”的“{template}”任务还在办理,不能重复应用").format(
            project=project, template=template))  # fmt: skip
    last = earlier.aggregate(last=Max("no"))["last"] or 0
    version = PlanVersion.objects.create(
        project=project, template=template, is_tasks=True, no=last + 1, drafted_by_name=actor.name, drafted_at=at,
        approved_by_name=actor.name, approved_at=at, approved_date=day, frozen=True,
    )  # fmt: skip
    insert_nodes(version_nodes=[(version.pk, nodes, {})])
    cases = open_cases(cases=[_case(project, template, node, posts, raiser) for node in nodes], actor=actor, at=at)
    stored = {node.code: node for node in version.plan_nodes.all()}
    for node, case in zip(nodes, cases, strict=True):
        stored[node.code].case_id = case.pk
    PlanNode.objects.bulk_update(stored.values(), ["case_id"])
    record(
        subject=(SUBJECT_KIND, project.pk), action="projects.tasks.applied", actor=actor, at=at,
        details={"template": template.name, "count": len(nodes)}, basis=template.source,
    )  # fmt: skip
    return version


def task_posts(*, project: Project, template: PlanTemplate, day: date) -> dict[str, Post]:
    """{owner: post} for every owner the template names; where one has none, the next above. Raises PlanRefused."""
    held = posts_of_owners(project=project, day=day)
    found: dict[str, Post] = {}
    for owner in template.template_nodes.order_by().values_list("owner", flat=True).distinct():
        post = next((held[name] for name in (owner, *NEXT_OWNERS) if name in held), None)
        if post is None:
            text = _("“{project}”没有可交办的岗位,请先安排包联领导或专班")
            raise PlanRefused(text.format(project=project))
        found[owner] = post
    return found


def open_task_numbers(*, versions: Sequence[int]) -> list[str]:
    """The numbers of cases of these bundles of tasks that are still open."""
    keys = PlanNode.objects.filter(version__in=versions, case_id__isnull=False).values("case_id")
    return list(Case.objects.filter(pk__in=keys, is_open=True).order_by("number").values_list("number", flat=True))


def _case(
    project: Project, template: PlanTemplate, node: NewNode, posts: Mapping[str, Post], raiser: Person | None
) -> NewCase:
    summary = _("{template}任务 {code},计划 {day} 完成").format(
        template=template.name, code=node.code, day=node.planned_date
    )
    return NewCase(
        TASK, f"{project.name}:{node.name}", project.area, owner_post=posts[node.owner], raiser=raiser,
        subject=(SUBJECT_KIND, project.pk), summary=summary, due_date=node.planned_date,
        sensitivity=project.sensitivity, basis=template.source,
    )  # fmt: skip
