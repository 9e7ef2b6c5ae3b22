"""People, for tests."""

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from core.access import Role
from tests.factories.directory import AgencyFactory, EnterpriseFactory

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who may enter; their role decides what they stand for."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.test")
    full_name = factory.Sequence(lambda number: f"Nguyễn Văn {number}")
    role = Role.STAFF
    approved_at = factory.LazyFunction(timezone.now)
    agency = factory.Maybe(
        factory.LazyAttribute(lambda user: user.role == Role.OFFICER),
        yes_declaration=factory.SubFactory(AgencyFactory),
        no_declaration=None,
    )
    enterprise = factory.Maybe(
        factory.LazyAttribute(lambda user: user.role == Role.ENTERPRISE),
        yes_declaration=factory.SubFactory(EnterpriseFactory),
        no_declaration=None,
    )

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = model_class.objects.create_user(password=PASSWORD, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user
