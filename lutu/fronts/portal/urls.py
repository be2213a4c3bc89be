"""Addresses of the public portal, and of the frame around every page."""

from django.urls import include, path

from lutu.fronts.portal import views
from lutu.fronts.portal.indicators.urls import urlpatterns as indicator_urls
from lutu.fronts.portal.notices.urls import urlpatterns as notice_urls

pages = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("sitemap/", views.sitemap, name="sitemap"),
    *indicator_urls,
    *notice_urls,
]
urlpatterns = [
    path("", include((pages, "portal"))),
    path("", include("lutu.web.urls")),
]
