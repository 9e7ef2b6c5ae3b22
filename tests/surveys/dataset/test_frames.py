"""Responses as a data set, and what a blind wave keeps out of it."""

from datetime import UTC, date, datetime

import pytest

from surveys.dataset import frames
from surveys.models import Anonymity, FlagKind, ResponseFlag, ReviewState
from tests.factories.surveys import (
    QuestionnaireVersionFactory,
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)
from tests.surveys.instrument.documents import data, question

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 11, 20, 3, 32, 7, tzinfo=UTC)


def wave(anonymity=Anonymity.CONFIDENTIAL):
    document = data(question("asked", "single"), question("n", "number"))
    version = QuestionnaireVersionFactory(document=document)
    return WaveFactory(version=version, anonymity=anonymity)


def answer(of, **more):
    stratum = StratumFactory(wave=of, code="micro", label="Siêu nhỏ", population=90, sample_size=30)
    sampled = SampledEnterpriseFactory(stratum=stratum, design_weight=3.0)
    wanted = {"wave": of, "version": of.version, "stratum": stratum, "submitted_at": SENT}
    wanted |= {"answers": {"asked": "a", "n": 4}, "seconds": {"page_1": 100, "page_2": 40}, **more}
    if of.is_blind:
        wanted |= {"sampled": None, "is_blind": True, "receipt_code": None, "started_at": None}
    else:
        wanted |= {"sampled": sampled}
    return ResponseFactory(**wanted)


def test_a_confidential_response_carries_a_pseudonym_its_stratum_and_its_weight():
    response = answer(wave())

    made = frames.data_set(response.wave, language="vi")

    row = dict(zip([v.name for v in made.variables], made.rows[0], strict=True))
    assert row["response"] == response.receipt_code
    assert row["panel"] == frames.pseudonym(response.sampled.enterprise_id)
    assert (row["stratum"], row["stratum_population"], row["design_weight"]) == ("micro", 90, 3)
    assert (row["seconds"], row["sent_at"], row["sent_on"]) == (
        140, "2026-11-20 10:32:07", date(2026, 11, 20),
    )  # fmt: skip
    assert (row["asked"], row["n"]) == ("a", 4)


def test_nothing_of_the_enterprise_itself_is_in_the_data():
    response = answer(wave())
    enterprise = response.sampled.enterprise

    made = frames.data_set(response.wave, language="vi")

    values = {str(value) for row in made.rows for value in row}
    assert not values & {enterprise.name, enterprise.tax_code, str(enterprise.pk)}


def test_a_blind_wave_gives_no_link_no_receipt_and_no_hour():
    response = answer(wave(Anonymity.BLIND))

    made = frames.data_set(response.wave, language="vi")

    names = [variable.name for variable in made.variables]
    assert not {"response", "panel", "language", "started_at", "sent_at"} & set(names)
    row = dict(zip(names, made.rows[0], strict=True))
    assert row["design_weight"] == 3.0  # of the stratum: 90 in the register, 30 in the sample
    assert not any("10:32" in str(value) for value in made.rows[0])


def test_answers_set_aside_are_left_out_unless_asked_for():
    of = wave()
    answer(of)
    stratum = of.strata.get()
    aside = ResponseFactory(
        wave=of, version=of.version, stratum=stratum, submitted_at=SENT,
        sampled=SampledEnterpriseFactory(stratum=stratum),
        review=ReviewState.SET_ASIDE, review_reason="trùng",
    )  # fmt: skip
    ResponseFlag.objects.create(response=aside, kind=FlagKind.DUPLICATE, raised_at=SENT)
    ResponseFlag.objects.create(response=aside, kind=FlagKind.SPEEDER, raised_at=SENT)

    assert len(frames.data_set(of, language="vi").rows) == 1
    both = frames.data_set(of, language="vi", with_set_aside=True)
    assert sorted(both.column("flags"), key=str) == ["None", "speeder duplicate"] or sorted(
        str(flags) for flags in both.column("flags")
    ) == ["None", "speeder duplicate"]


def test_an_unsent_response_is_no_data():
    of = wave()
    answer(of, submitted_at=None)

    assert frames.data_set(of, language="vi").rows == []


@pytest.mark.parametrize("responses", [1, 3])
def test_a_data_set_costs_the_same_for_any_length(responses, django_assert_num_queries):
    of = wave()
    first = answer(of)
    for _ in range(responses - 1):
        sampled = SampledEnterpriseFactory(stratum=first.stratum)
        ResponseFactory(wave=of, version=of.version, sampled=sampled, submitted_at=SENT)
    of = type(of).objects.get(pk=of.pk)

    with django_assert_num_queries(6):
        made = frames.data_set(of, language="en")

    assert len(made.rows) == responses
