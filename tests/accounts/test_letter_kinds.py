"""A letter about an account leaves only while the account stands as it says."""

import pytest
from django.utils import timezone

from accounts import letter_kinds as kinds
from accounts.models import DataRequest
from core.messaging.kinds import find_unwanted
from core.models import Unwanted
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory

pytestmark = pytest.mark.django_db


def why(kind, about):
    message = OutgoingMessageFactory(kind=kind.key, about_id=about.pk)
    return find_unwanted([message], timezone.now()).get(message.pk)


@pytest.mark.parametrize(
    ("active", "chosen", "reason"),
    [
        (True, False, None),
        (True, True, Unwanted.SETTLED),
        (False, False, Unwanted.NO_ACCOUNT),
    ],
)
def test_an_invitation_leads_to_an_account_that_waits_for_its_password(active, chosen, reason):
    user = UserFactory(is_active=active)
    user.set_password("a-long-one-of-theirs" if chosen else None)
    user.save()
    assert why(kinds.INVITATION, user) == reason


@pytest.mark.parametrize(("active", "reason"), [(True, None), (False, Unwanted.NO_ACCOUNT)])
def test_an_approval_is_told_while_it_holds(active, reason):
    assert why(kinds.APPROVED, UserFactory(is_active=active)) == reason


@pytest.mark.parametrize(("active", "reason"), [(False, None), (True, Unwanted.SETTLED)])
def test_a_refusal_is_told_while_it_holds(active, reason):
    assert why(kinds.REJECTED, UserFactory(is_active=active, approved_at=None)) == reason


@pytest.mark.parametrize(("active", "reason"), [(True, None), (False, Unwanted.NO_ACCOUNT)])
def test_an_answer_about_personal_data_is_told_to_whoever_can_read_it(active, reason):
    request = DataRequest.objects.create(
        user=UserFactory(is_active=active), kind="deletion", wish="x", made_at=timezone.now()
    )
    assert why(kinds.DATA_REQUEST_ANSWERED, request) == reason
