"""Parameters carry their source and their dates; a new value never rewrites an old one."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from lutu.kernel.journal.actions import SYSTEM
from lutu.kernel.journal.models import Entry
from lutu.kernel.rules.actions import ParameterRefused, load_parameters, set_parameter
from lutu.kernel.rules.models import Parameter
from lutu.kernel.rules.queries import ParameterMissing, parameter, parameter_or_none, parameters_on, versions

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
START, LATER = date(2021, 1, 1), date(2021, 7, 1)


def put(value=7, day=START, **changes):
    fields = {"code": "test.days", "name": "公示天数", "unit": "天", "source": "办法第 5 条", **changes}
    return set_parameter(value=value, valid_from=day, actor=SYSTEM, at=AT, **fields)


def test_a_value_is_read_on_the_days_it_is_in_force():
    put()
    put(5, LATER, name="", unit="")
    assert parameter_or_none(code="test.days", day=START - timedelta(days=1)) is None
    assert parameter(code="test.days", day=LATER - timedelta(days=1)).value == 7
    assert parameter(code="test.days", day=LATER).value == 5
    assert [row.value for row in versions(code="test.days")] == [5, 7]
    assert [row.value for row in parameters_on(day=LATER)] == [5]


def test_a_new_value_keeps_name_and_unit_unless_told_otherwise():
    put()
    assert (put(5, LATER, name="", unit="").name, parameter(code="test.days", day=LATER).unit) == ("公示天数", "天")


def test_a_missing_parameter_says_which_and_what_to_do():
    with pytest.raises(ParameterMissing, match=r"test\.days 在 2021-01-01 没有取值,请在"):
        parameter(code="test.days", day=START)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source": " "}, "须注明依据"),
        ({"value": "7"}, "同类"),
        ({"value": True}, "同类"),
        ({"value": [7]}, "同类"),
        ({"day": START}, "应晚于"),
    ],
)
def test_a_value_without_source_of_another_type_or_too_early_is_refused(changes, reason):
    put()
    with pytest.raises(ParameterRefused, match=reason):
        put(**{"value": 5, "day": LATER, **changes})
    assert Parameter.objects.count() == 1


@pytest.mark.parametrize("value", ["2021-11-09", 3, True, ["立项", "用地"], {"red": 30, "yellow": 10}])
def test_any_json_value_comes_back_as_it_was_put(value):
    put(value)
    assert parameter(code="test.days", day=START).value == value


def test_the_database_refuses_two_open_values_of_one_parameter():
    first = put()
    first.pk, first.valid_from = None, LATER
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_each_value_is_journalled_with_what_it_was_before_and_its_basis():
    put()
    put(5, LATER)
    entry = Entry.objects.order_by("-id").first()
    assert (entry.subject_id, entry.basis) == ("test.days", "办法第 5 条")
    assert entry.details == {"code": "test.days", "value": "5", "was": "7", "valid_from": "2021-07-01"}


def test_the_longest_code_still_fits_the_journal():
    longest = Parameter._meta.get_field("code").max_length
    assert longest <= Entry._meta.get_field("subject_id").max_length
    put(code="x" * longest)


def test_a_file_loads_what_is_new_and_leaves_what_was_changed(tmp_path):
    file = tmp_path / "parameters.yaml"
    file.write_text(
        "parameters:\n"
        "  - {code: test.days, name: 公示天数, value: 7, unit: 天, valid_from: 2021-01-01, source: 默认值,"
        " is_default: true}\n"
        "  - {code: test.rate, name: 比例, value: 30, valid_from: 2021-01-01, source: 待查, is_unverified: true}\n",
        encoding="utf-8",
    )
    assert load_parameters(file=file, actor=SYSTEM, at=AT) == 2
    put(5, LATER)
    assert load_parameters(file=file, actor=SYSTEM, at=AT) == 0
    assert parameter(code="test.days", day=LATER).value == 5
    assert parameter(code="test.days", day=START).is_default
    assert parameter(code="test.rate", day=START).is_unverified
