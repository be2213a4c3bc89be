"""What these pages declare: their permission and the words of the journal."""

from django.utils.translation import gettext_lazy as _

from lutu.kernel.access.registry import declare_permission
from lutu.web.timeline import label_details


def register() -> None:
    """Called once when the fronts are ready."""
    declare_permission("documents.file.read", _("查看记录所附的文件"))
    label_details({"file": _("文件编号"), "file_kind": _("类别")})
