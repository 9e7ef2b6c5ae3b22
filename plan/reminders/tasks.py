"""What the worker does about reports of the plan."""

from core.clock import timezone
from plan.reminders import actions


def remind() -> None:
    """Write to agencies whose reports are missing as a reporting day comes near."""
    actions.remind(now=timezone.now())
