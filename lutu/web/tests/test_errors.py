"""Error pages: a plain sentence, a number to quote, and nothing of the machine."""

import logging
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"<code>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}</code>")


@pytest.fixture
def careful(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [("/nope/", 404, "没有找到这一页"), ("/boom/", 500, "系统出错了"), ("/bad/", 400, "无法理解这个请求")],
)
def test_an_error_reads_as_a_sentence_with_a_number_to_quote(careful, caplog, address, status, sentence):
    caplog.set_level(logging.CRITICAL)
    answer = careful.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert NUMBER.search(page)
    assert "RuntimeError" not in page
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_form_without_its_token_is_refused_in_plain_words():
    answer = Client(enforce_csrf_checks=True).post("/display/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_a_form_with_errors_names_each_at_its_field_and_on_top(client):
    page = client.post("/form/", {"note": "x"}).content.decode()
    assert 'href="#id_number"' in page
    assert 'id="id_number_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="x"' in page
    assert "选填" in page
