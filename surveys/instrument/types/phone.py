"""A telephone number of Viet Nam."""

from random import Random
from typing import Any

from surveys.instrument.model import Question
from surveys.instrument.notation import shorten_quote
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Kind, Property
from surveys.instrument.types.posted import Fields
from vietnam import phone_numbers

MOBILE = 0.8  # of random answers


class Phone(Kind):
    """An answer is a mobile or landline number, stored as 0 and its digits, as text everywhere."""

    name = "phone"
    label = gettext_noop("telephone number")
    is_personal = True
    rewrites = phone_numbers.REWRITES
    appearance = "numbers"
    properties = (Property("mobile_only", "flag", gettext_noop("Mobile numbers only")),)
    sentences = {
        "not_a_phone": gettext_noop(
            "“%(typed)s” is not one telephone number of Viet Nam: a mobile number has 10 digits, a"
            " landline number with its area code 11, and both begin with 0."
        ),
        "old_phone": gettext_noop(
            "“%(typed)s” is written as before the changes of 2017 and 2018; the number as it is"
            " today is needed."
        ),
        "not_mobile": gettext_noop(
            "“%(typed)s” is a landline number; a mobile number is needed here."
        ),
    }

    def draw(self, question: Question, chance: Random) -> Any:
        is_mobile = question.properties.get("mobile_only") or chance.random() < MOBILE
        start, digits = ("09", 8) if is_mobile else ("0261", 7)
        return start + f"{chance.randrange(10**digits):0{digits}}"

    def read(self, fields: Fields) -> Any:
        typed = fields.one()
        return self.read_entry(fields.question, typed) if typed else None

    def read_entry(self, question: Question, typed: str) -> Any:
        number = phone_numbers.normalise(typed)
        quote = shorten_quote(typed)
        if number is None and phone_numbers.was_valid(typed):
            raise self.refusal("old_phone", typed=quote)
        if number is None:
            raise self.refusal("not_a_phone", typed=quote)
        if question.properties.get("mobile_only") and not phone_numbers.is_mobile(number):
            raise self.refusal("not_mobile", typed=quote)
        return number

    def say(self, question: Question, value: Any, language: str) -> str:
        return phone_numbers.say(value)


KIND = Phone()
