from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "lutu.kernel.rules"
    label = "rules"

    def ready(self) -> None:
        from lutu.kernel.rules import policies  # noqa: F401
