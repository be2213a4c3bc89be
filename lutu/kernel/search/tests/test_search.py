"""Finding Chinese and mixed text, the same on both databases, whatever somebody types."""

import pytest
from django.db.models import QuerySet
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lutu.kernel.search.index import LONGEST_QUERY, Document, index_documents, matching, remove_documents
from lutu.kernel.search.models import Indexed
from lutu.kernel.search.tokens import phrases, tokens

pytestmark = pytest.mark.django_db
TEXTS = {
    1: "城阳区重点项目一期 2106-370214-04-01-123456 上马街道",
    2: "项目重点调度会",
    3: "动车小镇A座地下车库 CR400AF 配套",
    4: "二〇二一年度䶮家庄改造 𠮷屋",
    5: "点项目录",
}


def index(texts=TEXTS, kind="test.thing"):
    return index_documents(documents=[Document(kind, key, text) for key, text in texts.items()])


def found(text, kind="test.thing"):
    """Subject ids found; None where the text asks for nothing."""
    query = matching(subject_kind=kind, text=text)
    if query is None:
        return None
    rows: QuerySet = Indexed.objects.filter(subject_kind=kind, subject_id__in=query)
    return set(rows.values_list("subject_id", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("重点", {1, 2}),
        ("项目", {1, 2, 5}),
        ("重点项目", {1}),
        ("项目重点", {2}),
        ("点", {1, 2, 5}),
        ("马", {1}),
        ("重点 街道", {1}),
        ("街道,重点!", {1}),
        ("不存在", set()),
        ("2106", {1}),
        ("2106-3702", {1}),
        ("106", set()),
        ("cr400", {3}),
        ("CR400AF车库", {3}),
        ("A座", {3}),
        ("ＣＲ４００", {3}),
        ("二〇二一", {4}),
        ("〇", {4}),
        ("䶮", {4}),
        ("𠮷屋", {4}),
    ],
)
def test_a_query_finds(query, expected):
    index()
    assert found(query) == expected


@pytest.mark.parametrize("query", ["", "  ", "!?", "《》", "—", "\x00", "😀"])
def test_a_query_of_signs_only_asks_for_nothing(query):
    assert matching(subject_kind="test.thing", text=query) is None


def test_kinds_are_kept_apart():
    index()
    index({1: "重点"}, kind="other.thing")
    assert found("街道", kind="other.thing") == set()
    assert found("重点", kind="other.thing") == {1}


def test_indexing_again_replaces_the_text_and_the_last_of_two_wins():
    index()
    documents = [Document("test.thing", 1, "旧文"), Document("test.thing", 1, "新文")]
    assert index_documents(documents=documents) == 1
    assert (found("重点"), found("旧文"), found("新文")) == ({2}, set(), {1})


def test_a_removed_subject_is_found_no_more():
    index()
    remove_documents(subject_kind="test.thing", subject_ids=[1, 2])
    assert found("重点") == set()
    assert found("项目") == {5}


def test_pairs_do_not_reach_over_the_end_of_a_run():
    index({1: "重点,点项"})
    assert found("重点项") == set()


def test_different_characters_never_share_a_token():
    assert set(tokens("㐀一")) == {"u0340004e00", "u03400", "u04e00"}
    assert phrases("重点AB") == [["u091cd070b9"], ["wab"]]


HOSTILE = [
    '"', "'", '重点"', '" OR 1=1 --', "重点 OR 项目", "NEAR(重点 项目)", "tokens:重点", "重点*", "-重点", "^重点",
    "(重点", "重点 AND", "NOT 重点", "w* OR u*", "%", "%s", "'; DROP TABLE search_indexed; --", "重点:*", "重点 & | !",
    "\\", "a" * 5000, "重点" * 3000, "重 " * 3000, "1 " * 3000, "重\x00点",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_operators_quotes_and_monsters_are_only_text(query):
    index()
    result = found(query)
    assert result is None or result <= set(TEXTS)
    assert Indexed.objects.count() == len(TEXTS)


def test_words_of_the_query_language_are_looked_for_as_words():
    index({1: "and or not near", 2: "别的"})
    assert found("OR") == {1}
    assert found("NOT 别的") == set()


@settings(max_examples=200)
@example('重点" OR tokens:"项目')
@given(st.text(max_size=40))
def test_no_text_ever_breaks_a_search(query):
    result = found(query)
    assert result is None or result == set()


CHINESE = st.text(st.sampled_from("重点项目城阳区上马"), min_size=1, max_size=8)


@settings(max_examples=100)
@given(st.lists(CHINESE, min_size=1, max_size=5), CHINESE)
def test_a_chinese_query_finds_exactly_the_texts_that_hold_it(texts, query):
    Indexed.objects.all().delete()
    index(dict(enumerate(texts)))
    assert found(query) == {key for key, text in enumerate(texts) if query in text}


def test_only_the_first_part_of_a_very_long_query_is_asked():
    index({1: "重" + "点" * LONGEST_QUERY})
    assert found("重" + "点" * (LONGEST_QUERY - 1) + "不在其中") == {1}
