"""What the worker does for open comments."""

from typing import Any

from analysis.comments.actions.figures import compute_figures
from analysis.comments.actions.gathering import gather_answers
from analysis.models import CodingFrame
from core.clock import timezone
from core.models import Job

Page = tuple[Any, ...]


def gather(job: Job) -> Page:
    """Fetch the open answers of a question."""
    frame = CodingFrame.objects.select_related("wave__version").get(pk=job.arguments["frame"])
    gather_answers(frame=frame)
    return ("analysis:comments", frame.pk)


def count(job: Job) -> Page:
    """Compute the frequencies of the codes, once an order."""
    frame = CodingFrame.objects.select_related("wave__version").get(pk=job.arguments["frame"])
    if not frame.figures.filter(made_at__gte=job.ordered_at).exists():
        compute_figures(frame=frame, by=job.ordered_by, now=timezone.now())
    return ("analysis:comment_frequencies", frame.pk)
