"""Rows become frames."""

import pandas as pd
import pytest
from django.utils import timezone

from analysis.data import frames
from analysis.data.answered import read_answers
from surveys.models import ResponseFlag, SampleDraw
from tests.factories.analysis import closed_wave
from tests.factories.surveys import InvitationFactory, WaveFactory


@pytest.mark.django_db
def test_weights_add_up_to_the_eligible_register():
    wave = closed_wave(answers=60)
    wave.sampled.filter(pk=wave.sampled.order_by("-pk").first().pk).update(
        disposition="not_eligible"
    )
    document = wave.version.compiled
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
    document = wave.version.compiled
    aside, flagged = wave.responses.order_by("pk")[:2]
    wave.responses.filter(pk=aside.pk).update(review="set_aside")
    for kind in ("speeder", "straight_lining"):
        ResponseFlag.objects.create(response=flagged, kind=kind, about=[], raised_at=timezone.now())

    answered = read_answers(wave, document)
    frame = frames.response_frame(wave, frames.stratum_counts(wave), answered)
    clean_counts = frames.stratum_counts(wave, unflagged=True)
    clean = frames.response_frame(wave, clean_counts, answered.without({flagged.pk}))

    assert (len(frame), len(clean)) == (29, 28)
    assert sum(row.used for row in clean_counts) == 28
    assert sum(row.answered for row in clean_counts) == 30  # two flags are of one response
    told = [*answered.given.values(), *answered.rows.values()]
    assert {len(column) for column in told} == {29}
    assert flagged.pk in answered.keys
    assert clean["weight"].sum() == pytest.approx(frame["weight"].sum())


@pytest.mark.django_db
def test_in_a_blind_wave_whoever_answered_is_not_counted_among_the_silent():
    """No answer names its firm there, so every enterprise of the sample looks silent."""
    wave = closed_wave(answers=30, anonymity="blind")
    wave.responses.update(
        is_blind=True, sampled=None, receipt_code=None, started_at=None, submitted_at=timezone.now()
    )
    counted = {row.code: (row.answered, row.unknown) for row in frames.stratum_counts(wave)}

    late = wave.sampled.filter(stratum__code="micro").order_by("pk")
    late.filter(pk__in=late.values("pk")[:15]).update(disposition="refusal")
    fewer = {row.code: (row.answered, row.unknown) for row in frames.stratum_counts(wave)}

    assert counted == {"micro": (10, 10), "small": (10, 10), "medium": (10, 10)}
    assert fewer == {**counted, "micro": (10, 0)}  # five silent, ten answers: never below none


@pytest.mark.django_db
def test_strata_need_two_answers_and_five_where_nobody_may_be_told():
    assert frames.fewest_answers(WaveFactory.build(anonymity="confidential")) == 2
    assert frames.fewest_answers(WaveFactory.build(anonymity="blind")) == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dimensions", "size"), [(["size"], "micro"), (["sector", "size"], "G"), (["sector"], "")]
)
def test_the_size_class_is_read_where_the_draw_put_it(dimensions, size):
    wave = WaveFactory()
    SampleDraw.objects.create(
        wave=wave, dimensions=dimensions, thinnest=1, size=1, minimum=1, reserve=0,
        register_size=1, drawn_at=timezone.now(),
    )  # fmt: skip
    code = "micro" if dimensions == ["size"] else "micro--G"

    assert frames._size_of_code(wave)(code) == size


@pytest.mark.django_db
def test_the_design_of_each_answer_goes_with_its_key():
    wave = closed_wave(answers=6)
    keys, frame = frames.design_frame(wave, frames.stratum_counts(wave))

    drawn = dict(wave.responses.values_list("pk", "stratum__code"))
    assert dict(zip(keys, frame["drawn"], strict=True)) == drawn
    assert frames.list_enterprises(wave) == [
        wave.responses.get(pk=key).sampled.enterprise_id for key in keys
    ]


def test_the_digest_depends_on_the_values_alone():
    frame = pd.DataFrame({"a": [1, 2]})

    assert frames.digest(frame) == frames.digest(frame.set_axis(["x", "y"], axis="index"))
    assert frames.digest(frame) != frames.digest(pd.DataFrame({"a": [1, 3]}))


@pytest.mark.django_db
def test_reserves_count_as_asked_once_they_are_invited():
    wave = closed_wave(answers=30)
    before = sum(row.asked for row in frames.stratum_counts(wave))
    *waiting, invited = wave.sampled.filter(invitation__isnull=True)[:3]
    InvitationFactory(sampled=invited)

    wave.sampled.filter(pk__in=[each.pk for each in (*waiting, invited)]).update(is_reserve=True)

    assert sum(row.asked for row in frames.stratum_counts(wave)) == before - 2
