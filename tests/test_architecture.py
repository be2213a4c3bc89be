"""What holds the house together: the linter's contracts, and what a linter cannot see."""

import ast

import pytest
from django.db import models
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.source import (
    MODELS,
    OURS,
    PACKAGE,
    ROOT,
    faults,
    imported,
    product_modules,
    shown,
    tree,
    with_suffix,
)

WALL, TEMPLATE_WALL = 300, 80
DOMAINS = sorted(path.parent for path in (PACKAGE / "domains").glob("*/apps.py"))
DOMAIN_MUST_HAVE = ("__init__", "apps", "models", "queries", "actions", "urls", "migrations", "tests")
DOMAIN_MAY_HAVE = (
    "rules", "flows", "facts", "indicators", "notices", "imports", "forms", "views", "api", "admin", "demo",
    "registrations", "templates", "static",
)  # fmt: skip
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "timezone": {"now", "localdate", "localtime"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
    "clock": {"now", "today"},
}
READS_THE_CLOCK = {"lutu/web/clock.py", "lutu/web/middleware.py"}


def test_imports_go_downward_only():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_domains_never_import_each_other():
    found = []
    for domain in DOMAINS:
        others = tuple(f"lutu.domains.{other.name}" for other in DOMAINS if other != domain)
        for file in domain.rglob("*.py"):
            found += [f"{shown(file)} imports {name}" for name in imported(file) if others and name.startswith(others)]
    assert not found, faults(found)


def test_every_package_of_the_product_is_an_installed_app_or_a_plain_package():
    homes = [path.parent for floor in ("kernel", "domains") for path in (PACKAGE / floor).glob("*/apps.py")]
    missing = {f"lutu.{home.parent.name}.{home.name}" for home in homes} - {config.name for config in OURS}
    assert not missing


@pytest.mark.parametrize(("suffix", "wall"), [(".py", WALL), (".js", WALL), (".css", WALL), (".html", TEMPLATE_WALL)])
def test_no_file_grows_over_the_wall(suffix, wall):
    found = []
    for file in with_suffix(suffix):
        count = len(file.read_text(encoding="utf-8").splitlines())
        if count > wall:
            found.append(f"{shown(file)}: {count} lines, the wall is {wall}")
    assert not found, faults(found)


def not_pure(name, domain):
    """Whether an import brings a database into a pure computation. Words for choices and texts bring none."""
    if name == "django.db.models.TextChoices" or name.startswith("django.utils.translation."):
        return False
    parts = [f"lutu.domains.{domain}.{part}" for part in ("models", "queries", "actions")]
    return name.split(".")[0] == "django" or name.startswith(tuple(parts))


def test_every_domain_has_the_same_files_and_its_own_ones_compute_purely():
    found = []
    for domain in DOMAINS:
        stems = {path.stem for path in domain.iterdir() if path.stem != "__pycache__"}
        found += [f"{domain.name} lacks {name}" for name in DOMAIN_MUST_HAVE if name not in stems]
        for own in stems - {*DOMAIN_MUST_HAVE, *DOMAIN_MAY_HAVE}:
            modules = [domain / f"{own}.py", *(domain / own).rglob("*.py")]
            found += [
                f"{shown(file)} is no known file of a domain, so it must compute purely; it imports {name}"
                for file in modules
                if file.is_file()
                for name in imported(file)
                if not_pure(name, domain.name)
            ]
    assert not found, faults(found)


def test_every_package_says_what_it_does_and_where_to_start_reading():
    homes = [
        file for file in product_modules() if file.match("kernel/*/__init__.py") or file.match("domains/*/__init__.py")
    ]
    found = [shown(file) for file in homes if "tart reading at" not in (ast.get_docstring(tree(file)) or "")]
    assert not found, faults(found)


def clock_readings(module):
    """(line, what) for every mention of a clock; turning a given instant into local time is none."""
    converting = {
        node.func
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("localtime", "localdate")
    }
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name | ast.Attribute)
            and node not in converting
        ):
            holder = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if node.attr in CLOCKS.get(holder, ()):
                yield node.lineno, f"{holder}.{node.attr}"


def test_nothing_below_the_fronts_reads_the_clock():
    found = []
    for file in product_modules():
        if file.is_relative_to(PACKAGE / "fronts") or shown(file) in READS_THE_CLOCK:
            continue
        found += [f"{shown(file)}:{line} reads {what}" for line, what in clock_readings(tree(file))]
    assert not found, faults(found)


def test_foreign_keys_stay_in_their_package_or_point_down_to_the_kernel_without_a_way_back():
    found = []
    for model in MODELS:
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            target = field.related_model._meta.app_config
            if target == model._meta.app_config or target.name == "django.contrib.auth":
                continue
            if not target.name.startswith("lutu.kernel."):
                found.append(f"{model._meta.label}.{field.name} points to {target.name}")
            elif not model._meta.app_config.name.startswith("lutu.kernel.") and not field.remote_field.hidden:
                found.append(f'{model._meta.label}.{field.name} needs related_name="+"')
    assert not found, faults(found)
