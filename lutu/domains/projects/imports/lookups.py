"""What lines refer to, read once for a whole file: projects by code, units by name, and the journal's numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from lutu.domains.projects.codes import parse_project_code
from lutu.domains.projects.facts import SUBJECT_KIND
from lutu.domains.projects.models import Project, ProjectCodeAlias
from lutu.domains.projects.queries import CHUNK, codes_taken, known_regions
from lutu.kernel.intake.kinds import Column, Fault, Line
from lutu.kernel.journal.queries import last_links
from lutu.kernel.parties.models import Organisation
from lutu.kernel.periods import in_force
from lutu.kernel.registers.models import Membership


class NotFound(LookupError):
    """A cell names nothing we know: `expected` says what would do, `remedy` what to put there."""

    def __init__(self, *, expected: str, remedy: str) -> None:
        super().__init__(f"{expected};{remedy}")
        self.expected = expected
        self.remedy = remedy


class Units:
    """Organisations by full name, short name and 统一社会信用代码."""

    def __init__(self, *, names: Iterable[str], codes: Iterable[str] = ()) -> None:
        self.by_name: dict[str, Organisation] = {}
        self.by_code: dict[str, Organisation] = {}
        self.by_short_name: dict[str, list[Organisation]] = defaultdict(list)
        for chunk in chunks(sorted({*names})):
            self._add(Organisation.objects.filter(Q(name__in=chunk) | Q(short_name__in=chunk)))
        for chunk in chunks(sorted({*codes})):
            self._add(Organisation.objects.filter(code__in=chunk))

    def _add(self, rows: Iterable[Organisation]) -> None:
        for row in rows:
            if row.name not in self.by_name and row.short_name:
                self.by_short_name[row.short_name].append(row)
            self.by_name[row.name] = row
            if row.code:
                self.by_code[row.code] = row

    def find(self, name: str) -> Organisation | None:
        """The unit of a full name, or of a short name that only one unit has. Raises NotFound where several have it."""
        if name in self.by_name:
            return self.by_name[name]
        short = self.by_short_name.get(name, [])
        if len(short) > 1:
            names = "、".join(row.name for row in short)
            raise NotFound(expected=_("唯一的单位,该简称有 {count} 个单位").format(count=len(short)), remedy=names)
        return short[0] if short else None


class KnownProjects:
    """Projects by the codes a file names; a code that a project once had leads to it as well."""

    def __init__(self, *, codes: Iterable[str]) -> None:
        self.regions = known_regions()
        self.by_code: dict[str, Project] = {}
        self.by_former_code: dict[str, Project] = {}
        for chunk in chunks(sorted(codes_taken(codes={self.normal(code) for code in codes}))):
            self.by_code.update({row.code: row for row in Project.objects.filter(code__in=chunk)})
            former = ProjectCodeAlias.objects.filter(code__in=chunk).select_related("project")
            self.by_former_code.update({row.code: row.project for row in former})

    def normal(self, code: str) -> str:
        """A code in the form it is stored in."""
        return parse_project_code(text=code, known_regions=self.regions).code

    def find(self, code: str) -> Project:
        """The project under a code. Raises NotFound."""
        normal = self.normal(code)
        found = self.by_code.get(normal) or self.by_former_code.get(normal)
        if found is None:
            remedy = _("核对代码;新项目请先用“项目”导入登记")
            raise NotFound(expected=_("项目库中已有的项目代码"), remedy=remedy)
        return found


def lists_in_force(*, projects: Iterable[Project], day: date) -> dict[int, str]:
    """{project id: the names of the lists it stands in on a day}."""
    rows = Membership.objects.filter(
        in_force(day), subject_kind=SUBJECT_KIND, subject_id__in=[project.pk for project in projects]
    )
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in rows.order_by("register__code").values_list("subject_id", "register__name"):
        found[key].append(name)
    return {key: "、".join(names) for key, names in found.items()}


def written_seqs(*, subjects: Sequence[tuple[str, int]]) -> list[int]:
    """The `seq` of the entries just written, one for each of `subjects` in order of writing."""
    named = [(kind, str(key)) for kind, key in subjects]
    links = last_links(subjects=named) if named else {}
    left = Counter(named)
    found = []
    for subject in named:
        left[subject] -= 1
        found.append(links[subject][0] - left[subject])
    return found


def texts(lines: Sequence[Line], key: str) -> set[str]:
    """The different words of a column."""
    return {line.values[key] for line in lines if line.values.get(key)}


def fault(line: Line, column: Column, expected: str, remedy: str) -> Fault:
    """A fault about one cell of a line."""
    found = line.values.get(column.key)
    return Fault(line.number, column.title, "" if found is None else str(found), expected, remedy)


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as JSON keeps them, for undo."""
    return {
        name: value if value is None or isinstance(value, int | str) else str(value) for name, value in values.items()
    }


def restored(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Kept values in the types of the model's columns."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Slices small enough for one query."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
