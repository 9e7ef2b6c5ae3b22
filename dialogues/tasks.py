"""What the worker does for the dialogues: thin functions, safe to repeat."""

from django.utils import timezone

from dialogues.actions import feedback, ladder


def send_scheduled_answers() -> int:
    return ladder.send_scheduled(now=timezone.now())


def climb_the_ladder() -> int:
    """Follow the calendar, remind, report what is late, chase minutes, close what is finished."""
    now = timezone.now()
    ladder.reckon(now=now)
    feedback.forget_late(now=now)
    taken = ladder.climb(now=now) + ladder.chase_intake(now=now) + ladder.chase_minutes(now=now)
    return taken + ladder.close_finished(now=now)
