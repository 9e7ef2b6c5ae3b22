"""Refusals of questionnaires: faulty documents, drafts, names, comparability."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError
from surveys.instrument.problems import DocumentError
from surveys.models import QuestionnaireVersion, Wave


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

    @classmethod
    def found_in(cls, version: QuestionnaireVersion) -> "DocumentFaulty | None":
        """Say what keeps a version from being asked: a draft may be half-written."""
        try:
            _document = version.compiled
        except DocumentError as refusal:
            return cls(version, refusal)
        return None


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


class CriteriaUnmeasured(DomainError):
    def __init__(self, criteria: int) -> None:
        super().__init__(
            ngettext(
                "No question measures one criterion. Add one, or say why it may stay so.",
                "No question measures %(criteria)s criteria. Add some, or say why it may stay so.",
                criteria,
            )
            % {"criteria": criteria}
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


class WordingStays(DomainError):
    """What was asked in a wave that is over is a record of it."""

    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "“%(wave)s” was asked with these words and is over, so they stay. Make a new"
                " version to change them."
            )
            % {"wave": wave.title}
        )


class NoWordingChanged(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Nothing was changed. Correct at least one text."))


class WordingEmptied(DomainError):
    def __init__(self) -> None:
        super().__init__(_("A correction leaves no text empty. Write the corrected text."))


class WordingRepeatsOtherwise(DomainError):
    def __init__(self, before: str) -> None:
        super().__init__(
            _(
                "A correction repeats the same earlier answers as “%(before)s” and no others. Leave"
                " everything between “${” and “}” as it is."
            )
            % {"before": before}
        )


class NotComparable(DomainError):
    """A trend that nothing changed, or that cannot be drawn at all, needs no signature."""

    def __init__(self, criterion: str) -> None:
        super().__init__(
            _("The trend of “%(criterion)s” between these versions needs no signature.")
            % {"criterion": criterion}
        )
