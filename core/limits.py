"""Numbers and days that no row can hold are refused where they come in, not by the database.

Django drops a number beyond 64 bits from ``=``, ``<`` and ``>``, where no row can match, but hands
it on in ``IN``; and it takes every day of the calendar, though the first and the last one have no
counterpart in another time zone.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import ForeignObject, IntegerField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_DIGITS = 15


def whole_number(text: str) -> int | None:
    """Read a number of an address or a button; ``None`` when it is none, or beyond all use."""
    is_short = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_short else None


def refuse_far_days(day: date) -> None:
    """Refuse years in which nothing here can have happened, or will."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Please give a year between %(first)s and %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


class InRange(In):
    """``IN`` without the numbers the column cannot hold."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        field = self.lhs.output_field
        field = getattr(field, "target_field", field)
        if self.rhs_is_direct_value() and isinstance(field, IntegerField):
            low, high = connection.ops.integer_field_range(field.get_internal_type())
            self.rhs = list(_keep_within(self.rhs, low, high))
        return super().process_rhs(compiler, connection)


class RelatedInRange(InRange, RelatedIn):
    """The same for foreign keys."""


def _keep_within(values: Iterable[Any], low: int | None, high: int | None) -> Iterable[Any]:
    for value in values:
        is_number = isinstance(value, int)
        if not is_number or ((low is None or low <= value) and (high is None or value <= high)):
            yield value


def enter() -> None:
    """Set the limits for all models and forms; called once, when the apps are ready."""
    IntegerField.register_lookup(InRange)
    ForeignObject.register_lookup(RelatedInRange)
    for field in (forms.DateField, forms.DateTimeField):
        field.default_validators = [*field.default_validators, refuse_far_days]
