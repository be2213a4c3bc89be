"""Tags and filters of every template (registered as built-ins: no load needed)."""

from collections.abc import Iterable
from typing import Any, cast

import structlog
from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lutu.kernel.access.audit import AUDIT
from lutu.kernel.access.queries import can
from lutu.kernel.journal.models import Entry as JournalEntry
from lutu.web import formats
from lutu.web.lists import markup
from lutu.web.lists.page import Line
from lutu.web.timeline import steps

register = template.Library()
register.filter("money", formats.money)
register.filter("yuan", formats.yuan)
register.filter("mu", formats.mu)
register.filter("m2", formats.m2)
register.filter("number", formats.number)
register.filter("percent_bp", formats.percent_bp)
register.filter("day_text", formats.day_text)
register.filter("day_words", formats.day_words)
register.filter("instant_text", formats.instant_text)


class CapturedNode(template.Node):
    """Renders its content once and keeps it under a name."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: template.Context) -> str:
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return ""


@register.tag
def captured(parser: Parser, token: Token) -> CapturedNode:
    """`{% captured as name %}…{% endcaptured %}`: keep what a block renders, to show it twice or ask if it is empty."""
    words = token.split_contents()
    if len(words) != 3 or words[1] != "as":
        raise template.TemplateSyntaxError("写法应为 {% captured as 名称 %}")
    nodelist = parser.parse(("endcaptured",))
    parser.delete_first_token()
    return CapturedNode(nodelist, words[2])


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler outline icon from the sprite; hidden from screen readers unless it carries a label of its own."""
    if not name:
        return SafeString("")
    address = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag
def badge(text: str, tone: str = "grey") -> SafeString:
    """A short state in a quiet colour (blue, green, yellow, red, grey); the words carry the meaning."""
    return markup.tag(text=text, tone=tone)


@register.simple_tag(takes_context=True)
def row_cells(context: template.Context, line: Line) -> SafeString:
    """The cells of a row of the list page (`list` in the context)."""
    kept = context.render_context
    if "cell_openings" not in kept:
        kept["cell_openings"] = markup.cell_openings(columns=context["list"].state.columns)
    return markup.row_cells(line=line, openings=kept["cell_openings"])


@register.simple_tag
def field(bound: BoundField, why_filled: str = "", label: str = "") -> SafeString:
    """A form field with label, help and errors tied to it.

    `why_filled` says why a locked field is already known; `label` replaces the form's own words (and its placeholder,
    which would only repeat them).
    """
    if label:
        bound.label = label
        bound.field.widget.attrs.pop("placeholder", None)
    context = {"field": bound, "kind": getattr(bound.field.widget, "input_type", ""), "why_filled": why_filled}
    return SafeString(render_to_string("web/_field.html", context).strip())


@register.inclusion_tag("web/_timeline.html")
def timeline(entries: Iterable[JournalEntry]) -> dict[str, Any]:
    """Journal entries as a timeline: what was done, by whom, when, with the details in words."""
    return {"steps": steps(entries)}


@register.simple_tag(takes_context=True)
def audit_link(context: template.Context, subject: str) -> SafeString:
    """For auditors: the way from a record (subject kind/key) to everybody who changed or read it."""
    request = context.get("request")
    day = getattr(request, "day", None)
    if not subject or day is None or not can(user=request.user, permission=AUDIT, day=day):
        return SafeString("")
    address = f"{reverse('workbench:audit')}?{urlencode({'subject': subject})}"
    return format_html('<p class="audit-link"><a href="{}">{}</a></p>', address, _("谁改过、看过"))


@register.inclusion_tag("web/_pager.html", takes_context=True)
def pager(context: template.Context) -> dict[str, Any]:
    """The pager of the list page (`list` in the context)."""
    return {"list": context["list"]}


@register.simple_tag(takes_context=True)
def home_panel(context: template.Context, name: str, panel: dict[str, Any]) -> SafeString:
    """A home panel: its template with its own context, on top of the page's."""
    with context.push(**panel):
        return SafeString(render_to_string(name, cast(dict[str, Any], context.flatten()), context.get("request")))


@register.simple_tag
def reference_number() -> str:
    """The number of this request as it stands in the log, for residents to quote."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@register.simple_tag
def site_setting(key: str) -> str:
    """A footer setting, also on pages that have no context (500)."""
    return str(settings.LUTU_SITE.get(key, ""))
