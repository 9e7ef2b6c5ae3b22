"""The worker's tasks are entered in its table and are safe to repeat."""

import time_machine
from django.utils.module_loading import import_string
from django_q.models import Schedule

from core.jobs import schedules
from dialogues import tasks
from dialogues.models import Event
from tests.factories.dialogues import NOW, assigned


def test_the_worker_knows_the_tasks_of_the_dialogues():
    schedules.enter()
    functions = set(Schedule.objects.values_list("func", flat=True))
    for name in ("dialogues.tasks.send_scheduled_answers", "dialogues.tasks.escalate_issues"):
        assert name in functions
        assert callable(import_string(name))


def test_repeating_the_ladder_changes_nothing():
    with time_machine.travel(NOW, tick=False):
        assigned(days=2)
    with time_machine.travel("2026-03-06T02:00:00Z", tick=False):
        assert tasks.escalate_issues() == 1
        events = Event.objects.count()
        assert tasks.escalate_issues() == 0
        assert tasks.send_scheduled_answers() == 0
    assert Event.objects.count() == events
