"""``job_state``: how an order in the background stands, asked for again until it is final."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from core import jobs, tasks
from core.clock import timezone
from core.jobs.kinds import label_of
from core.models import Job

register = template.Library()
TAGS = {"waiting": "signal", "running": "accent", "done": "good", "failed": "bad", "refused": "bad"}
FRAMES = {"done": "good", "failed": "bad", "refused": "warning"}


@register.inclusion_tag("components/job.html", takes_context=True)
def job_state(
    context: template.Context, job: Job, frame: bool = True, asks: bool = True
) -> dict[str, Any]:
    """Show bar, state and reason.

    Without ``frame``, for a cell, or with ``asks=False`` the part around it asks again.
    """
    request = context["request"]
    here = request.get_full_path() if request.method == "GET" else address(job.place)
    return {
        "job": job,
        "frame": FRAMES.get(job.state, "info") if frame else "",
        "asks": frame and asks and not job.is_final,
        "tag": TAGS[job.state],
        "kind": label_of(job.kind),
        "loads": frame and job.is_done and not job.result,
        "no_worker": job.state == "waiting" and tasks.is_silent(timezone.now()),
        "result": address(job.result) if job.is_done else "",
        "again": job.can_be_tried_again and jobs.may_order(request.user, job),
        "next": context.get("next") or here,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def kind_label(job: Job) -> str:
    return label_of(job.kind)


@register.filter
def address(page: list[Any]) -> str:
    """Where a kept page (name and arguments) stands; nothing when there is no such page now."""
    try:
        return reverse(page[0], args=page[1:]) if page else ""
    except NoReverseMatch:
        return ""
