"""Refusals with names; each sentence is for the person who meets it."""

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError
from surveys.instrument.problems import DocumentError
from surveys.models import (
    ChecklistItem,
    Frozen,
    QuestionnaireVersion,
    SampledEnterprise,
    Stratum,
    Wave,
)
from surveys.sampling import SamplingError

__all__ = [
    "AlreadyReplaced",
    "AlreadySubmitted",
    "AnswersChanged",
    "BlindWaveOpen",
    "BlindWaveTakesNoImports",
    "CodeUnknown",
    "DocumentFaulty",
    "DraftExists",
    "EntriesDiffer",
    "EntryClosed",
    "Frozen",
    "LinkUnknown",
    "NameTaken",
    "NoReserveLeft",
    "NobodyToWriteTo",
    "NotComparable",
    "NotReplaceable",
    "NothingAnswered",
    "NothingToImport",
    "PointsOutOfRange",
    "ReasonMissing",
    "ReviewFindsFaults",
    "ReviewFinished",
    "ReviewsUnfinished",
    "SampleAlreadyDrawn",
    "SampleImpossible",
    "SampleMissing",
    "SecondKeyInBlindWave",
    "StrataTooSmallToBeBlind",
    "TooManyAnswers",
    "TooManyTries",
    "VersionNotPublished",
    "WaveClosed",
    "WaveNotOpen",
    "WaveStatusUnfit",
]


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


class WaveStatusUnfit(DomainError):
    """A wave was to take a step that does not follow from where it stands."""

    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("“%(wave)s” is now “%(status)s”; this step is not possible from there.")
            % {"wave": wave.title, "status": wave.get_status_display()}
        )


class VersionNotPublished(DomainError):
    def __init__(self, version: QuestionnaireVersion) -> None:
        super().__init__(
            _(
                "Version %(number)s of “%(questionnaire)s” is still a draft. Publish it first:"
                " a wave that is open must not change under those who answer."
            )
            % {"number": version.number, "questionnaire": version.questionnaire.title}
        )


class SampleMissing(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("No enterprise has been drawn for “%(wave)s”. Draw the sample first.")
            % {"wave": wave.title}
        )


class StrataTooSmallToBeBlind(DomainError):
    def __init__(self, strata: list[Stratum], smallest: int) -> None:
        super().__init__(
            _(
                "A blind wave needs at least %(smallest)s enterprises in each stratum of the"
                " sample, so that an answer cannot be guessed from its stratum. Merge or"
                " enlarge: %(strata)s."
            )
            % {"smallest": smallest, "strata": ", ".join(s.label for s in strata)}
        )


class BlindWaveAsksWho(DomainError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _(
                "Answers to these questions tell who gave them: %(names)s. A blind wave promises"
                " that nobody can know. Take the questions out, or make the wave confidential."
            )
            % {"names": ", ".join(names)}
        )


class BlindWaveOpen(DomainError):
    """Whoever read the answers twice would know what came in between, and perhaps from whom."""

    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "“%(wave)s” is blind and not closed yet. Its answers can be read once it is closed:"
                " until then a new answer could be told from the others."
            )
            % {"wave": wave.title}
        )


class SecondKeyInBlindWave(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _(
                "%(enterprise)s already has its link. In a blind wave each enterprise has one"
                " link only: nobody can tell whether the first one has been used."
            )
            % {"enterprise": sampled.enterprise}
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
            _("No invitation has this code. Please compare it with the letter, sign by sign.")
        )


class TooManyTries(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("Too many codes have been tried from here. Please wait 15 minutes, or call us.")
        )


class SampleAlreadyDrawn(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("The sample of “%(wave)s” has been drawn. Discard it first to draw another.")
            % {"wave": wave.title}
        )


class SampleImpossible(DomainError):
    """The rule cannot be kept with this register; the sentence says what to change."""

    def __init__(self, problem: SamplingError) -> None:
        sentences = {
            "no_dimension": _("Choose at least one property of enterprises to form strata by."),
            "register_too_small": _(
                "The register has %(units)s enterprises in business, fewer than the smallest"
                " stratum of %(thinnest)s. Import the register, or allow smaller strata."
            ),
            "sample_too_large": _(
                "A sample of %(size)s is larger than the register of %(units)s enterprises."
            ),
            "minimum_too_large": _(
                "The strata asked whole and the least of %(minimum)s per stratum need %(needed)s"
                " enterprises. Enlarge the sample of %(size)s, lower the least, or form fewer"
                " strata."
            ),
            "spread_missing": _("Neyman allocation needs the spread of stratum %(stratum)s."),
        }
        super().__init__(sentences[problem.code] % problem.figures)


