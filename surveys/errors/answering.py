"""Refusals that respondents read: links, codes, what was sent already, waves that take nothing."""

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from core.clock import timezone
from core.errors import DomainError
from surveys.models import Wave


class AlreadySubmitted(DomainError):
    def __init__(self) -> None:
        super().__init__(_("These answers have been sent already; they are counted once."))


class AnswersChanged(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The answers were changed on another device in this moment. Please look through"
                " them once more, then send them."
            )
        )


class NothingAnswered(DomainError):
    def __init__(self) -> None:
        super().__init__(_("No question has been answered yet, so there is nothing to send."))


class LinkUnknown(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This link is not valid. Please check that it was copied whole, or type the code"
                " printed in the letter."
            )
        )


class CodeUnknown(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "No invitation has this code. Please compare it with the letter, "
                "character by character."
            )
        )


class TooManyTries(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("Too many codes have been tried from here. Please wait 15 minutes, or call us.")
        )


class WaveClosed(DomainError):
    def __init__(self, wave: Wave) -> None:
        self.wave = wave
        day = wave.closes_on
        if wave.closed_at:  # perhaps before its day
            day = min(day, timezone.localdate(wave.closed_at))
        super().__init__(
            _("“%(wave)s” ended on %(day)s and no longer takes answers.")
            % {"wave": wave.title, "day": formats.date_format(day, "SHORT_DATE_FORMAT")}
        )


class WaveNotOpen(DomainError):
    def __init__(self, wave: Wave) -> None:
        self.wave = wave
        super().__init__(
            _("“%(wave)s” has not begun; it takes answers from %(day)s on.")
            % {"wave": wave.title, "day": formats.date_format(wave.opens_on, "SHORT_DATE_FORMAT")}
        )


class TrialOver(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("“%(wave)s” has been opened, so this link for trying it out leads nowhere any more.")
            % {"wave": wave.title}
        )
