"""Forms of what is done to a case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.fronts.workbench.casework.forms.fields import (
    KeyedForm,
    Pick,
    PickField,
    PostField,
    RefusedTogether,
    people_for,
    pick_of,
    posts_for,
)
from lutu.fronts.workbench.documents.forms import ACCEPTED, FilesField, FilesInput
from lutu.fronts.workbench.forms.fields import day_field
from lutu.kernel.casework.flows import Flow, Move
from lutu.kernel.casework.models import Case, Consent

CONTENT = {"title": gettext_lazy("标题"), "summary": gettext_lazy("内容")}
FIELD = "field_"


class ActForm(KeyedForm):
    """An act on a case as it was when the form was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["version"].initial = case.version


def text_area(rows: int = 4) -> forms.Textarea:
    """A few lines of text."""
    return forms.Textarea(attrs={"rows": rows})


class EvidenceField(FilesField):
    """Evidence the form marks as needed, but whose absence the action refuses, together with everything else."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """No file is no fault here."""
        return super().clean(data, initial) if data else []


class MoveForm(ActForm):
    """办理: the content a move writes, the reason where it needs one, and evidence where it rests on some."""

    def __init__(self, *args: Any, move: Move, flow: Flow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in move.writes:
            self.fields[f"{FIELD}{name}"] = forms.CharField(
                label=_(flow.fields[name]), max_length=4000, required=False, widget=text_area(),
                initial=self.case.fields.get(name, ""),
            )  # fmt: skip
        kind = RefusedTogether if move.needs_reason else forms.CharField
        self.fields["reason"] = kind(
            label=_("理由") if move.needs_reason else _("说明"), max_length=300, required=move.needs_reason,
            widget=text_area(2),
        )  # fmt: skip
        if move.evidence:
            self.fields["files"] = EvidenceField(
                label=_("佐证材料"), required=False, allow_empty_file=True,
                widget=FilesInput(attrs={"accept": ACCEPTED, "data-files": ""}),
                help_text=_("照片、PDF 或 Office 文件,可多选;手机上可直接拍照。"),
            )  # fmt: skip

    def content(self) -> dict[str, str]:
        """The content as the move takes it, by field. It does not depend on what the case holds by now: sent twice
        under one key, a request must read the same."""
        given = self.cleaned_data.items()
        return {name.removeprefix(FIELD): value for name, value in given if name.startswith(FIELD) and value}


class PauseForm(ActForm):
    """暂停计时."""

    reason = forms.ChoiceField(label=gettext_lazy("暂停事由"), widget=forms.RadioSelect)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False, widget=text_area(2))

    def __init__(self, *args: Any, flow: Flow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(item.code, pause_words(item.title, item.longest)) for item in flow.pauses]


class PlainActForm(ActForm):
    """An act that asks nothing but to be meant: 恢复计时."""


class ExtensionForm(ActForm):
    """申请延期."""

    amount = forms.IntegerField(min_value=1, max_value=1000)
    reason = RefusedTogether(label=gettext_lazy("延期理由"), max_length=300, widget=text_area())

    def __init__(self, *args: Any, flow: Flow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = flow.extension
        unit = unit_words(rule.longest.unit if rule else "").strip()
        self.fields["amount"].label = _("延长({unit})").format(unit=unit)
        self.fields["amount"].help_text = _(rule.basis) if rule else ""


class DecisionForm(ActForm):
    """审批延期."""

    approve = forms.ChoiceField(
        label=gettext_lazy("意见"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("批准")), ("no", gettext_lazy("不批准"))],
    )  # fmt: skip
    decision = forms.CharField(
        label=gettext_lazy("批语"), max_length=300, required=False, widget=text_area(2),
        help_text=gettext_lazy("不批准的,须写明理由。"),
    )  # fmt: skip


class UrgeForm(forms.Form):
    """督办一件事项."""

    text = RefusedTogether(
        label=gettext_lazy("督办要求"), max_length=200, widget=text_area(3),
        help_text=gettext_lazy("送给责任岗位的现任、代班和代理人员;同一事项每天督办一次。"),
    )  # fmt: skip


class ReassignForm(KeyedForm):
    """改派."""

    post = PostField(label=gettext_lazy("改派给"), help_text=gettext_lazy("输入单位或岗位名称中的几个字。"))
    reason = RefusedTogether(label=gettext_lazy("理由"), max_length=300, widget=text_area(2))

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].rows = posts_for(user=user, day=day)


class ConsentForm(forms.Form):
    """取得同意."""

    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200)
    receiver = forms.CharField(label=gettext_lazy("接收方"), max_length=120)
    fields_given = forms.MultipleChoiceField(label=gettext_lazy("同意提供的内容"), widget=forms.CheckboxSelectMultiple)
    given_date = day_field(gettext_lazy("同意日"))
    expires_date = day_field(gettext_lazy("失效日"), help_text=gettext_lazy("自这天起不得再据此提供。"))
    manner = forms.CharField(
        label=gettext_lazy("同意方式"), max_length=120, help_text=gettext_lazy("如:当面签字、电话录音、线上确认。")
    )

    def __init__(self, *args: Any, flow: Flow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_given"].choices = content_choices(flow)


class ReferralForm(KeyedForm):
    """转介: to which kind of case, what for, and which content goes along."""

    to_flow = forms.ChoiceField(label=gettext_lazy("转为"))
    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    purpose = forms.CharField(label=gettext_lazy("用途"), max_length=200)
    shared = forms.MultipleChoiceField(
        label=gettext_lazy("提供的内容"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("接收方只看到勾选的内容,看不到办理经过和其他材料。"),
    )  # fmt: skip
    owner_post = PostField(label=gettext_lazy("接收岗位"), required=False)
    consent = forms.ModelChoiceField(label=gettext_lazy("依据的同意"), queryset=Consent.objects.none(), required=False)
    exception_basis = forms.CharField(
        label=gettext_lazy("法定例外的依据"), max_length=300, required=False,
        help_text=gettext_lazy("没有同意而依法转介的,写明法律和条款。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, flow: Flow, targets: Sequence[tuple[str, str]], consents: Any, user: Any, day: date,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["to_flow"].choices = targets
        self.fields["shared"].choices = content_choices(flow)
        self.fields["owner_post"].rows = posts_for(user=user, day=day)
        self.fields["consent"].queryset = consents
        if not flow.personal:
            del self.fields["consent"], self.fields["exception_basis"]


def content_choices(flow: Flow) -> list[tuple[str, str]]:
    """(name, title) of what of a case may be handed on: its title, content, and the fields of its flow."""
    return [*((name, str(title)) for name, title in CONTENT.items()), *((n, _(t)) for n, t in flow.fields.items())]


def unit_words(unit: str) -> str:
    """The unit of a term."""
    known = {
        "workdays": _("个工作日"), "calendar_days": _("天"), "weeks": _("周"), "hours": _("小时"), "minutes": _("分钟"),
    }  # fmt: skip
    return known.get(unit, "")


def pause_words(title: str, longest: Any) -> str:
    """A reason for a pause with how long it may last."""
    amount = f"{longest.amount}{unit_words(longest.unit)}"
    return _("{title}(最长{amount})").format(title=_(title), amount=amount)


def post_picks(form: forms.Form, *, user: Any, day: date) -> list[Pick]:
    """The datalists a form's fields name: of posts, of people, or both."""
    rows = {"post-names": posts_for, "person-names": people_for}
    wanted = {field.list_id for field in form.fields.values() if isinstance(field, PickField)}
    return [pick_of(rows[name](user=user, day=day)) for name in sorted(wanted)]
