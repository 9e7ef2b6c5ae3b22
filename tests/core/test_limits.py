"""Numbers and days beyond all use are refused, or match nothing; they never reach the database."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.limits import whole_number
from core.models import CalendarCorrection, OutgoingMessage
from dialogues.sessions.forms import SessionForm
from tests.factories.core import OutgoingMessageFactory


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2026", 2026),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("٣", None),
        ("²", None),
        ("9" * 15, 10**15 - 1),
        ("9" * 16, None),
        ("9" * 5000, None),
    ],
)
def test_a_number_of_an_address_is_short_and_plain(text, number):
    assert whole_number(text) == number


@pytest.mark.django_db
def test_a_number_no_row_can_have_is_found_in_no_row():
    message = OutgoingMessageFactory()
    far = [10**30, -(10**30), 2**63]

    assert list(OutgoingMessage.objects.filter(pk__in=[*far, message.pk])) == [message]
    assert not OutgoingMessage.objects.filter(pk__in=far).exists()
    assert not CalendarCorrection.objects.filter(decided_by__in=far).exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_days_of_other_centuries_are_refused(day):
    with pytest.raises(ValidationError):
        forms.DateField().clean(day)
    with pytest.raises(ValidationError):
        forms.DateTimeField().clean(f"{day} 09:00")


@pytest.mark.django_db
def test_fields_made_from_models_refuse_them_too():
    form = SessionForm({"starts_at": "0001-01-01T00:00", "ends_at": "9999-12-31T23:59"})
    assert {"starts_at", "ends_at"} <= form.errors.keys()