class NotReplaceable(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _(
                "%(enterprise)s cannot be replaced: only enterprises found not eligible are;"
                " replacing others would hide non-response."
            )
            % {"enterprise": sampled.enterprise}
        )


class AlreadyReplaced(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _("%(other)s has taken the place of %(enterprise)s already.")
            % {"enterprise": sampled.enterprise, "other": sampled.replaced_by.enterprise}
        )


class NoReserveLeft(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _("%(enterprise)s cannot be replaced: no reserve is left in its stratum.")
            % {"enterprise": sampled.enterprise}
        )


class SendingUnderWay(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The worker is writing these already; see how far it has come below."))


class NobodyToWriteTo(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "There is nobody left to write to in “%(wave)s”: everyone has been written to,"
                " has answered, wishes not to be asked, or cannot be reached in this way."
            )
            % {"wave": wave.title}
        )


class ReasonMissing(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Please write the reason: others will read this decision later."))


class PointsOutOfRange(DomainError):
    def __init__(self, item: ChecklistItem) -> None:
        super().__init__(
            _("“%(item)s” needs points from 0 to %(most)s.")
            % {"item": item.text, "most": item.points}
        )


class ReviewFinished(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("This review is finished, or two other people have reviewed; nothing was changed.")
        )


class ReviewsUnfinished(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Both reviews must be finished before the score can be settled."))


class EntryClosed(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This form cannot be typed now: you have typed it already, somebody else is typing"
                " it, or both entries are finished."
            )
        )


class EntriesDiffer(DomainError):
    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "The two entries differ in %(count)s answer that has not been decided yet.",
                "The two entries differ in %(count)s answers that have not been decided yet.",
                count,
            )
            % {"count": count}
        )


class DocumentFaulty(DomainError):
    """A questionnaire that cannot be used as it stands; ``problems`` names every fault."""

    def __init__(self, version: QuestionnaireVersion, refusal: DocumentError) -> None:
        self.problems = refusal.problems
        super().__init__(
            ngettext(
                "Version %(number)s has a fault that must be mended first. The check page names"
                " it.",
                "Version %(number)s has %(faults)s faults that must be mended first. The check"
                " page names them.",
                len(refusal.problems),
            )
            % {"number": version.number, "faults": len(refusal.problems)}
        )


class ReviewFindsFaults(DomainError):
    def __init__(self, faults: int) -> None:
        super().__init__(
            ngettext(
                "One remark of the check page must be settled before publishing.",
                "%(faults)s remarks of the check page must be settled before publishing.",
                faults,
            )
            % {"faults": faults}
        )


class DraftExists(DomainError):
    def __init__(self, version: QuestionnaireVersion) -> None:
        super().__init__(
            _("Version %(number)s is still a draft. Publish or discard it first.")
            % {"number": version.number}
        )


class NameTaken(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is a questionnaire named “%(name)s” already. Choose another name.")
            % {"name": name}
        )


class NotComparable(DomainError):
    """A trend that nothing changed, or that cannot be drawn at all, needs no signature."""

    def __init__(self, criterion: str) -> None:
        super().__init__(
            _("The trend of “%(criterion)s” between these versions needs no signature.")
            % {"criterion": criterion}
        )


class BlindWaveTakesNoImports(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "“%(wave)s” is blind: each of its answers stands for one link that was used, and"
                " everybody can check the count. Answers collected elsewhere cannot be added."
            )
            % {"wave": wave.title}
        )


class TooManyAnswers(DomainError):
    def __init__(self, rows: int, most: int) -> None:
        super().__init__(
            _(
                "The file holds %(rows)s rows; at most %(most)s are read at a time. Split it and"
                " import the parts one after the other: rows imported before are recognised."
            )
            % {
                "rows": formats.number_format(rows, force_grouping=True),
                "most": formats.number_format(most, force_grouping=True),
            }
        )


class NothingToImport(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The file holds no row that can be imported and is not here already."))


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
