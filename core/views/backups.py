"""Backups for administrators: the last one, whether it was tried, and a new one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from core import jobs
from core.access import only_for
from core.backups import noting
from core.clock import timezone
from core.http.requests import UserRequest
from core.models import Job


@only_for()
def backups(request: UserRequest) -> HttpResponse:
    """Tell what is known of backups; have one taken and tried by the worker."""
    now = timezone.now()
    if request.method == "POST":
        jobs.start(kind="backup", key="page", by=request.user, now=now, place=("backups",))
        return redirect("backups")
    known = noting.read_last_backups()
    context = {
        "known": known,
        "is_old": known.is_old(now),
        "job": Job.objects.filter(kind="backup").order_by("-pk").first(),
    }
    return render(request, "core/backups.html", context)
