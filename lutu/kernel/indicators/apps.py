from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "lutu.kernel.indicators"
    label = "indicators"

    def ready(self) -> None:
        from lutu.kernel.indicators import policies, registrations

        policies.guard()
        registrations.register()
