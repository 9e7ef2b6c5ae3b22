"""Refusals of answering: links, codes, what was sent already."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from surveys.models import (
    SampledEnterprise,
)


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


class LinkJustSent(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _("The link was sent to %(enterprise)s within this hour; it is not sent again so soon.")
            % {"enterprise": sampled.enterprise}
        )


class NoElectronicAddress(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _(
                "%(enterprise)s has no e-mail address and no mobile number to which a link could be"
                " sent. Correct them in the register first."
            )
            % {"enterprise": sampled.enterprise}
        )
