"""Responses typed from paper, by the receipt that was told when they were stored."""

from django.db.models import Count

from surveys.models import Mode, Response, Wave
from surveys.models.responses import ResponseQuerySet


def list_typed(wave: Wave) -> ResponseQuerySet:
    """The newest first, each with the number of its scans; none of a blind wave."""
    if wave.is_blind:  # its receipts stand apart from its answers, and it keeps no scans
        return Response.objects.none()
    typed = wave.responses.submitted().filter(mode=Mode.PAPER)
    return typed.annotate(scanned=Count("scans")).order_by("-submitted_at", "pk")
