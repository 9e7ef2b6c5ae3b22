"""A rating, such as 1 to 5."""

from collections.abc import Iterator

from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.choices import WithChoices


class Scale(WithChoices):
    """An answer is the code of a choice; codes are whole numbers, those for “missing” apart."""

    name = "scale"
    label = gettext_noop("scale, such as 1 to 5")
    is_rating = True
    widget = "single"
    sentences = {
        **WithChoices.sentences,
        "scale_codes": gettext_noop(
            "The codes of the scale “%(name)s” must be whole numbers, "
            "except for those that mean a missing answer."
        ),
    }

    def problems(self, question: Question) -> Iterator[tuple[str, str]]:
        if not all(choice.missing or choice.code.isdecimal() for choice in question.choices):
            yield "choices", "scale_codes"

    def row_type(self, question: Question) -> str:
        return "select_one"


KIND = Scale()
