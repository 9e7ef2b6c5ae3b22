"""What people see when a form came without its seal; other errors need only a template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain it without jargon: the page was open too long, or cookies are off."""
    return render(request, "403_csrf.html", status=403)
