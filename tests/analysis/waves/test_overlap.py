"""Enterprises that answered both waves."""

from dataclasses import replace

import pytest

from analysis.data import frames
from analysis.waves.overlap import Overlap, overlap_of
from analysis.waves.sample import sample
from tests.factories.analysis import AnalysisRunFactory, closed_wave

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def wave(once):
    return once(lambda: closed_wave(60))


@pytest.fixture(scope="module")
def taken(wave, once):
    return once(lambda: sample(wave))


def test_who_says_the_same_twice_has_not_changed_at_all(wave, taken):
    who = frames.list_enterprises(wave)

    change = Overlap(taken, taken, who, who).change("web_access")

    assert change.shared == 60
    assert change.difference.value == 0
    assert change.difference.se == pytest.approx(0, abs=1e-7)
    assert change.correlation == pytest.approx(1)


def test_half_of_them_leave_half_of_the_error(wave, taken):
    who = frames.list_enterprises(wave)
    others = [who[at] if at % 2 else f"other {at}" for at in range(60)]

    change = Overlap(taken, taken, who, others).change("planning")

    alone = taken.criteria["planning"].estimate.se * 2**0.5
    assert change.shared == 30
    assert 0.3 * alone < change.difference.se < alone


def test_strangers_are_independent_and_a_criterion_of_one_wave_has_no_change(wave, taken):
    who = frames.list_enterprises(wave)
    change = Overlap(taken, taken, who, [f"x{at}" for at in range(60)]).change("web_access")

    assert change.shared == 0
    assert change.difference.se == pytest.approx(taken.criteria["web_access"].estimate.se * 2**0.5)
    bare = replace(taken, criteria={})
    assert Overlap(bare, taken, who, who).change("web_access") is None
    assert Overlap(taken, bare, who, who).change("web_access") is None


def test_waves_are_joined_only_on_the_answers_of_the_earlier_report(wave, taken, monkeypatch):
    same = AnalysisRunFactory(wave=wave, frame_digest=frames.digest(taken.frame))
    changed = AnalysisRunFactory(wave=wave, frame_digest="f" * 64)

    assert overlap_of(wave, taken, same).change("legal").shared == 60
    assert overlap_of(wave, taken, changed) is None
    wave.responses.filter(pk__in=list(wave.responses.values_list("pk", flat=True)[:40])).delete()
    assert overlap_of(wave, taken, same) is None  # too few are left
    monkeypatch.setattr(type(wave), "is_blind", True)
    assert overlap_of(wave, taken, same) is None
