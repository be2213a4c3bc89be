"""What a project is found by: name, codes, units, address."""

from collections import defaultdict
from collections.abc import Sequence

from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import Project, ProjectCodeAlias
from lutu.kernel.parties.models import Organisation
from lutu.kernel.search.index import Document, index_documents


def index_projects(*, projects: Sequence[Project]) -> int:
    """Put projects into the search index, replacing what stood there; returns how many."""
    units = Organisation.objects.in_bulk(
        {key for project in projects for key in (project.owner_party_id, project.lead_unit_id)}
    )
    names = {key: f"{unit.name} {unit.short_name}" for key, unit in units.items()}
    codes = _former_codes(projects)
    return index_documents(
        documents=[
            Document(
                SUBJECT_KIND,
                project.pk,
                f"{project.name} {project.code} {names[project.owner_party_id]} {names[project.lead_unit_id]}"
                f" {project.address} {codes.get(project.pk, '')}",
            )
            for project in projects
        ]
    )


def _former_codes(projects: Sequence[Project]) -> dict[int, str]:
    found: dict[int, str] = defaultdict(str)
    keys = {project.pk for project in projects}
    for project_id, code in ProjectCodeAlias.objects.values_list("project_id", "code"):
        if project_id in keys:
            found[project_id] += f" {code}"
    return found
