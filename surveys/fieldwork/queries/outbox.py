"""Where the messages of a wave stand."""

from django.db.models import Count, QuerySet

from core.models import MessageStatus, OutgoingMessage


def messages_by_status(
    messages: QuerySet[OutgoingMessage], batch: str
) -> list[tuple[str, str, int]]:
    """Count messages whose batch begins so: (status, its name, how many)."""
    counted = dict(
        messages.filter(batch__startswith=batch)
        .order_by()
        .values_list("status")
        .annotate(count=Count("pk"))
    )
    return [
        (status.value, str(status.label), counted[status.value])
        for status in MessageStatus
        if counted.get(status.value)
    ]
