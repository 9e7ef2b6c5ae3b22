"""Messages of the outbox, for tests."""

import factory
from django.utils import timezone

from core.models import OutgoingMessage


class OutgoingMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutgoingMessage

    key = factory.Sequence(lambda number: f"test:{number}")
    recipient = factory.Sequence(lambda number: f"recipient{number}@example.test")
    subject = "Mời trả lời"
    body = "Kính gửi Quý doanh nghiệp"
    language = "vi"
    created_at = factory.LazyFunction(timezone.now)
