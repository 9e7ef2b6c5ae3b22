"""The page on which somebody waits for a file that the worker is writing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.models import Job


def wait(request: HttpRequest, back: str, name: str, job: Job) -> HttpResponse:
    """Tell how far the worker is; ``back`` is the page that offers the file, ``name`` its words."""
    context = {"back": back, "name": name, "job": job}
    return render(request, "core/paper_waits.html", context, status=202)
