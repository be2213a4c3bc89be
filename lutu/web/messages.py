"""The message catalogue: Chinese in the sources, English in `lutu/locale/en`. Made with Babel alone, without gettext.

`update_catalogue` collects every text marked for translation and keeps the translations that stand; a text that left
the sources stays in the file as obsolete, so that it comes back translated. `compile_catalogues` makes what Django
reads.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "en"
SOURCE = Path(settings.ROOT) / "lutu"
CATALOGUE = SOURCE / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
HEADER = "# English messages of Lutu. Texts are collected by `lutu messages update`; write the msgstr by hand."
SKIPPED = frozenset(["tests", "migrations", "locale", "static"])
# Besides gettext's own names: labels that the kernel keeps as Chinese text and pages translate when they show them.
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "label_action": (2,),
    "declare_permission": (2,),
}


@dataclass(frozen=True)
class CatalogueReport:
    """What an update found: texts in the sources, new ones among them, and those without an English message."""

    texts: int
    new: tuple[str, ...]
    missing: tuple[str, ...]


def update_catalogue(*, catalogue: Path = CATALOGUE, source: Path = SOURCE) -> CatalogueReport:
    """Collect the texts of the sources into the catalogue; translations that stand are kept."""
    known = read_catalogue(catalogue=catalogue)
    before = {message.id for message in known if message.id}
    template = Catalog(locale=LANGUAGE)
    for place, text, context in texts(source=source):
        template.add(text, locations=[(place, 0)], context=context)
    # Texts that had left the sources may be back.
    for message in known.obsolete.values():
        known.add(message.id, message.string, context=message.context)
    known.obsolete.clear()
    known.update(template, no_fuzzy_matching=True)
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    known.header_comment = HEADER
    buffer = io.BytesIO()
    write_po(buffer, known, width=120, sort_output=True, include_lineno=False, ignore_obsolete=False)
    catalogue.write_bytes(_tidy(buffer.getvalue()))
    new = tuple(_first(message) for message in known if message.id and message.id not in before)
    return CatalogueReport(len(known), new, missing_messages(catalogue=catalogue))


def missing_messages(*, catalogue: Path = CATALOGUE) -> tuple[str, ...]:
    """The texts of the catalogue without an English message."""
    return tuple(
        _first(message) for message in read_catalogue(catalogue=catalogue) if message.id and not _is_done(message)
    )


def uncollected_texts(*, catalogue: Path = CATALOGUE, source: Path = SOURCE) -> tuple[str, ...]:
    """The texts of the sources that the catalogue does not hold yet."""
    held = {(message.id, message.context) for message in read_catalogue(catalogue=catalogue)}
    found = {(text, context) for _place, text, context in texts(source=source)}
    return tuple(sorted(text if isinstance(text, str) else text[0] for text, _context in found - held))


def compile_catalogues(*, catalogue: Path = CATALOGUE) -> Path:
    """Write the compiled catalogue beside the source one; returns its path."""
    target = catalogue.with_suffix(".mo")
    target.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_mo(buffer, read_catalogue(catalogue=catalogue))
    if not target.exists() or target.read_bytes() != buffer.getvalue():
        target.write_bytes(buffer.getvalue())
    return target


def read_catalogue(*, catalogue: Path = CATALOGUE) -> Catalog:
    """The catalogue as it stands; an empty one where there is no file yet."""
    if not catalogue.exists():
        return Catalog(locale=LANGUAGE, project="Lutu", fuzzy=False)
    with catalogue.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def texts(*, source: Path = SOURCE) -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """(file, text or its singular and plural, context) of every text marked for translation."""
    for file in sorted(source.rglob("*")):
        if file.suffix not in (".py", ".html", ".txt") or SKIPPED & set(file.relative_to(source).parts):
            continue
        code = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            # Templates come out as calls between fillers, indented at random: Python's tokenizer wants none of that.
            code = "\n".join(line.lstrip() for line in templatize(code, origin=str(file)).splitlines())
        place = str(file.relative_to(source.parent))
        found = extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS)
        for _line, text, _comments, context in found:
            if text and (isinstance(text, str) or text[0]):
                yield place, text, context


def _is_done(message: Message) -> bool:
    translated = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(translated) and all(translated)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _tidy(content: bytes) -> bytes:
    """The file without the header fields that change by themselves or say nothing; equal texts give equal files."""
    kept = (b'"Language:', b'"Plural-Forms:', b'"MIME-Version:', b'"Content-T')
    head, gap, rest = content.partition(b"\n\n")
    lines = [line for line in head.splitlines() if not line.startswith(b'"') or line.startswith(kept)]
    return b"\n".join(lines) + gap + rest
