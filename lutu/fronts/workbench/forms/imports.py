"""The form that takes a file."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """One file, .xlsx or .csv; what is inside is judged by the import itself."""

    file = forms.FileField(
        label=_("文件"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "data-drop": ""}),
        error_messages={"required": _("请选择一个 .xlsx 或 .csv 文件"), "invalid": _("没有收到文件,请重新选择")},
    )

    def clean_file(self) -> UploadedFile:
        """A file of another kind is told at once; its content is not read."""
        file: UploadedFile = self.cleaned_data["file"]
        name = (file.name or "").lower()
        if name.endswith(".xls"):
            raise forms.ValidationError(_("文件是旧版 .xls 格式。请在 Excel 或 WPS 中用“另存为”存成 .xlsx 后上传"))
        if not name.endswith((".xlsx", ".csv", ".txt")):
            raise forms.ValidationError(_("“%(name)s”不是表格,应为 .xlsx 或 .csv 文件"), params={"name": file.name})
        return file
