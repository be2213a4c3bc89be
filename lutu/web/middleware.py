"""Middleware: the language, the clock and the easy view of a request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from lutu.web import clock

LANGUAGE_COOKIE = "lutu_language"
EASY_VIEW_COOKIE = "lutu_easy_view"
Handler = Callable[[HttpRequest], HttpResponseBase]


def language_from_cookie(get_response: Handler) -> Handler:
    """Activate the language the reader chose. Chinese unless chosen otherwise; the browser's wish does not decide."""
    offered = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        request.LANGUAGE_CODE = chosen if chosen in offered else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def request_clock(get_response: Handler) -> Handler:
    """Set `request.now` (aware instant) and `request.day`; everything below gets them as arguments."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.now = clock.now()  # type: ignore[attr-defined]
        request.day = request.now.date()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def easy_view(get_response: Handler) -> Handler:
    """Set `request.easy_view`: the reader chose the easy view (关怀版) with larger text and targets."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.easy_view = request.COOKIES.get(EASY_VIEW_COOKIE) == "1"  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
