from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "lutu.kernel.rules"
    label = "rules"
