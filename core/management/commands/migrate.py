"""``manage.py migrate``: what Django does, without drawing every model anew after every step.

A step of a migration changes one table. Django draws the model anew, and with it all that is
related, which through people and enterprises is nearly every model: nineteen thousand drawings on
an empty database. Here the model alone is drawn, and the state calls itself delayed, by which
Django knows to draw everything anew before a step that reads several tables (``RunPython``).
"""

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class SparingState(ProjectState):
    """Draws what a step changes; all relations where a key changes that others refer to."""

    adds_field = False

    def add_field(self, *given: Any, **named: Any) -> None:
        self.adds_field = True
        super().add_field(*given, **named)
        self.adds_field = False

    def _find_reload_model(
        self, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        known = self.apps.all_models[app_label].get(model_name)
        if known and not (delay or self.adds_field):
            widely = super()._find_reload_model  # type: ignore[misc]  # the stubs leave it out
            return set(widely(app_label, model_name, delay))
        self.is_delayed = True
        heirs = [model for model in self.apps.get_models() if known and issubclass(model, known)]
        return {
            (app_label, model_name),
            *((one._meta.app_label, str(one._meta.model_name)) for one in heirs),
        }


class SparingExecutor(MigrationExecutor):
    def migrate(
        self,
        targets: Any,
        plan: Any = None,
        state: ProjectState | None = None,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        if state is not None:
            state = SparingState(models=state.models, real_apps=state.real_apps)
        return super().migrate(targets, plan, state, fake, fake_initial)


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        setattr(migrate, "MigrationExecutor", SparingExecutor)  # noqa: B010 -- a class for its heir
        super().handle(*arguments, **options)
