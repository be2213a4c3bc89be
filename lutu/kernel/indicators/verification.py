"""校验: every frozen figure counted again from its own rows, every digest made again, every open file read again.

Whoever changes, deletes or adds a row behind the house's back is named: the figure, and the first row that is not what
the selectors give today.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lutu.kernel.indicators.arithmetic import rounded
from lutu.kernel.indicators.digests import content_digest, header_of, record_digest, snapshot_digest
from lutu.kernel.indicators.models import IndicatorFact, OpenFile, Publication
from lutu.kernel.indicators.open_data import FIGURES, file_rows, open_rows, plain_row
from lutu.kernel.indicators.queries.rows import stored_buckets
from lutu.kernel.indicators.reading import exact_of
from lutu.kernel.indicators.tallies import Bucket, SelectionFaulty, Tally, names_digest, tally
from lutu.kernel.indicators.tracing import first_difference
from lutu.kernel.indicators.trees import tree_on


@dataclass(frozen=True)
class Fault:
    """不符: what was stored, what comes out again, and where they part."""

    code: str
    area: str
    period: str
    run: int
    stored: str
    recomputed: str
    first_record: str = ""

    @property
    def sentence(self) -> str:
        """The fault as one line."""
        where = " ".join(part for part in (self.code, self.area, self.period) if part)
        where += f" 第 {self.run} 轮" if self.run else ""
        first = f";首条不符:{self.first_record}" if self.first_record else ""
        return f"{where}:存 {self.stored},重算 {self.recomputed}{first}"


@dataclass(frozen=True)
class VerifyReport:
    """校验结果: how many facts, rows, publications and files were looked at, and every fault."""

    facts: int
    rows: int
    publications: int
    files: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(*, facts: Iterable[IndicatorFact] | None = None) -> VerifyReport:
    """Recompute facts from their own rows; all of them, with publications and open files, where none are given.

    `facts` are root facts; everything that hangs on them is recomputed with them.
    """
    whole = facts is None
    roots = (
        IndicatorFact.objects.filter(root__isnull=True).select_related("version__indicator", "area").order_by("pk")
        if facts is None
        else facts
    )
    faults: list[Fault] = []
    looked, rows = 0, 0
    for root in roots:
        buckets = stored_buckets(fact_id=root.pk)
        rows += sum(len(bucket.values) for bucket in buckets)
        family = [root, *root.children.select_related("version__indicator", "area").order_by("pk")]
        looked += len(family)
        faults += _faults_of(root, family, buckets)
    if not whole:
        return VerifyReport(looked, rows, 0, 0, tuple(faults))
    publications = list(Publication.objects.filter(published_at__isnull=False).order_by("pk"))
    faults += [fault for publication in publications for fault in _publication_faults(publication)]
    files = list(OpenFile.objects.select_related("publication").order_by("pk"))
    faults += [fault for file in files for fault in _file_faults(file)]
    return VerifyReport(looked, rows, len(publications), len(files), tuple(faults))


def _faults_of(root: IndicatorFact, family: Sequence[IndicatorFact], buckets: list[Bucket]) -> Iterator[Fault]:
    tree = tree_on(day=root.as_of)
    shown = {fact.area_id for fact in family if not fact.dimension} - {root.area_id}
    paths = {bucket.area: shown.intersection(tree.path(bucket.area)) for bucket in buckets}
    try:
        tallies = tally(
            buckets=buckets, root=root.area_id, paths=paths, has_groups=bool(root.version.dimension),
            distinct=root.version.aggregate == "distinct_count",
        )  # fmt: skip
    except SelectionFaulty as error:
        yield _fault(root, "明细无重复", str(error), buckets)
        return
    known = {(fact.area_id, fact.dimension_value) for fact in family}
    for area, group in sorted(set(tallies) - known):
        yield _fault(root, f"没有“{group or area}”的值", "明细中有", buckets)
    for fact in family:
        counted = tallies.get((fact.area_id, fact.dimension_value)) or Tally()
        if (found := _parting(fact, counted)) is not None:
            yield _fault(fact, *found, buckets)
    if root.text_digest is not None:
        names = names_digest(buckets=buckets, algorithm=root.algorithm)
        if names != bytes(root.text_digest):
            yield _fault(root, f"区划与名称摘要 {bytes(root.text_digest).hex()[:16]}", names.hex()[:16], buckets)


def _parting(fact: IndicatorFact, counted: Tally) -> tuple[str, str] | None:
    version = fact.version
    denominator = counted.denominator if version.is_ratio else None
    n = counted.denominator_n if version.is_ratio else counted.numerator_n
    exact = exact_of(version=version, numerator=counted.numerator, denominator=denominator)
    scaled = None if exact is None else rounded(exact, decimals=version.decimals)
    stored = (fact.numerator, fact.denominator, fact.value_scaled, fact.n)
    again = (counted.numerator, denominator, scaled, n)
    if stored != again:
        return _told(fact.numerator, fact.denominator, fact.n), _told(counted.numerator, denominator, n)
    header = header_of(
        code=version.indicator.code, version=version.version, area=fact.area_id, scope=fact.scope_code,
        period=fact.period.code, as_of=fact.as_of.isoformat(), numerator=counted.numerator, denominator=denominator,
        dimension=fact.dimension, group=fact.dimension_value,
    )  # fmt: skip
    digest = record_digest(header=header, lines=counted.lines, algorithm=fact.algorithm)
    if digest != bytes(fact.record_digest):
        return f"摘要 {fact.digest_text[:16]}", digest.hex()[:16]
    return None


def _told(numerator: int, denominator: int | None, n: int) -> str:
    over = "" if denominator is None else f" ÷ {denominator:,}"
    return f"{numerator:,}{over}({n:,} 条)"


def _fault(fact: IndicatorFact, stored: str, again: str, buckets: list[Bucket]) -> Fault:
    place = f"{fact.area.name}{f'/{fact.dimension_value}' if fact.dimension_value else ''}"
    return Fault(
        fact.version.indicator.code, place, fact.period.code, fact.run, stored, again,
        first_difference(fact=fact, buckets=buckets),
    )  # fmt: skip


def _publication_faults(publication: Publication) -> Iterator[Fault]:
    digests = [
        bytes(digest)
        for digest in publication.entries.filter(is_correction=False).values_list("fact__record_digest", flat=True)
    ]
    again = snapshot_digest(digests=digests, algorithm=publication.algorithm)
    if again != bytes(publication.snapshot_digest or b""):
        yield Fault(
            publication.code, "", publication.period.code, 0, f"发布摘要 {publication.digest_text[:16]}",
            again.hex()[:16],
        )  # fmt: skip


def _file_faults(file: OpenFile) -> Iterator[Fault]:
    content, name = bytes(file.content), f"开放数据第 {file.number} 份 {file.format}"
    publication = file.publication
    digest = content_digest(content=content, algorithm=file.algorithm)
    if digest != bytes(file.digest):
        yield Fault(
            publication.code, name, publication.period.code, 0, f"摘要 {file.digest_text[:16]}", digest.hex()[:16]
        )
        return
    entries = publication.entries.filter(added_at__lte=file.made_at).select_related(
        "fact__version__indicator", "fact__area"
    )
    facts = {row["digest"]: plain_row(row) for row in open_rows(list(entries))}
    for row in file_rows(content=content, format=file.format):
        fact = facts.get(row["digest"])
        if fact is None or any(row[key] != fact[key] for key in ("code", "area_code", *FIGURES)):
            again = fact["value"] if fact else "没有这个指标值"
            yield Fault(row["code"], f"{name} {row['area_name']}", row["period_from"], 0, row["value"], again)
