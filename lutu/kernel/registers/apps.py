from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "lutu.kernel.registers"
    label = "registers"

    def ready(self) -> None:
        from lutu.kernel.registers import policies  # noqa: F401
