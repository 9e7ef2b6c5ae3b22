"""Refusals of waves: their status, their questionnaire, their blindness."""

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from surveys.models import (
    QuestionnaireVersion,
    SampledEnterprise,
    Stratum,
    Wave,
)


class BlindWaveStaysClosed(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "“%(wave)s” was blind: what led from answers to enterprises was erased when it"
                " closed, so it stays closed."
            )
            % {"wave": wave.title}
        )


class PaperTooLate(DomainError):
    """A form came after the last day of its wave."""

    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("Forms of “%(wave)s” count if they arrived by %(day)s.")
            % {"wave": wave.title, "day": formats.date_format(wave.closes_on, "SHORT_DATE_FORMAT")}
        )


class WaveUntried(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "Nobody has gone through the questionnaire of “%(wave)s” to its end on the real"
                " pages. Try it on a phone first, or give the reason why it is opened untried."
            )
            % {"wave": wave.title}
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


class BlindWaveTakesNoImports(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "“%(wave)s” is blind: each of its answers stands for one link that was used, and"
                " everybody can check the count. Answers collected elsewhere cannot be added."
            )
            % {"wave": wave.title}
        )
