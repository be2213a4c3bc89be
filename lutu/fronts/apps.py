from django.apps import AppConfig


class FrontsConfig(AppConfig):
    name = "lutu.fronts"
    label = "fronts"
    verbose_name = "前台"

    def ready(self) -> None:
        from lutu.fronts import tasks
        from lutu.fronts.workbench import import_policies, registrations
        from lutu.kernel.jobs.registry import set_dispatcher

        set_dispatcher(tasks.start)
        registrations.register()
        import_policies.register()
