"""What the worker does for subscriptions."""

from analysis.models import ReportRelease
from analysis.subscriptions import actions
from core.clock import timezone
from core.models import Job


def announce(job: Job) -> None:
    """Write to the subscribers of a release or of its withdrawal."""
    rows = ReportRelease.objects.select_related("report__run__wave")
    actions.announce(release=rows.get(pk=job.arguments["release"]), now=timezone.now())


def forget_unconfirmed() -> None:
    """Erase the addresses nobody has confirmed."""
    actions.forget_unconfirmed(now=timezone.now())
