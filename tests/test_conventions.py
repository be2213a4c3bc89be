"""How the code reads: names, signatures, texts and what a machine can check of them."""

import ast
import importlib
import re
import subprocess
import sys

import pytest

from lutu.kernel.journal.queries import action_titles
from tests.source import (
    MODELS,
    PACKAGE,
    ROOT,
    faults,
    files,
    imported,
    named,
    product_modules,
    public_functions,
    shown,
    tree,
    with_suffix,
)

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "aupdate"}
# A registrar is written as a decorator above what it registers, so it takes that one thing by position.
REGISTRARS = {"vacate_guard"}


def test_no_module_has_a_name_that_says_nothing():
    nothing = {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "managers",
        "data",
        "info",
        "misc",
        "common",
        "services",
    }
    found = [shown(file) for file in product_modules() if nothing & {file.stem, *file.relative_to(PACKAGE).parts[:-1]}]
    assert not found, faults(found)


def test_the_locks_name_no_address():
    locks = [ROOT / name for name in ("requirements.lock", "requirements-test.lock", "package-lock.json")]
    assert all(lock.is_file() for lock in locks)
    assert [lock.name for lock in locks if ":" + "//" in lock.read_text(encoding="utf-8")] == []


def test_the_tree_holds_no_path_of_a_machine_and_nothing_left_to_do():
    machine = re.compile("(?<![A-Za-z0-9.])/" + "(?:root|home|Users|work)" + "/")
    undone = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]) + r")\b")
    texts = [".py", ".js", ".css", ".html", ".md", ".toml", ".yaml", ".yml", ".json", ".sh", ".po", "", ".lock", ".txt"]
    found = []
    for file in files():
        if file.suffix not in texts:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            found += [
                f"{shown(file)}:{number}: {line.strip()[:100]}" for pattern in (machine, undone) if pattern.search(line)
            ]
    assert not found, faults(found)


def test_actions_take_keywords_only_are_typed_and_say_what_they_do():
    found = []
    for file in product_modules():
        if not named(file, "actions"):
            continue
        for function in public_functions(file):
            where = f"{shown(file)}:{function.lineno} {function.name}"
            arguments = function.args
            if (arguments.posonlyargs or arguments.args) and function.name not in REGISTRARS:
                found.append(f"{where} takes arguments by position")
            given = [*arguments.args, *arguments.kwonlyargs]
            if function.returns is None or any(argument.annotation is None for argument in given):
                found.append(f"{where} is not fully typed")
            if not ast.get_docstring(function):
                found.append(f"{where} has no docstring")
    assert not found, faults(found)


def test_queries_are_typed_and_documented():
    found = []
    for file in product_modules():
        if named(file, "queries"):
            found += [
                f"{shown(file)}:{function.lineno} {function.name}"
                for function in public_functions(file)
                if function.returns is None or not ast.get_docstring(function)
            ]
    assert not found, faults(found)


def test_queries_never_write():
    found = []
    for file in product_modules():
        if not named(file, "queries"):
            continue
        found += [
            f"{shown(file)} imports {name}" for name in imported(file) if name.endswith(("record", "record_many"))
        ]
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                # `update` with keywords is a query set's; with a mapping it is a dictionary's.
                updates = node.func.attr == "update" and node.keywords and not node.args
                if node.func.attr in WRITES or updates:
                    found.append(f"{shown(file)}:{node.lineno} calls {node.func.attr}")
    assert not found, faults(found)


def test_every_model_and_field_has_its_official_chinese_name():
    found = []
    for model in MODELS:
        if not CHINESE.search(str(model._meta.verbose_name)):
            found.append(model._meta.label)
        inherited = {field.name for base in model.__mro__ if getattr(base, "_meta", None) and base._meta.abstract
                     for field in base._meta.local_fields}  # fmt: skip
        for field in model._meta.local_fields:
            if not field.auto_created and field.name not in inherited and not CHINESE.search(str(field.verbose_name)):
                found.append(f"{model._meta.label}.{field.name}")
    assert not found, faults(found)


def test_every_action_in_the_journal_has_a_chinese_label():
    used = {}
    for file in product_modules():
        if file.name != "wsgi.py":
            importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in ("record", "NewEntry", "_journal"):
                    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "action")]
                    used |= {
                        item.value: shown(file)
                        for item in given
                        if isinstance(item, ast.Constant) and re.fullmatch(r"[a-z_]+(\.[a-z_]+){2}", str(item.value))
                    }
    titles = action_titles()
    found = [f"{file}: {code}" for code, file in used.items() if not CHINESE.search(titles.get(code, ""))]
    assert not found, faults(found)


def test_templates_hold_no_script_no_style_and_no_untranslated_chinese():
    spoken = re.compile(
        r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|\{%\s*blocktranslate.*?endblocktranslate\s*%\}"
        r"|\{%\s*translate.*?%\}|_\((?:\"[^\"]*\"|'[^']*')\)"
        # The name of a language is written in that language.
        r"|<[^>]*\slang=\"zh[^>]*>[^<]*<",
        re.DOTALL,
    )
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"|javascript:")
    found = []
    for file in with_suffix(".html"):
        text = file.read_text(encoding="utf-8")
        if match := inline.search(text):
            found.append(f"{shown(file)}: {match.group().strip()} does not pass the content security policy")
        if match := CHINESE.search(spoken.sub("", text)):
            found.append(f"{shown(file)}: Chinese outside translate, near {match.group()}")
        if "translate" in text and "{% load i18n %}" not in text and " i18n" not in text:
            found.append(f"{shown(file)}: translates without loading i18n")
    assert not found, faults(found)


@pytest.mark.parametrize("arguments", [["check", "."], ["format", "--check", "-q", "."]], ids=["check", "format"])
def test_ruff_is_content(arguments):
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
