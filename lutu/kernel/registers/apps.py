from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "lutu.kernel.registers"
    label = "registers"
