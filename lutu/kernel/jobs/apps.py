from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lutu.kernel.jobs"
    label = "jobs"
