"""Rows become frames."""

import pytest
from django.utils import timezone

from analysis.data import frames
from surveys.instrument import loading
from surveys.models import ResponseFlag
from tests.factories.analysis import closed_wave


def counts(*used):
    return [
        frames.StratumCounts(f"s{i}", f"S{i}", 100, 10, 0, answered=n, used=n)
        for i, n in enumerate(used)
    ]


@pytest.mark.parametrize(
    ("used", "merged"),
    [
        ((5, 6, 7), {"s0": "s0", "s1": "s1", "s2": "s2"}),
        ((5, 1, 7), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((0, 6, 7), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((5, 6, 0), {"s0": "s0", "s1": "s1", "s2": "s1"}),
        ((1,), {"s0": "s0"}),
        ((2, 2, 2), {"s0": "s0", "s1": "s1", "s2": "s2"}),
        ((2, 1, 2), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((1, 1, 2), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((1, 2, 2), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((2, 2, 1), {"s0": "s0", "s1": "s1", "s2": "s1"}),
        ((0, 1), {"s0": "s0", "s1": "s0"}),
    ],
)
def test_thin_strata_join_their_neighbour(used, merged):
    assert frames.merge_strata(counts(*used)) == merged


def test_enterprises_that_no_longer_exist_leave_the_population():
    row = frames.StratumCounts(
        "a", "A", population=200, asked=20, not_eligible=2, answered=8, used=8
    )

    assert row.eligible == 180


@pytest.mark.django_db
def test_weights_add_up_to_the_eligible_register():
    wave = closed_wave(answers=60)
    wave.sampled.filter(pk=wave.sampled.order_by("-pk").first().pk).update(
        disposition="not_eligible"
    )
    document = loading.load(wave.version.document)
    found = frames.stratum_counts(wave)

    frame = frames.response_frame(wave, document, found)

    assert len(frame) == 60
    assert frame["weight"].sum() == pytest.approx(sum(row.eligible for row in found))
    assert sum(row.eligible for row in found) == pytest.approx(2900 - 200 / 40)
    assert {name: str(kind) for name, kind in frame.dtypes[list(frames.COLUMNS)].items()} == (
        frames.COLUMNS
    )


@pytest.mark.django_db
def test_answers_set_aside_by_a_reviewer_do_not_count_and_flagged_ones_may_be_left_out():
    wave = closed_wave(answers=30)
    document = loading.load(wave.version.document)
    aside, flagged = wave.responses.order_by("pk")[:2]
    wave.responses.filter(pk=aside.pk).update(review="set_aside")
    ResponseFlag.objects.create(
        response=flagged, kind="speeder", about=[], raised_at=timezone.now()
    )

    frame = frames.response_frame(wave, document, frames.stratum_counts(wave))
    clean_counts = frames.stratum_counts(wave, unflagged=True)
    clean = frames.response_frame(wave, document, clean_counts, unflagged=True)

    assert (len(frame), len(clean)) == (29, 28)
    assert sum(row.used for row in clean_counts) == 28
    assert len(frames.list_answers(wave)) == 29
    assert clean["weight"].sum() == pytest.approx(frame["weight"].sum())
