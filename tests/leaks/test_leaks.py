"""The one generated leak test: every address, as everybody, asked every way, tells nothing that is hidden.

It grows by itself with every page, model and persona: addresses come from the URL configuration, questions from the
list pages and the API description, hidden rows from the world. The last test takes the predicate away from one address
at a time and expects the others to notice.
"""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lutu.kernel.access import queries
from lutu.kernel.access.registry import guarded_models
from tests.leaks.addresses import addresses
from tests.leaks.asking import ask, path_of, places
from tests.leaks.checks import OPENED, Reader
from tests.leaks.rules import RULES
from tests.leaks.stage import ANONYMOUS, World
from tests.leaks.world import build_world

PERSONAS = (
    ANONYMOUS, "stranger", "resident", "finance", "leader", "supervision", "officer", "teamlead", "street",
    "specialist", "auditor", "admin", "everything_in_one_street", "reads_only_projects",
    "writes_but_reads_nothing",
)  # fmt: skip
# Those whose sights differ most, in every run; the others are asked where there is time.
ALWAYS = ("visitor", "leader", "street", "everything_in_one_street", "writes_but_reads_nothing")
THOROUGH = (ANONYMOUS, "everything_in_one_street")
NOTICED_BY = (
    "everything_in_one_street", "writes_but_reads_nothing", "reads_only_projects", ANONYMOUS, "street", "leader",
    "admin", "stranger",
)  # fmt: skip
# One of each sight of projects: everything, one street, what is public. Counts are the same for those who see the same.
COUNTING = {ANONYMOUS, "leader", "admin", "street", "everything_in_one_street", "writes_but_reads_nothing"}
# The frame around every page reads who is signed in and where; the names of areas are public.
FRAME = {"notices.notice", "parties.person", "parties.post", "parties.assignment", "territory.area", "rules.parameter"}
# These read through a registry whose entries are filtered one by one; what they show is judged like all the rest.
THROUGH_REGISTRY = {"portal:home", "portal:search", "workbench:home", "workbench:search"}
# Answers only to a post that names rows, and then with the same forms as for one row.
NEEDS_A_SELECTION = {"projects:join_many", "workbench:cases_reassign"}
# Narrower than the predicate on purpose: the reader's own rows only.
OWN_ROWS_ONLY = {"workbench:inbox", "workbench:todo"}
# What stands on these pages of a model hangs on a row that was asked about, or is narrower than the predicate.
ASKED_ELSEWHERE = {
    # Only with a published figure, between two that show, and under a publication that shows.
    "portal:figure": {"indicators.indicator"},
    "portal:figure_fact": {"indicators.correction"},
    "portal:open_data": {"indicators.openfile"},
    # With their project, which shows or not.
    "projects:public_record": {"projects.lightwaiver", "projects.plannode"},
    "projects:plan": {"projects.lightwaiver", "projects.plannode"},
    "projects:people": {"projects.plannode"},
    # Published ones only, whoever asks.
    "reform:public_docx": {"reform.quarterlybulletin"},
    "reform:public_list": {"reform.quarterlybulletin"},
    "reform:public_pdf": {"reform.quarterlybulletin"},
    "reform:public_record": {"reform.quarterlybulletin"},
    # The files of a record that shows, to those who may read files.
    "workbench:file_upload": {"documents.storedfile"},
    "workbench:finding": {"indicators.waiver"},
    # Of an indicator that shows, in areas where its figures may be read.
    "workbench:indicator": {
        "indicators.correction", "indicators.indicatorfact", "indicators.indicatortarget",
        "indicators.indicatorversion",
    },
    # The same, and of a finding nothing but a link to it.
    "workbench:indicators": {"indicators.indicatorfact", "indicators.finding"},
    # A count of figures, which are never taken away: no house without the hidden ones to compare it with.
    "workbench:periods": {"indicators.indicatorfact"},
}  # fmt: skip
REFUSED = 400
ADDRESSES = addresses()
# Each test is undone by itself; the world around them stays.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One world for all tests of this module, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def test_every_address_says_what_it_reads_or_stands_on_the_list_with_a_reason():
    silent = [address.name for address in ADDRESSES if not address.reads and not address.reason]
    assert silent == []


def test_a_view_that_reads_nothing_says_why():
    assert [a.name for a in ADDRESSES for item in a.reads if item.model is None and not item.reason.strip()] == []


def test_every_guarded_model_has_a_rule_in_the_oracle_and_hidden_rows_in_the_world(world):
    labels = {model._meta.label_lower for model in guarded_models()}
    assert labels - set(RULES) == set()
    told = {owner[0] for owner, _field in world.canaries.owners.values()}
    told |= {owner[0] for owners in world.canaries.numbers.values() for owner in owners}
    # Names of areas are public; an earlier start and an entry of a publication hold no text and no number of their own.
    told |= {"territory.area", "projects.earlierstart", "indicators.publicationfact"}
    assert labels - told == set()


