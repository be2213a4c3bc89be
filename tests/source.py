"""The project's own files, read once for the tests that look at the source."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "lutu"
FOREIGN = {".git", ".venv", ".hypothesis", "node_modules", "var", "__pycache__", "build"}
OURS = [config for config in apps.get_app_configs() if config.name.startswith("lutu.")]
MODELS = [model for config in OURS for model in config.get_models()]


def faults(found: list[str]) -> str:
    """One line a fault, so that a failing test reads as a list of things to do."""
    return "\n".join(sorted(found))


@cache
def files() -> tuple[Path, ...]:
    """Every file of the tree that is ours: no environment, no installed packages, no operator's data, no caches."""
    found = []
    for folder, names, entries in os.walk(ROOT):
        names[:] = [name for name in names if name not in FOREIGN and not name.endswith(("_cache", ".egg-info"))]
        found += [Path(folder) / entry for entry in entries]
    return tuple(sorted(found))


def with_suffix(*suffixes: str) -> list[Path]:
    """Our files with one of these suffixes, migrations left out."""
    return [file for file in files() if file.suffix in suffixes and "migrations" not in file.parts]


def product_modules() -> list[Path]:
    """Python files of the product: no tests, no migrations."""
    return [file for file in with_suffix(".py") if file.is_relative_to(PACKAGE) and "tests" not in file.parts]


@cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def named(file: Path, name: str) -> bool:
    """Whether a file is `name.py` or lies in a package of that name."""
    return file.stem == name or name in file.relative_to(ROOT).parts[:-1]


def shown(file: Path) -> str:
    """The path as told to a reader."""
    return str(file.relative_to(ROOT))


def public_functions(file: Path) -> Iterator[ast.FunctionDef]:
    """Top-level functions whose name does not begin with an underscore."""
    for node in tree(file).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def imported(file: Path) -> set[str]:
    """The dotted names a file imports at any depth."""
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found
