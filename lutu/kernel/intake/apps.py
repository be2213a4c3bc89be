from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "lutu.kernel.intake"
    label = "intake"
