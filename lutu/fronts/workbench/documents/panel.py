"""What `workbench/documents/_files.html` shows: the files of a record, how much room is left, who may add."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from lutu.kernel.access.queries import can, visible
from lutu.kernel.documents.models import StoredFile
from lutu.kernel.documents.queries import files_of, quota_bytes
from lutu.kernel.documents.registry import following_kinds, may_attach

READ = "documents.file.read"


def files_panel(request: HttpRequest, *, subject: tuple[str, int], back: str = "") -> dict[str, Any]:
    """The context of the include: {"files_panel": {…}}, to be merged into the page's own. Two queries.

    `subject` is (model label in lower case, key) of a record the reader sees; `back` is where uploading and removing
    lead back to, this page where empty.
    """
    reads_all = can(user=request.user, permission=READ, day=request.day)  # type: ignore[attr-defined]
    if not reads_all and subject[0] not in following_kinds():
        return {"files_panel": None}
    shown = visible(user=request.user, model=StoredFile, day=request.day)  # type: ignore[attr-defined]
    files = list(shown.filter(pk__in=files_of(subject=subject).values("pk")).order_by("uploaded_at", "pk"))
    used = sum(file.size for file in files)
    query = urlencode({"next": back or request.get_full_path()})
    return {
        "files_panel": {
            "files": files,
            "used": used,
            "quota": quota_bytes(),
            "share": min(100, used * 100 // quota_bytes()),
            "may_attach": may_attach(user=request.user, subject=subject, day=request.day),  # type: ignore[attr-defined]
            "upload_url": f"{reverse('workbench:file_upload', args=subject)}?{query}",
            "query": query,
        }
    }
