from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "lutu.kernel.intake"
    label = "intake"

    def ready(self) -> None:
        from lutu.kernel.intake import handlers

        handlers.declare()
