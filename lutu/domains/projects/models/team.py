"""Who looks after a project, from when until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lutu.domains.projects.models.project import Project
from lutu.kernel.parties.models import Organisation, Person, Post


class TeamTerm(models.Model):
    """包联与专班: a leader, a member or a unit of a project's task team, from a day until another (half-open).

    Leader and member are a person in a post (the mission, S2.14, S2.16); a unit has neither. A project has at most one
    leader without an end; on any day its leaders' terms never overlap (`actions.appoint_leader` holds the lock).
    """

    class Role(models.TextChoices):
        LEADER = "leader", _("包联领导")
        MEMBER = "member", _("专班成员")
        UNIT = "unit", _("专班单位")

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="team_terms")
    role = models.CharField(_("分工"), max_length=8, choices=Role.choices)
    post = models.ForeignKey(
        Post, verbose_name=_("岗位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("人员"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name=_("单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    document = models.CharField(_("依据文号"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("包联与专班")
        verbose_name_plural = _("包联与专班")
        indexes = [
            models.Index(fields=["project", "role"], name="projects_team_project"),
            models.Index(fields=["person", "role"], name="projects_team_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="projects_team_period"
            ),
            models.CheckConstraint(
                condition=Q(role="unit", unit__isnull=False, person__isnull=True, post__isnull=True)
                | (~Q(role="unit") & Q(unit__isnull=True, person__isnull=False, post__isnull=False)),
                name="projects_team_who",
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(role="leader", valid_to__isnull=True), name="projects_team_one_leader"
            ),
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=Q(role="member", valid_to__isnull=True),
                name="projects_team_member_once",
            ),
            models.UniqueConstraint(
                fields=["project", "unit"],
                condition=Q(role="unit", valid_to__isnull=True),
                name="projects_team_unit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.holder_text}"

    @property
    def holder_text(self) -> str:
        """Who it is: the person's name, or the unit's."""
        return str(self.unit if self.person is None else self.person)
