"""Addresses of these pages, inside the workbench's own namespace."""

from django.urls import URLPattern, path

from lutu.fronts.workbench.calendars import pages, writing

urlpatterns: list[URLPattern] = [
    path("calendars/", pages.calendar_list, name="calendars"),
    path("calendars/propose/", writing.calendar_propose, name="calendar_propose"),
    path("calendars/<int:pk>/", pages.calendar_record, name="calendar"),
    path("calendars/<int:pk>/sign/", writing.calendar_sign, name="calendar_sign"),
    path("calendars/<int:pk>/withdraw/", writing.calendar_withdraw, name="calendar_withdraw"),
]
