"""The pages on which somebody waits for what the worker is writing or counting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.models import Job


def wait(request: HttpRequest, back: str, name: str, job: Job) -> HttpResponse:
    """Tell how far the worker is; ``back`` is the page that offers the file, ``name`` its words."""
    context = {"back": back, "name": name, "job": job}
    return render(request, "core/paper_waits.html", context, status=202)


def wait_for_counts(request: HttpRequest, back: str, name: str, job: Job) -> HttpResponse:
    """Tell how far counting is; the order leads to the page once it is done."""
    context = {"back": back, "name": name, "job": job}
    return render(request, "core/counts_wait.html", context, status=202)
