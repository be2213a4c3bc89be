"""Workbench pages: the list of bulletins and one bulletin with its preview, objections and signature."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import SUBJECT, bulletin_content, bulletin_rows, later_errata, letter_for
from lutu.domains.reform.views.columns import staff_spec, state_of
from lutu.domains.reform.views.public import answer_file
from lutu.kernel.access.queries import can, visible
from lutu.kernel.access.registry import reads
from lutu.kernel.documents.letters import Letter, render_docx, render_pdf
from lutu.kernel.indicators.models import UnitObjection
from lutu.kernel.indicators.reading import reading_of
from lutu.kernel.journal.queries import entries_of
from lutu.web.clock import demo_day
from lutu.web.guards import staff_page
from lutu.web.lists import list_response

READ, WRITE, SIGN = "reform.bulletin.read", "reform.bulletin.write", "reform.bulletin.sign"
ENTRIES_SHOWN = 50


@reads(QuarterlyBulletin, "list")
@reads(QuarterlyBulletin, "export")
@require_safe
@staff_page(READ)
def bulletin_list(request: HttpRequest) -> HttpResponseBase:
    """Every bulletin, drafts included."""
    rows = bulletin_rows(user=request.user, day=request.day)
    context = {
        "actions_template": "reform/list_actions.html",
        "may_write": can(user=request.user, permission=WRITE, day=request.day),
    }
    return list_response(request, spec=staff_spec(), rows=rows, context=context)


@reads(QuarterlyBulletin, "detail")
@reads(UnitObjection, "list")
@require_safe
@staff_page(READ)
def bulletin_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulletin: what has to be done until it is signed, the page as it will be published, and its objections."""
    bulletin = visible_bulletin(request, pk)
    publication = bulletin.publication
    # An objection is the business of whoever may see the figure's area; whether all are answered is everybody's.
    shown = visible(user=request.user, model=UnitObjection, day=request.day).filter(publication=publication)
    objections = list(shown.select_related("unit", "fact__version__indicator", "fact__area").order_by("pk"))
    all_answered = not publication.objections.filter(answered_at__isnull=True).exists()
    rights = {
        name: can(user=request.user, permission=permission, day=request.day)
        for name, permission in (("may_write", WRITE), ("may_sign", SIGN))
    }
    window_open = publication.published_at is None and request.now < publication.objections_until
    context = {
        "bulletin": bulletin,
        "state": state_of(bulletin),
        "content": bulletin_content(bulletin=bulletin),
        "later": later_errata(publication=publication),
        "objections": [(row, reading_of(row.fact)) for row in objections],
        "open_objections": sum(row.answered_at is None for row in objections),
        "window_open": window_open,
        "is_editor": publication.edited_by_id == str(request.user.pk),
        "steps": steps_of(bulletin, all_answered=all_answered, window_open=window_open),
        "audit_subject": f"{SUBJECT}/{pk}",
        "entries": entries_of(subject=(SUBJECT, pk))[:ENTRIES_SHOWN],
        "trail": [(_("季度通报"), reverse("reform:list")), (publication.period.name, "")],
        **rights,
    }
    return render(request, "reform/staff_record.html", context)


def steps_of(bulletin: QuarterlyBulletin, *, all_answered: bool, window_open: bool) -> list[tuple[str, bool]]:
    """What has to be done until it is published, each with whether it is."""
    published = bulletin.publication.published_at is not None
    return [
        (_("季度关账、指标冻结"), True),
        (_("单位核对期届满"), published or not window_open),
        (_("异议全部答复"), all_answered),
        (_("填写发文字号"), bool(bulletin.number)),
        (_("由编制人以外的人签发"), published),
    ]


@reads(QuarterlyBulletin, "attachment")
@require_safe
@staff_page(READ)
def bulletin_docx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The draft as Word, marked as a draft; after signing the signed file is on the portal."""
    bulletin = visible_bulletin(request, pk)
    return answer_file(content=render_docx(letter=_letter(request, bulletin)), name=_name(bulletin), ending="docx")


@reads(QuarterlyBulletin, "attachment")
@require_safe
@staff_page(READ)
def bulletin_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The draft as PDF, marked as a draft."""
    bulletin = visible_bulletin(request, pk)
    return answer_file(content=render_pdf(letter=_letter(request, bulletin)), name=_name(bulletin), ending="pdf")


def visible_bulletin(request: HttpRequest, pk: int) -> QuarterlyBulletin:
    """The bulletin the account may see, or 404."""
    return get_object_or_404(bulletin_rows(user=request.user, day=request.day), pk=pk)


def demo_mark() -> str:
    """What stands on every page of a document of a demo district."""
    return "演示数据" if demo_day() else ""


def _name(bulletin: QuarterlyBulletin) -> str:
    title = bulletin.publication.title
    return title if bulletin.publication.published_at else _("{title}(征求意见稿)").format(title=title)


def _letter(request: HttpRequest, bulletin: QuarterlyBulletin) -> Letter:
    published: Any = bulletin.publication.published_at
    day = request.day if published is None else published.astimezone(request.now.tzinfo).date()
    return letter_for(bulletin=bulletin, issued_date=day, mark=demo_mark())
