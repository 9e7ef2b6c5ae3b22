"""What a job tells its readers: each sentence is kept once in every language.

A sentence kept as it was told stays right when the catalogue is reworded later; and refusals, with
their plurals and days, need no second way to be translated.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from core.errors import DomainError

BEGINS_AGAIN = gettext_noop(
    "The worker stopped half-way (attempt %(attempt)s of %(allowed)s). The work begins again by"
    " itself and does nothing twice."
)
STOPPED_TOO_OFTEN = gettext_noop(
    "The worker stopped half-way %(attempt)s times, so the work was given up. Please try again; if"
    " it stops once more, tell whoever runs the server."
)
UNFORESEEN = gettext_noop(
    "The work stopped at an unforeseen error (%(problem)s). Please try again: what is finished is"
    " not done twice. If it fails once more, tell an administrator."
)
TOOK_TOO_LONG = gettext_noop(
    "The work took longer than %(minutes)s minutes and was stopped. Please try again at a quieter"
    " hour, or tell an administrator."
)
WORKER_STOPS = gettext_noop(
    "The worker is being stopped, for example for an upgrade. The work goes on with the next one,"
    " from where it was."
)
NEXT_TURN = gettext_noop("A part of the work is done. It goes on in a moment, from where it was.")
DATABASE_BUSY = gettext_noop(
    "Too much was being written at the same time, so the work was put off several times and then"
    " stopped. Please try again in a few minutes: what is finished is not done twice."
)


def in_every_language(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = say()
    return said


def sentence(template: str, **values: object) -> dict[str, str]:
    """Put a marked sentence with its values into every language."""
    return in_every_language(lambda: gettext(template) % values if values else gettext(template))


def refusal(refused: DomainError) -> dict[str, str]:
    return in_every_language(refused.translate)
