"""Forms about the working-day calendar."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lutu.engines.workdays import YearNotice
from lutu.fronts.workbench.forms.fields import day_field, lines_field
from lutu.kernel.calendars.checking import FIRST_YEAR, LAST_YEAR
from lutu.kernel.calendars.reading import OFF, WORKED, NoticeUnreadable, days_of, notice_of_yaml, text_of

LARGEST_FILE = 64 * 1024


class NoticeForm(forms.Form):
    """提出年历: the days off and the make-up days of a year, typed, pasted or taken from a file."""

    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    holidays = lines_field(
        _("放假日"),
        help_text=_("每行一天或一段,如 2027-10-01..2027-10-07;也可粘贴通知中的“10月1日至7日”。周末在放假期内的照列。"),
    )
    makeup_days = lines_field(_("调休上班日"), help_text=_("每行一天,须是周六或周日;没有的留空。"))
    source = forms.CharField(
        label=_("来源"), max_length=200, help_text=_("通知全称,如:国务院办公厅关于 2027 年部分节假日安排的通知")
    )
    document_number = forms.CharField(label=_("文号"), max_length=120, required=False)
    issued_date = day_field(_("发文日期"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["makeup_days"].required = False

    def clean_holidays(self) -> object:
        return self._days("holidays", unexpected=WORKED)

    def clean_makeup_days(self) -> object:
        return self._days("makeup_days", unexpected=OFF)

    def _days(self, name: str, *, unexpected: str) -> object:
        if "year" not in self.cleaned_data:
            return frozenset()
        try:
            return days_of(text=self.cleaned_data[name], year=self.cleaned_data["year"], unexpected=unexpected)
        except NoticeUnreadable as error:
            raise forms.ValidationError(list(error.faults)) from error

    @property
    def notice(self) -> YearNotice:
        """What was typed, once it is valid."""
        return YearNotice(**self.cleaned_data)


class NoticeFileForm(forms.Form):
    """A YAML file of a year; what is inside fills the fields of the other form."""

    file = forms.FileField(
        label=_("或从文件填入"),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        help_text=_("YAML 文件,样式同 data/reference/workdays;上传后填入各栏并预览,不会直接提交。"),
        error_messages={"required": _("请选择一个 .yaml 文件"), "invalid": _("没有收到文件,请重新选择")},
    )

    def clean_file(self) -> YearNotice:
        """The notice inside; a file that is too large or not text is told at once."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("文件超过 64 KB,不是一年的放假安排"))
        try:
            return notice_of_yaml(text=file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("文件不是 UTF-8 文本,请另存为 UTF-8 后上传")) from error
        except NoticeUnreadable as error:
            raise forms.ValidationError(list(error.faults)) from error


class SignForm(forms.Form):
    """签发: the second person says that the days were compared with the notice."""

    checked = forms.BooleanField(label=_("我已逐日与国务院办公厅通知原文核对"))


class WithdrawForm(forms.Form):
    """撤回, with its reason."""

    reason = forms.CharField(label=_("原因"), max_length=200)


def typed(notice: YearNotice) -> dict[str, Any]:
    """A notice as the form's fields hold it."""
    return {
        "year": notice.year,
        "holidays": text_of(days=notice.holidays),
        "makeup_days": text_of(days=notice.makeup_days),
        "source": notice.source,
        "document_number": notice.document_number,
        "issued_date": notice.issued_date or "",
    }
