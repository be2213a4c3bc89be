from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "lutu.kernel.parties"
    label = "parties"
