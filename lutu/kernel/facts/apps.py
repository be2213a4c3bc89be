from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "lutu.kernel.facts"
    label = "facts"
