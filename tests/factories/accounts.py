"""Factories of people."""

import factory
from django.utils import timezone

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn {n}")
    role = "staff"
    approved_at = factory.LazyFunction(timezone.now)
