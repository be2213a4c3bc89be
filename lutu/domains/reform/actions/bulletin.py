"""The life of a bulletin: prepared from a closed quarter, objected to by the units, signed by another hand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lutu.domains.reform.actions.asking import ask_units
from lutu.domains.reform.content import check_words
from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import CHINESE, SUBJECT, bulletin_rules, letter_for
from lutu.kernel.documents.actions import store_file
from lutu.kernel.documents.letters import render_docx, render_pdf
from lutu.kernel.indicators.actions.freezing import freeze, last_run
from lutu.kernel.indicators.actions.publishing import draft_publication, publish, renew_fact
from lutu.kernel.indicators.models import IndicatorFact, Publication
from lutu.kernel.indicators.periods import Period
from lutu.kernel.journal.actions import Actor, record
from lutu.kernel.periods import day_of


class BulletinRefused(ValueError):
    """A bulletin that can't be prepared, edited or signed as asked."""


@dataclass(frozen=True)
class Heading:
    """What stands on a bulletin besides its figures."""

    number: str
    issuer: str
    recipient: str = ""
    copies: str = ""
    opening: str = ""
    closing: str = ""


@transaction.atomic
def prepare_bulletin(*, period: Period, heading: Heading, actor: Actor, at: datetime) -> QuarterlyBulletin:
    """Freeze the figures of a closed quarter and draft its bulletin (编制通报); the units are asked to look at theirs.

    Raises BulletinRefused, WordsFaulty and what `freeze` and `draft_publication` raise (PeriodNotClosed, OwnerMissing).
    """
    rules = bulletin_rules()
    _require_free(heading.number)
    for words in (heading.opening, heading.closing):
        check_words(words, known=dict.fromkeys(rules.overview))
    facts = freeze(period=period, indicators=rules.indicators, actor=actor, at=at)
    with override(CHINESE):
        title = f"关于{period.name}重点项目建设情况的通报"
    publication = draft_publication(code=rules.code, title=title, facts=facts, actor=actor, at=at)
    bulletin = QuarterlyBulletin.objects.create(publication=publication, prepared_at=at, **_values(heading))
    details = {"name": title, "number": heading.number}
    record(subject=(SUBJECT, bulletin.pk), action="reform.bulletin.prepared", actor=actor, at=at, details=details)
    ask_units(bulletin=bulletin, at=at)
    return bulletin


@transaction.atomic
def edit_bulletin(*, bulletin: QuarterlyBulletin, heading: Heading, actor: Actor, at: datetime) -> QuarterlyBulletin:
    """Change the words of a draft (修改通报文字); its numbers are the figures' and can't be typed.

    Raises BulletinRefused for a signed one, WordsFaulty.
    """
    row = _draft(bulletin)
    _require_free(heading.number, besides=row.pk)
    for words in (heading.opening, heading.closing):
        check_words(words, known=dict.fromkeys(bulletin_rules().overview))
    changed = {name: value for name, value in _values(heading).items() if getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        named = {field.name: str(field.verbose_name) for field in row._meta.concrete_fields}
        details = {"fields": sorted(named[name] for name in changed)}
        record(subject=(SUBJECT, row.pk), action="reform.bulletin.edited", actor=actor, at=at, details=details)
    return row


@transaction.atomic
def count_anew(*, bulletin: QuarterlyBulletin, fact: IndicatorFact, actor: Actor, at: datetime) -> IndicatorFact:
    """Count a figure of a draft anew after an objection that was right (重新计算), and put it in the old one's place.

    `fact` is any figure of the indicator; the whole of it, streets and groups included, is counted. Raises
    BulletinRefused.
    """
    row = _draft(bulletin)
    old = fact.root or fact
    run = last_run(version=old.version, period=old.period, area=old.area) + 1
    (new,) = freeze(
        period=old.period, indicators=[old.version.indicator.code], as_of=old.as_of, run=run, area=old.area,
        actor=actor, at=at,
    )  # fmt: skip
    renew_fact(publication=row.publication, old=old, new=new, actor=actor, at=at)
    details = {"name": old.version.indicator.name, "was": f"{old.numerator}/{old.denominator or ''}",
               "value": f"{new.numerator}/{new.denominator or ''}"}  # fmt: skip
    record(subject=(SUBJECT, row.pk), action="reform.bulletin.recounted", actor=actor, at=at, details=details)
    return new


@transaction.atomic
def sign_bulletin(*, bulletin: QuarterlyBulletin, actor: Actor, at: datetime, mark: str = "") -> QuarterlyBulletin:
    """Sign a bulletin (签发): its figures are published, its Word and PDF are made from the same content and kept.

    `mark` stands on top of every page, such as 演示数据. Raises BulletinRefused, WordsFaulty and what `publish` raises:
    SameActor, ObjectionWindowOpen, ObjectionOpen, NotFrozen.
    """
    row = _draft(bulletin)
    if not row.number.strip():
        raise BulletinRefused(_("请先填写发文字号"))
    row.publication = publish(publication=row.publication, actor=actor, at=at)
    letter = letter_for(bulletin=row, issued_date=day_of(at), mark=mark)
    for ending, content in (("docx", render_docx(letter=letter)), ("pdf", render_pdf(letter=letter))):
        store_file(
            subject=(SUBJECT, row.pk), kind="letter", name=f"{row.publication.title}.{ending}", content=content,
            actor=actor, at=at,
        )  # fmt: skip
    details = {"number": row.number, "digest": row.publication.digest_text}
    record(subject=(SUBJECT, row.pk), action="reform.bulletin.signed", actor=actor, at=at, details=details)
    return row


def _values(heading: Heading) -> dict[str, str]:
    return {
        "number": heading.number.strip(), "issuer": heading.issuer.strip(), "recipient": heading.recipient.strip(),
        "copies": heading.copies.strip(), "opening": heading.opening.strip(), "closing": heading.closing.strip(),
    }  # fmt: skip


def _require_free(number: str, *, besides: int | None = None) -> None:
    others = QuarterlyBulletin.objects.filter(number=number.strip())
    if besides is not None:
        others = others.exclude(pk=besides)
    if number.strip() and others.exists():
        raise BulletinRefused(_("发文字号“{number}”已用于另一份通报").format(number=number.strip()))


def _draft(bulletin: QuarterlyBulletin) -> QuarterlyBulletin:
    row = QuarterlyBulletin.objects.select_for_update(of=("self",)).select_related("publication").get(pk=bulletin.pk)
    published: Publication = row.publication
    if published.published_at is not None:
        raise BulletinRefused(_("通报已签发,文字和数字都不再改动;数据有误的请办理更正"))
    return row
