"""Forms about files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lutu.kernel.documents.models import StoredFile

ACCEPTED = ".pdf,.ofd,.docx,.xlsx,.pptx,.jpg,.jpeg,.png,.webp,.heic,.heif,.txt,.csv,.mp3,.m4a,.wav"


class FilesInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the value is a list of uploaded files, empty where none was chosen."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        if self.required and not any(given):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class UploadFileForm(forms.Form):
    """上传文件: chosen files and, on a phone, photos taken on the spot. What they are is judged by their content."""

    upload = FilesField(
        label=_("选择文件"),
        allow_empty_file=True,
        error_messages={"required": _("请选择文件或拍照。")},
        widget=FilesInput(attrs={"accept": ACCEPTED, "data-files": ""}),
    )
    photo = FilesField(
        label=_("拍照"),
        required=False,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": "image/*", "capture": "environment", "data-files": ""}),
    )
    kind = forms.ChoiceField(label=_("类别"), choices=StoredFile.Kind.choices)
    note = forms.CharField(label=_("说明"), max_length=300, required=False, help_text=_("如拍摄地点和日期、材料出处。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A photo taken on the spot is a file too.
        self.fields["upload"].required = not self.files.get("photo")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["chosen"] = [*cleaned.get("upload", []), *cleaned.get("photo", [])]
        return cleaned


class RemoveFileForm(forms.Form):
    """删除文件."""

    reason = forms.CharField(label=_("删除理由"), max_length=300, help_text=_("理由记入办理经过,不能修改。"))
