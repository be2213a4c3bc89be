"""Portal pages: the bulletins, one bulletin to read and print, and its documents."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lutu.domains.reform.models import QuarterlyBulletin
from lutu.domains.reform.queries import SUBJECT, bulletin_content, later_errata, published_bulletins
from lutu.domains.reform.views.columns import public_spec
from lutu.kernel.access.registry import reads
from lutu.kernel.documents.queries import content_of, files_of
from lutu.web.lists import list_response

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@reads(QuarterlyBulletin, "list")
@reads(QuarterlyBulletin, "export")
@require_safe
def bulletin_list(request: HttpRequest) -> HttpResponseBase:
    """Every published bulletin, newest first."""
    rows = published_bulletins(user=request.user, day=request.day)
    return list_response(request, spec=public_spec(), rows=rows, template="web/list_portal.html")


@reads(QuarterlyBulletin, "detail")
@reads(QuarterlyBulletin, "print")
@require_safe
def bulletin_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulletin: its text, the ranking with its arithmetic, what was corrected since, and the definitions."""
    bulletin = _published(request, pk)
    context = {
        "bulletin": bulletin,
        "content": bulletin_content(bulletin=bulletin),
        "later": later_errata(publication=bulletin.publication),
        "trail": [(_("季度通报"), reverse("reform:public_list")), (bulletin.publication.period.name, "")],
    }
    return render(request, "reform/public_record.html", context)


@reads(QuarterlyBulletin, "attachment")
@require_safe
def bulletin_docx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed bulletin as Word."""
    return _file(request, pk, "docx")


@reads(QuarterlyBulletin, "attachment")
@require_safe
def bulletin_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed bulletin as PDF."""
    return _file(request, pk, "pdf")


def answer_file(*, content: bytes, name: str, ending: str) -> HttpResponseBase:
    """A document as an answer: a PDF is shown, a Word file kept."""
    response = FileResponse(
        BytesIO(content), as_attachment=ending == "docx", filename=f"{name}.{ending}", content_type=MEDIA[ending]
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _published(request: HttpRequest, pk: int) -> QuarterlyBulletin:
    return get_object_or_404(published_bulletins(user=request.user, day=request.day), pk=pk)


def _file(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    bulletin = _published(request, pk)
    file = files_of(subject=(SUBJECT, bulletin.pk)).filter(name__endswith=f".{ending}").first()
    if file is None:
        raise Http404
    return answer_file(content=content_of(file=file), name=bulletin.publication.title, ending=ending)
