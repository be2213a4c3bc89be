"""docs/glossary.md holds every term of the models with its identifier, and nothing that the code does not know."""

import re

from django.db import models

from lutu.kernel.facts.kinds import kinds
from tests.source import MODELS, ROOT, faults, product_modules

ROW = re.compile(r"^\| (?P<term>[^|]*[\u4e00-\u9fff][^|]*) \| `(?P<identifier>[^`|]+)` \| (?P<place>[^|]*) \|$")


def rows():
    """(term, identifier) of every row of the tables."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    return [(match["term"], match["identifier"]) for line in lines if (match := ROW.match(line))]


def choices_of(model):
    """Classes of named values that stand inside a model or are the choices of its fields."""
    for field in model._meta.local_fields:
        if field.choices and isinstance(field, models.CharField):
            yield from ((str(label), value) for value, label in field.choices if value)


def test_every_model_stands_in_the_glossary_under_its_official_name():
    known = set(rows())
    missing = [f"| {m._meta.verbose_name} | `{m.__name__}` |" for m in MODELS]
    missing = [
        line for line, m in zip(missing, MODELS, strict=True) if (str(m._meta.verbose_name), m.__name__) not in known
    ]
    assert not missing, faults(missing)


def test_every_named_value_and_kind_of_fact_stands_in_the_glossary():
    known = set(rows())
    wanted = {pair for model in MODELS for pair in choices_of(model)}
    wanted |= {(kind.name, kind.code) for kind in kinds().values() if not kind.code.startswith("test.")}
    missing = [f"| {term} | `{identifier}` |" for term, identifier in wanted - known]
    assert not missing, faults(missing)


def test_the_code_knows_every_term_and_identifier_of_the_glossary():
    code = "\n".join(file.read_text(encoding="utf-8") for file in product_modules())
    words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_.]*", code))
    unknown = [identifier for _term, identifier in rows() if identifier not in words]
    unknown += [term for term, _identifier in rows() if term not in code]
    assert not unknown, faults(unknown)


def test_no_identifier_stands_for_two_terms_of_the_same_kind_and_no_row_stands_twice():
    told = rows()
    assert len(told) > 40
    assert len(told) == len(set(told)), faults([f"{row}" for row in told if told.count(row) > 1])
