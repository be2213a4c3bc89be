"""Addresses of imports and jobs, mounted in the workbench's namespace."""

from django.urls import path

from lutu.fronts.workbench import batches, imports, jobs

urlpatterns = [
    path("imports/", imports.home, name="imports"),
    path("imports/batches/<int:pk>/", batches.batch_record, name="import_batch"),
    path("imports/batches/<int:pk>/refusals/", batches.refusals, name="import_refusals"),
    path("imports/batches/<int:pk>/confirm/", batches.batch_confirm, name="import_confirm"),
    path("imports/batches/<int:pk>/discard/", batches.batch_discard, name="import_discard"),
    path("imports/batches/<int:pk>/undo/", batches.batch_undo, name="import_undo"),
    path("imports/<slug:kind>/", imports.upload, name="import_upload"),
    path("imports/<slug:kind>/template/", imports.template, name="import_template"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job_record, name="job"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job_progress"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/restart/", jobs.job_restart, name="job_restart"),
]
