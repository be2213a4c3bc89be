from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "lutu.domains.projects"
    label = "projects"
    verbose_name = "重点项目"

    def ready(self) -> None:
        from lutu.domains.projects import registrations

        registrations.register()
