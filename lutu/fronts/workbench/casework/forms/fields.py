"""Fields that several of these forms share: a post or person typed or picked, and keys of requests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lutu.kernel.access.queries import visible
from lutu.kernel.parties.models import Person, Post

# How many names a page offers by itself; with more, the suggestion island asks for those that fit.
OFFERED = 200
NAMED_IN_REFUSAL = 6
_CODE_BEHIND = re.compile(r"^(.*?)[((]([^()()]+)[))]\s*$")


@dataclass(frozen=True)
class Pick:
    """The names a datalist offers; `suggest` is where to ask for more, empty where all stand here."""

    id: str
    options: tuple[str, ...]
    suggest: str = ""


class PickField(forms.CharField):
    """A row typed or picked by its name: its words with the code behind, the code, or words only one row bears."""

    noun = gettext_lazy("对象")

    def __init__(self, *, list_id: str, **kwargs: Any) -> None:
        super().__init__(max_length=160, **kwargs)
        self.list_id = list_id
        self.rows: QuerySet[Any] | None = None
        self.widget.attrs.update({"list": list_id, "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        assert self.rows is not None  # The form says which rows may be picked.
        name, code = self._parts(text)
        found = list(self.rows.filter(code=code)[:1]) if code else []
        found = found or list(matching(self.rows, text)[: NAMED_IN_REFUSAL + 1]) or self._known(name, code)
        exact = [row for row in found if str(row) == text]
        if len(exact or found) == 1:
            return (exact or found)[0]
        raise forms.ValidationError(self._refusal(text, found))

    def _known(self, name: str, code: str) -> list[Any]:
        """Rows beyond those offered, for who knows name and code."""
        return []

    def _parts(self, text: str) -> tuple[str, str]:
        behind = _CODE_BEHIND.match(text)
        return (behind.group(1).strip(), behind.group(2).strip()) if behind else ("", text)

    def _refusal(self, text: str, found: Sequence[Any]) -> str:
        if not found:
            return _("没有找到{noun}“{text}”,请输入名称中的几个字,从列表中选择").format(noun=self.noun, text=text)
        named = _("、").join(words_of(row) for row in found[:NAMED_IN_REFUSAL])
        return _("“{text}”对应多个{noun}:{named},请选定一个").format(text=text, noun=self.noun, named=named)


class PostField(PickField):
    """岗位."""

    noun = gettext_lazy("岗位")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(list_id="post-names", **kwargs)


class PersonField(PickField):
    """人员. Whoever knows a colleague's name and staff number may name them without the right to look people up."""

    noun = gettext_lazy("人员")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(list_id="person-names", **kwargs)

    def _known(self, name: str, code: str) -> list[Any]:
        return list(Person.objects.filter(code=code, name=name)[:1]) if name and code else []


def words_of(row: Post | Person) -> str:
    """A post or person as a list of names offers it, with the code that settles which one is meant."""
    return f"{row}({row.code})"


def matching(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The posts or people all words of a text fit: name, code, or the unit of a post."""
    paths = ["name", "code"]
    if rows.model is Post:
        paths += ["organisation__name", "organisation__short_name"]
    for word in text.split():
        held = Q(pk__in=[])
        for path in paths:
            held |= Q(**{f"{path}__icontains": word})
        rows = rows.filter(held)
    return rows


def posts_for(*, user: Any, day: date) -> QuerySet[Post]:
    """The posts an account may name."""
    return visible(user=user, model=Post, day=day).select_related("organisation").order_by("code")


def people_for(*, user: Any, day: date) -> QuerySet[Person]:
    """The people an account may name."""
    return visible(user=user, model=Person, day=day).order_by("code")


def pick_of(rows: QuerySet[Any]) -> Pick:
    """What the page's datalist offers of these rows; one query."""
    offered = [words_of(row) for row in rows[: OFFERED + 1]]
    kind, name = (
        ("post-names", "workbench:post_suggest") if rows.model is Post else ("person-names", "workbench:person_suggest")
    )
    return Pick(kind, tuple(offered[:OFFERED]), reverse(name) if len(offered) > OFFERED else "")


class RefusedTogether(forms.CharField):
    """A text the form marks as needed, but whose absence the action refuses, together with everything else."""

    def validate(self, value: Any) -> None:
        """Nothing is refused here."""


class KeyedForm(forms.Form):
    """A form with the key of its request, made when it was shown: sent twice, it does its work once."""

    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = new_key()


def new_key() -> str:
    """A key for one request."""
    return str(uuid4())