def test_every_address_with_a_parameter_is_asked_about_real_rows(world):
    asked = [a for a in ADDRESSES if a.parameters and a.models]
    assert [address.name for address in asked if not list(places(address))] == []


@pytest.mark.parametrize("persona", ALWAYS)
def test_nothing_hidden_is_told_to(persona, world):
    _nothing_is_told(persona, world, thorough=False)


@pytest.mark.thorough
@pytest.mark.parametrize("persona", [persona for persona in PERSONAS if persona not in ALWAYS])
def test_nothing_hidden_is_told_to_the_others(persona, world):
    _nothing_is_told(persona, world, thorough=False)


@pytest.mark.thorough
@pytest.mark.parametrize("persona", THOROUGH)
def test_nothing_hidden_is_told_whatever_is_asked(persona, world):
    _nothing_is_told(persona, world, thorough=True)


def _nothing_is_told(persona, world, *, thorough):
    reader = Reader(persona, world, turn=PERSONAS.index(persona))
    asked = {"thorough": thorough, "counting": persona in COUNTING}
    found = [fault for address in ADDRESSES for fault in reader.faults(address, **asked)]
    assert not found, f"{len(found)} leaks\n" + "\n".join(found[:40])
    assert reader.asked >= len(ADDRESSES) / 2


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_a_view_touches_only_the_guarded_models_it_declares(address, world):
    tables = {model._meta.db_table: model._meta.label_lower for model in guarded_models()}
    declared = {model._meta.label_lower for model in address.models}
    if address.reason or address.name in THROUGH_REGISTRY or declared:
        # A declared view may also read what hangs together with its rows: the oracle judges what it tells of them.
        return
    reader = Reader("everything_in_one_street", world)
    touched: set[str] = set()
    for _key, parameters in places(address):
        if path := path_of(address, parameters):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                ask(reader.client, path, {})
            touched |= {label for query in captured for table, label in tables.items() if f'"{table}"' in query["sql"]}
    assert touched - FRAME == set(), "the view declares reads_nothing"


def test_every_address_that_shows_guarded_rows_is_opened_by_somebody(world):
    readers = [Reader(persona, world) for persona in (*NOTICED_BY, "officer")]
    shown = [a for a in ADDRESSES if a.models and a.name not in NEEDS_A_SELECTION]
    never = [a.name for a in shown if not any(_opens(reader, a) for reader in readers)]
    assert never == []


@pytest.mark.thorough
def test_taking_the_predicate_away_from_any_address_is_noticed(world, monkeypatch):
    readers = [Reader(persona, world) for persona in NOTICED_BY]
    unnoticed = []
    plain = queries._rows
    for address in ADDRESSES:
        for model in _read_by(address):

            def open_to_all(*, rule, taken=model, **further):
                return queries.EVERYTHING if rule.model is taken else plain(rule=rule, **further)

            monkeypatch.setattr(queries, "_rows", open_to_all)
            noticed = any(next(reader.faults(address, thorough=False), None) for reader in readers)
            monkeypatch.setattr(queries, "_rows", plain)
            if not noticed and _could_be_noticed(address, model, readers):
                unnoticed.append(f"{address.name} without the predicate on {model._meta.label}")
    assert not unnoticed, "\n".join(unnoticed)


def _read_by(address):
    if address.name in NEEDS_A_SELECTION | OWN_ROWS_ONLY:
        return []
    if not address.parameters and {item.path_kind for item in address.reads} == {"form"}:
        # A form for something new shows no row that stands.
        return []
    if address.name in THROUGH_REGISTRY:
        return [model for model in guarded_models() if model._meta.label_lower == "projects.project"]
    elsewhere = ASKED_ELSEWHERE.get(address.name, set())
    return [
        model for model in address.models
        if model._meta.label_lower not in elsewhere and (model is address.identified or not _is_written(address, model))
    ]  # fmt: skip


def _is_written(address, model):
    """Whether an address names another row and declares this model only for the form that writes it."""
    return bool(address.parameters) and {item.path_kind for item in address.reads if item.model is model} == {"form"}


def _could_be_noticed(address, model, readers):
    """Whether anybody who may open the address has a row of the model hidden: otherwise nothing is taken away."""
    label = model._meta.label_lower
    if label not in RULES:
        return False
    everything = set(model._default_manager.values_list("pk", flat=True))
    return any(everything - reader.oracle.visible(label) and _opens(reader, address) for reader in readers)


def _opens(reader, address):
    paths = (path_of(address, parameters) for _key, parameters in places(address))
    return any(_is_open(ask(reader.client, path, {})) for path in paths if path)


def _is_open(answer):
    """A page, or the way on after a post; not the way to the sign-in page."""
    return answer.status_code == OPENED or (
        answer.status_code < REFUSED and not answer.headers.get("Location", "").startswith(reverse("account_login"))
    )
