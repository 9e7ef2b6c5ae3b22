"""Messages of the outbox and orders in the background, for tests."""

import factory
from django.utils import timezone

from core.models import OPEN_STATES, Job, JobState, OutgoingMessage


class OutgoingMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutgoingMessage

    key = factory.Sequence(lambda number: f"test:{number}")
    recipient = factory.Sequence(lambda number: f"recipient{number}@example.test")
    subject = "Mời trả lời"
    body = "Kính gửi Quý doanh nghiệp"
    language = "vi"
    created_at = factory.LazyFunction(timezone.now)


class JobFactory(factory.django.DjangoModelFactory):
    """An order that waits; with another state, what the database demands of it."""

    class Meta:
        model = Job

    kind = "sending"
    key = factory.Sequence(lambda number: f"test:{number}")
    state = JobState.WAITING
    ordered_at = factory.LazyFunction(timezone.now)
    attempts = factory.LazyAttribute(lambda job: int(job.state != JobState.WAITING))
    attempts_allowed = 3
    started_at = factory.LazyAttribute(lambda job: timezone.now() if job.attempts else None)
    heartbeat_at = factory.SelfAttribute("started_at")
    ended_at = factory.LazyAttribute(
        lambda job: None if job.state in OPEN_STATES else timezone.now()
    )
