"""The message catalogue."""

import gettext
import re

import pytest

from lutu.web.messages import (
    compile_catalogues,
    missing_messages,
    read_catalogue,
    texts,
    uncollected_texts,
    update_catalogue,
)


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "a.py").write_text('from x import gettext as _\nA = _("保存")\nlabel_action("a.b.c", "登记")\n', "utf-8")
    (folder / "b.html").write_text(
        '{% load i18n %}\n  {% translate "取消" %}\n{% include "x" with y=_("首页") %}\n'
        "    {% blocktranslate count n=n trimmed %}\n  {{ n }} 条\n{% plural %}{{ n }} 条{% endblocktranslate %}",
        "utf-8",
    )
    return folder


def test_every_text_of_the_sources_is_in_the_catalogue():
    assert uncollected_texts() == (), "run: lutu messages update"


def test_every_text_of_the_catalogue_has_an_english_message():
    assert missing_messages() == ()


def test_the_english_messages_keep_the_placeholders_of_the_texts():
    holes = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
    wrong = []
    for message in read_catalogue():
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            wrong += [text for text in strings if text and set(holes.findall(text)) != set(holes.findall(ids[0]))]
    assert wrong == []


def test_texts_are_found_in_python_and_in_templates(source):
    assert {text for _place, text, _context in texts(source=source)} == {
        "保存",
        "登记",
        "取消",
        "首页",
        ("%(n)s 条", "%(n)s 条"),
    }


def test_an_update_keeps_translations_and_reports_what_is_missing(source, tmp_path):
    catalogue = tmp_path / "en" / "django.po"
    report = update_catalogue(catalogue=catalogue, source=source)
    assert set(report.missing) == set(report.new) == {"保存", "登记", "取消", "首页", "%(n)s 条"}
    catalogue.write_text(
        catalogue.read_text("utf-8").replace('msgid "保存"\nmsgstr ""', 'msgid "保存"\nmsgstr "Save"'), "utf-8"
    )
    (source / "a.py").write_text('from x import gettext as _\nA = _("保存")\nB = _("删除")\n', "utf-8")
    report = update_catalogue(catalogue=catalogue, source=source)
    assert report.new == ("删除",)
    assert "保存" not in report.missing
    assert "登记" not in report.missing
    assert read_catalogue(catalogue=catalogue).get("保存").string == "Save"


def test_a_translation_comes_back_with_its_text(source, tmp_path):
    catalogue = tmp_path / "en" / "django.po"
    update_catalogue(catalogue=catalogue, source=source)
    catalogue.write_text(
        catalogue.read_text("utf-8").replace('msgid "登记"\nmsgstr ""', 'msgid "登记"\nmsgstr "Register"'), "utf-8"
    )
    text = (source / "a.py").read_text("utf-8")
    (source / "a.py").write_text("", "utf-8")
    update_catalogue(catalogue=catalogue, source=source)
    (source / "a.py").write_text(text, "utf-8")
    update_catalogue(catalogue=catalogue, source=source)
    assert read_catalogue(catalogue=catalogue).get("登记").string == "Register"


def test_the_compiled_catalogue_can_be_read(tmp_path, source):
    catalogue = tmp_path / "django.po"
    update_catalogue(catalogue=catalogue, source=source)
    catalogue.write_text(
        catalogue.read_text("utf-8").replace('msgid "取消"\nmsgstr ""', 'msgid "取消"\nmsgstr "Cancel"'), "utf-8"
    )
    with compile_catalogues(catalogue=catalogue).open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("取消") == "Cancel"


def test_updating_twice_changes_nothing(source, tmp_path):
    catalogue = tmp_path / "django.po"
    update_catalogue(catalogue=catalogue, source=source)
    before = catalogue.read_bytes()
    update_catalogue(catalogue=catalogue, source=source)
    assert catalogue.read_bytes() == before
