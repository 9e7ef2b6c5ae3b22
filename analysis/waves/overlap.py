"""What two waves have in common where the same enterprises answered both."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from analysis.data import frames
from analysis.data.decided import read_weighting
from analysis.errors import TooFewAnswers
from analysis.estimators.descriptive.change import Change, overlapping, unit_parts
from analysis.estimators.descriptive.subindex import influence
from analysis.models import AnalysisRun
from analysis.waves.sample import Sample, sample_as_weighted
from surveys.models import Wave


@dataclass(frozen=True, slots=True)
class Overlap:
    """The answers of two waves, and who gave them."""

    before: Sample
    now: Sample
    who_before: Sequence[Hashable]
    who_now: Sequence[Hashable]

    def change(self, code: str) -> Change | None:
        """Compare a criterion with what the waves have in common taken into account."""
        if code not in self.before.criteria or code not in self.now.criteria:
            return None
        return overlapping(
            self.before.criteria[code].estimate,
            self.now.criteria[code].estimate,
            _parts(self.before, code, self.who_before),
            _parts(self.now, code, self.who_now),
        )


def overlap_of(wave: Wave, taken: Sample, run: AnalysisRun) -> Overlap | None:
    """Return both waves, unless one is blind or answers of the earlier changed since its report."""
    if wave.is_blind or run.wave.is_blind:
        return None
    try:
        before = sample_as_weighted(run.wave, read_weighting(run))
    except TooFewAnswers:
        return None
    if before is None or frames.digest(before.frame) != run.frame_digest:
        return None
    return Overlap(before, taken, _names(run.wave), _names(wave))


def _names(wave: Wave) -> list[Hashable]:
    """Name who answered; an answer that is joined to nobody is like no other."""
    known = frames.list_enterprises(wave)
    return [(wave.pk, at) if one is None else one for at, one in enumerate(known)]


def _parts(taken: Sample, code: str, who: Sequence[Hashable]) -> dict[Hashable, float]:
    return unit_parts(taken.design, influence(taken.design, taken.criteria[code]), who)
