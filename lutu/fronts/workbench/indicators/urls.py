"""Addresses of these pages, inside the workbench's own namespace."""

from django.urls import URLPattern, path

from lutu.fronts.workbench.indicators import acts, findings, periods, record, rows, wall

urlpatterns: list[URLPattern] = [
    path("indicators/", wall.wall, name="indicators"),
    path("indicators/periods/", periods.period_list, name="periods"),
    path("indicators/periods/close/", periods.period_close, name="period_close"),
    path("indicators/findings/", findings.finding_list, name="findings"),
    path("indicators/findings/<int:pk>/", findings.finding_record, name="finding"),
    path("indicators/findings/<int:pk>/waive/", acts.finding_waive, name="finding_waive"),
    path("indicators/figures/<int:pk>/rows/", rows.figure_rows, name="figure_rows"),
    path("indicators/figures/<int:pk>/correct/", acts.figure_correct, name="figure_correct"),
    path("indicators/versions/<int:pk>/sign/", acts.version_sign, name="version_sign"),
    path("indicators/<str:code>/", record.indicator_record, name="indicator"),
    path("indicators/<str:code>/target/", acts.target_set, name="target_set"),
]
