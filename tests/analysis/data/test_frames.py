"""Rows become frames."""

import pytest
from django.utils import timezone

from analysis.data import frames
from analysis.data.answered import read_answers
from surveys.instrument import loading
from surveys.models import ResponseFlag
from tests.factories.analysis import closed_wave


@pytest.mark.django_db
def test_weights_add_up_to_the_eligible_register():
    wave = closed_wave(answers=60)
    wave.sampled.filter(pk=wave.sampled.order_by("-pk").first().pk).update(
        disposition="not_eligible"
    )
    document = loading.load(wave.version.document)
    found = frames.stratum_counts(wave)

    frame = frames.response_frame(wave, found, read_answers(wave, document))

    assert len(frame) == 60
    assert frame["weight"].sum() == pytest.approx(sum(row.eligible for row in found))
    share = 60 / 61  # of the 120 asked 60 answered, one is gone, 59 are silent
    assert [row.e for row in found] == [pytest.approx(share)] * 3
    silent = {row.code: row.unknown for row in found}
    assert silent == {"micro": 20, "small": 20, "medium": 19}
    assert sum(row.eligible for row in found) == pytest.approx(
        sum(
            size * (20 + share * silent[code]) / 40
            for code, size in (("micro", 1900), ("small", 800), ("medium", 200))
        )
    )
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

    answered = read_answers(wave, document)
    frame = frames.response_frame(wave, frames.stratum_counts(wave), answered)
    clean_counts = frames.stratum_counts(wave, unflagged=True)
    clean = frames.response_frame(wave, clean_counts, answered.without({flagged.pk}))

    assert (len(frame), len(clean)) == (29, 28)
    assert sum(row.used for row in clean_counts) == 28
    assert {len(column) for column in answered.given.values()} == {29}
    assert flagged.pk in answered.keys
    assert clean["weight"].sum() == pytest.approx(frame["weight"].sum())
