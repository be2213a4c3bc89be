from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "lutu.kernel.casework"
    label = "casework"

    def ready(self) -> None:
        from lutu.kernel.casework import policies, registrations

        policies.guard()
        registrations.register()
