"""Forms about registers and their members."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lutu.fronts.workbench.forms.fields import EndForm, day_field, lines_field
from lutu.kernel.parties.models import Organisation
from lutu.kernel.registers.models import Register
from lutu.kernel.search.queries import ids_by_code
from lutu.kernel.search.registry import searchables

__all__ = ["AddMembersForm", "EndForm", "RegisterForm", "ReplaceForm"]


class RegisterForm(forms.Form):
    """设立清单."""

    name = forms.CharField(label=_("名称"), max_length=120)
    code = forms.SlugField(label=_("代码"), max_length=64, help_text=_("字母、数字和连字符,导入成员时用它指明清单。"))
    kind = forms.CharField(label=_("类别"), max_length=32, help_text=_("如:市级清单、区级清单。"))
    subject_kind = forms.ChoiceField(label=_("对象类型"))
    owner = forms.ModelChoiceField(label=_("主管单位"), queryset=Organisation.objects.none(), required=False)
    document_number = forms.CharField(label=_("文号"), max_length=120, required=False)
    document_date = day_field(_("发文日期"), required=False)
    valid_from = day_field(_("起"))
    is_public = forms.BooleanField(label=_("对外公开"), required=False, initial=True)
    description = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.exclude(kind=Organisation.Kind.FIRM)
        self.fields["subject_kind"].choices = [(item.kind, item.title) for item in searchables()]


class ReplaceForm(forms.Form):
    """替换清单."""

    new = forms.ModelChoiceField(label=_("替换为"), queryset=Register.objects.none())
    day = day_field(_("自哪天起"), help_text=_("当天起原清单停用,成员同日出列;历史仍可查。"))

    def __init__(self, *args: Any, registers: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].queryset = registers


class AddMembersForm(forms.Form):
    """入列: codes of subjects, one a line."""

    subjects = lines_field(_("对象代码"), help_text=_("每行一个,如项目代码。成批入列请用“导入”。"))
    day = day_field(_("入列日"))
    document = forms.CharField(label=_("依据"), max_length=200, required=False)

    def __init__(self, *args: Any, register: Register, user: object, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register, self.user, self.today = register, user, today

    def clean_subjects(self) -> list[int]:
        codes = [line.strip() for line in self.cleaned_data["subjects"].splitlines() if line.strip()]
        found = ids_by_code(kind=self.register.subject_kind, codes=codes, user=self.user, day=self.today)
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise forms.ValidationError(_("查无此代码:%(codes)s") % {"codes": "、".join(unknown[:10])})
        return list(found.values())
