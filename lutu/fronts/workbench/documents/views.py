"""文件: downloading, uploading and removing. A file of a hidden record is absent, like one that never was."""

from io import BytesIO

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lutu.fronts.workbench.documents.forms import RemoveFileForm, UploadFileForm
from lutu.fronts.workbench.documents.panel import files_panel
from lutu.kernel.access.queries import actor_of, visible
from lutu.kernel.access.registry import policy_of, reads
from lutu.kernel.documents.actions import FileRefused, remove_file, store_file
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.queries import FileDamaged, content_of, files_of, largest_bytes, quota_bytes, used_bytes
from lutu.kernel.documents.registry import may_attach
from lutu.kernel.search.queries import described
from lutu.web.answers import REFUSED, answer_form
from lutu.web.guards import staff_page

# What a browser shows by itself and cannot run; everything else is kept as a file.
SHOWN_IN_PLACE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}
GONE = 410


@require_safe
@reads(StoredFile, "attachment")
@staff_page()
def file_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The content, compared with its digest first, under the name it was stored with."""
    file = _file(request, pk)
    try:
        content = content_of(file=file)
    except FileDamaged as damaged:
        return render(request, "workbench/documents/damaged.html", {"problem": str(damaged)}, status=GONE)
    response = FileResponse(
        BytesIO(content), as_attachment=file.media_type not in SHOWN_IN_PLACE, filename=file.name,
        content_type=file.media_type,
    )  # fmt: skip
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@reads(StoredFile, "form")
@staff_page()
def file_upload(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Put files to a record that the reader sees and may change."""
    subject = (kind, subject_id)
    title, own_page = _subject(request, subject)
    _require_may_attach(request, subject)
    back = _back(request, own_page)
    initial = {"kind": request.GET.get("kind", StoredFile.Kind.EVIDENCE)}
    form = UploadFileForm(request.POST, request.FILES) if request.method == "POST" else UploadFileForm(initial=initial)
    if form.is_bound and form.is_valid():
        stored, refused = _store(request, subject, form)
        if stored:
            for reason in refused:
                messages.error(request, reason)
            messages.success(request, _("已上传文件 {count} 个。").format(count=stored))
            return redirect(back)
        for reason in refused:
            form.add_error("upload", reason)
    context = {
        "form": form, "subject_title": title, "back": back, "no_draft": True, "largest": largest_bytes(),
        "left": max(0, quota_bytes() - used_bytes(subject=subject)),
        "trail": [(title, own_page), (_("上传文件"), "")], **files_panel(request, subject=subject, back=back),
    }  # fmt: skip
    return render(request, "workbench/documents/upload.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@reads(StoredFile, "form")
@staff_page()
def file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away, with its reason."""
    file = _file(request, pk)
    subject = (file.subject_kind, file.subject_id)
    title, own_page = _subject(request, subject)
    _require_may_attach(request, subject)
    back = _back(request, own_page)
    intro = _("删除后内容不能恢复;谁在何时因何删除,留在“{title}”的办理经过中。").format(title=title)

    def save(form: RemoveFileForm) -> str:
        remove_file(file=file, reason=form.cleaned_data["reason"], actor=actor_of(request.user), at=request.now)  # type: ignore[attr-defined]
        return back

    return answer_form(
        request, form=RemoveFileForm(request.POST or None), save=save, refused=FileRefused,
        title=_("删除文件:{name}").format(name=file.name), submit=_("删除"), cancel=back,
        done=_("文件已删除,经过留在办理记录中。"),
        context={"trail": [(title, own_page), (_("删除文件"), "")], "intro": intro},
    )  # fmt: skip


def _file(request: HttpRequest, pk: int) -> StoredFile:
    shown = visible(user=request.user, model=StoredFile, day=request.day)  # type: ignore[attr-defined]
    file: StoredFile = get_object_or_404(shown.filter(removed_at__isnull=True), pk=pk)
    return file


def _subject(request: HttpRequest, subject: tuple[str, int]) -> tuple[str, str]:
    """(how the record reads, its page) of a record that shows. 404 for a hidden one, a missing one, another kind."""
    kind, key = subject
    day = request.day  # type: ignore[attr-defined]
    try:
        model = apps.get_model(kind)
        policy_of(model)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    get_object_or_404(visible(user=request.user, model=model, day=day), pk=key)
    hit = described(kind=kind, ids=[key], user=request.user, day=day)[key]
    named = hit.url or hit.title != str(key)
    return (hit.title if named else f"{model._meta.verbose_name} {key}"), hit.url or reverse("workbench:home")


def _require_may_attach(request: HttpRequest, subject: tuple[str, int]) -> None:
    if not may_attach(user=request.user, subject=subject, day=request.day):  # type: ignore[attr-defined]
        raise PermissionDenied(_("当前账号不能在这条记录上增删文件。如因工作需要,请联系它的责任人。"))


def _back(request: HttpRequest, own_page: str) -> str:
    """Where to go afterwards: the page the reader came from, where it is one of ours."""
    wanted = request.GET.get("next", "")
    local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if local else own_page


def _store(request: HttpRequest, subject: tuple[str, int], form: UploadFileForm) -> tuple[int, list[str]]:
    """(how many files the record has more, why the others were not taken)."""
    before, refused = files_of(subject=subject).count(), []
    for given in form.cleaned_data["chosen"]:
        try:
            store_file(
                subject=subject, kind=form.cleaned_data["kind"], name=given.name or "", content=given.read(),
                note=form.cleaned_data["note"], actor=actor_of(request.user), at=request.now,  # type: ignore[attr-defined]
            )  # fmt: skip
        except FileRefused as refusal:
            refused.append(str(refusal))
    stored = files_of(subject=subject).count() - before
    if not stored and not refused:
        refused.append(_("这些文件已在本记录中,没有重复保存。"))
    return stored, refused
