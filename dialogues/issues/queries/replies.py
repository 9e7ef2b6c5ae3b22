"""Replies by e-mail, as staff read them."""

from django.db.models import F, QuerySet

from dialogues.models import IncomingMail, Issue


def list_mails() -> QuerySet[IncomingMail]:
    """What nobody has dealt with first; what programs wrote stands behind what people did."""
    rows = IncomingMail.objects.select_related("issue", "enterprise")
    rows = rows.prefetch_related("attachments")
    return rows.order_by(F("read_at").desc(nulls_first=True), "is_automatic", "-taken_in_at", "-pk")


def mails_of(issue: Issue) -> list[IncomingMail]:
    """The replies beside an issue, the newest first."""
    rows = issue.incoming_mails.select_related("enterprise").prefetch_related("attachments")
    return list(rows[:20])


def list_waiting() -> QuerySet[IncomingMail]:
    """Replies of people nobody has dealt with."""
    return IncomingMail.objects.filter(read_at__isnull=True, is_automatic=False)
