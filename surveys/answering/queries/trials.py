"""What a trial link leads to, and what trials have shown of a questionnaire."""

from dataclasses import dataclass

from django.conf import settings

from directory.models import Enterprise
from surveys import tokens
from surveys.answering.queries.visits import Visit, visit
from surveys.errors import DocumentFaulty, LinkUnknown, TrialOver
from surveys.instrument import types
from surveys.models import AccessKey, Invitation, SampledEnterprise, Trial, Wave, WaveStatus


@dataclass(frozen=True)
class TrialVisit(Visit):
    """Somebody at a questionnaire before its wave opens, in the place of an enterprise."""

    trial: Trial

    @property
    def is_trial(self) -> bool:
        return True


def visit_or_trial(token: str) -> Visit:
    """Open a personal link; what is none may be the link of a trial."""
    try:
        return visit(token)
    except LinkUnknown:
        return open_trial(token)


def open_trial(token: str) -> TrialVisit:
    """Open the link of a trial, as long as its wave is being prepared."""
    trials = Trial.objects.select_related("wave__version__questionnaire")
    trial = trials.filter(token=tokens.normalise_code(token)).first()
    if trial is None:
        raise LinkUnknown
    if trial.wave.status != WaveStatus.PLANNED:
        raise TrialOver(trial.wave)
    if fault := DocumentFaulty.found_in(trial.wave.version):
        raise fault
    return TrialVisit(token, _stand_in(trial.wave), trial.as_draft(), trial)


def _stand_in(wave: Wave) -> AccessKey:
    """The key of nobody's invitation; choices are shuffled by the token, as in a blind wave."""
    enterprise = Enterprise(language=settings.LANGUAGE_CODE)
    sampled = SampledEnterprise(wave=wave, enterprise=enterprise)
    return AccessKey(invitation=Invitation(sampled=sampled), is_blind=True)


def is_tried(wave: Wave) -> bool:
    """Whether somebody has gone through this very questionnaire to its end."""
    return Trial.objects.of_questionnaire_of(wave).sent().exists()


@dataclass(frozen=True, slots=True)
class TriedPart:
    """A part of the questionnaire: whether a trial has come to it, and what none has shown."""

    title: str
    is_reached: bool
    questions: int
    unseen: list[str]


def tried_parts(wave: Wave, language: str) -> list[TriedPart]:
    """List the parts of the questionnaire as it stands, beside what trials of it have shown."""
    document = wave.version.compiled
    trials = list(Trial.objects.of_questionnaire_of(wave))
    reached = {name for trial in trials for name in trial.reached}
    shown = {name for trial in trials for name in trial.shown}
    parts = []
    for section in document.sections:
        asked = [each for each in section.questions if types.of(each).is_asked]
        unseen = [document.words(q.text, language) for q in asked if q.name not in shown]
        title = document.words(section.title, language)
        parts.append(TriedPart(title, section.name in reached, len(asked), unseen))
    return parts
