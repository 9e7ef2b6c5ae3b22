"""What the dialogues refuse, in sentences for the person who asked."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import DomainError
from dialogues.models import Answer, DeadlineGround, Issue, Session
from dialogues.workflow.transitions import Transition
from directory.models import Agency


class NotFromHere(DomainError):
    """The table of the course does not have this step from this state."""

    def __init__(self, issue: Issue, transition: Transition) -> None:
        super().__init__(
            _(
                "Issue %(number)s is in the state “%(state)s”, from which the step “%(step)s” is"
                " not possible. Load the page again: somebody may have acted in the meantime."
            )
            % {
                "number": issue.number,
                "state": issue.get_state_display(),
                "step": transition.button,
            }
        )


class NotYours(DomainError):
    def __init__(self, transition: Transition) -> None:
        super().__init__(
            _("The step “%(step)s” belongs to somebody else.") % {"step": transition.button}
        )


class RegistrationClosed(DomainError):
    def __init__(self, session: Session) -> None:
        super().__init__(
            _("“%(session)s” does not take registrations at present.") % {"session": session}
        )


class QuarterTaken(DomainError):
    def __init__(self, session: Session) -> None:
        super().__init__(
            _("“%(session)s” has been planned already; change it on its own page.")
            % {"session": session}
        )


class NotTheTime(DomainError):
    """A session, minutes or answer is not in the state a step needs."""


class CommentsRun(DomainError):
    def __init__(self, until: date) -> None:
        super().__init__(
            _("Comments are taken until %(day)s; the minutes can be signed from the next day on.")
            % {"day": date_format(until, "SHORT_DATE_FORMAT")}
        )


class NamesInMinutes(DomainError):
    """Minutes name somebody who may not want it; a person looks before they are signed."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(
            _(
                "The text contains: %(words)s. These enterprises raised an issue without their name"
                " or did not agree to be named in the minutes. Please take the words out, or say"
                " that you have looked through the text and they may stand there."
            )
            % {"words": ", ".join(f"“{word}”" for word in words)}
        )


class DraftChanged(DomainError):
    """Somebody stored the same draft meanwhile; nothing is overwritten unseen."""

    def __init__(self, by: User | None, text: str, kept: dict[str, str] | None = None) -> None:
        self.text, self.kept = text, kept or {}
        super().__init__(
            _(
                "%(name)s has stored this draft since you opened it. Your text stands below and is"
                " not stored; compare it with the other one and send it once more to replace that."
            )
            % {"name": by or _("Somebody")}
        )


class TextTooLong(DomainError):
    """Half a text would be stored, and said to be stored."""

    def __init__(self) -> None:
        super().__init__(_("This text is too long to be stored: please shorten it."))


class TypedElsewhere(DomainError):
    """Another window of the same person went on with the text, sent it or discarded it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another window or device of yours went on with this text, sent it or"
                " discarded it. What you type here is kept in this browser; load the page again to"
                " see what is stored."
            )
        )


class NeedsReason(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Please give a reason: it is kept in the history and told to others."))


class NothingRedacted(DomainError):
    """Words were to become unreadable, and all of them stand as they stood."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing was changed: overwrite the words that are to become unreadable,"
                " e.g. by ▇▇▇."
            )
        )


class IdentityInText(DomainError):
    """A hidden raiser would be named to the agency by the words of the issue itself."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(
            _(
                "The agency is not to know who raised this issue, but the text contains: %(words)s."
                " Please take these words out."
            )
            % {"words": ", ".join(f"“{word}”" for word in words)}
        )


class NamedInPublic(DomainError):
    """A raiser who wants no name in public would be named by the words that are published."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        super().__init__(
            _(
                "The enterprise does not want to be named in public, but the public text contains:"
                " %(words)s. Please take these words out."
            )
            % {"words": ", ".join(f"“{word}”" for word in words)}
        )


class FewInTheHall(DomainError):
    """The day of receipt would tell the session, and too few came to it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The enterprise does not want to be named, and fewer than five enterprises were"
                " checked in at the session of that day: published, the issue would point at one"
                " of them. Please check in everybody who came, or ask the enterprise whether it"
                " may be named."
            )
        )


class AnswerNamesRaiser(DomainError):
    """The issue itself says nothing, but an answer to it names who wants no name in public."""

    def __init__(self, answer: Answer, words: list[str]) -> None:
        super().__init__(
            _(
                "The enterprise does not want to be named in public, but the answer of %(agency)s"
                " contains: %(words)s. Make these words unreadable first."
            )
            % {"agency": answer.agency, "words": ", ".join(f"“{word}”" for word in words)}
        )


class LegalWayOnly(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A complaint or denunciation is handled under its own law and not in the dialogue."
                " Send it its way, or correct its kind if it is neither."
            )
        )


class ReadItFirst(DomainError):
    """Its words may be those of a complaint or denunciation; the agency may be who it is about."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The words of this issue sound like a complaint or denunciation. Please read it and"
                " decide first: send it its own way, or say that it is neither."
            )
        )


class PeriodOver(DomainError):
    def __init__(self, last_day: date) -> None:
        super().__init__(
            _(
                "The period to reopen this issue ended on %(day)s. Please file a new issue and"
                " mention the number of this one."
            )
            % {"day": date_format(last_day)}
        )


class AnswerIncomplete(DomainError):
    """An answer lacks what its effect demands."""


class SameIssue(DomainError):
    def __init__(self) -> None:
        super().__init__(_("An issue cannot be merged into itself."))


class FeedbackClosed(DomainError):
    def __init__(self, session: Session) -> None:
        super().__init__(_("“%(session)s” takes no feedback at present.") % {"session": session})


class FeedbackGiven(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Feedback was given through this link already. Thank you."))


class WasNotThere(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Only those who were checked in at the door give feedback."))


class GroundInUse(DomainError):
    """Deadlines rest on these words; changing them would change what agencies were told."""

    def __init__(self, ground: DeadlineGround) -> None:
        super().__init__(
            _(
                "Deadlines rest on “%(ground)s”: its words and days stay as they were told. Enter a"
                " last day in force and add the new wording as another ground."
            )
            % {"ground": ground}
        )


class GroundNotUsable(DomainError):
    def __init__(self, ground: DeadlineGround) -> None:
        super().__init__(
            _("“%(ground)s” is not in force today, or nobody has looked it up yet.")
            % {"ground": ground}
        )


class LongerThanGround(DomainError):
    def __init__(self, ground: DeadlineGround) -> None:
        super().__init__(
            ngettext(
                "“%(ground)s” gives one working day; a deadline that rests on it is no longer.",
                "“%(ground)s” gives %(days)s working days; a deadline that rests on it is no"
                " longer.",
                ground.working_days,
            )
            % {"ground": ground, "days": ground.working_days}
        )


class SameAgency(DomainError):
    def __init__(self, agency: Agency) -> None:
        super().__init__(_("%(agency)s works on this issue already.") % {"agency": agency})
