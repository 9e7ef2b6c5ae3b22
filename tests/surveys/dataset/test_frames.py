"""Responses as a data set, and what a blind wave keeps out of it."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from surveys.dataset import frames, own_columns
from surveys.instrument import types
from surveys.models import (
    Anonymity,
    Disposition,
    FlagKind,
    ResponseFlag,
    ReviewState,
    SampledEnterprise,
)
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
    assert row["panel"] == own_columns.pseudonym(response.sampled.enterprise_id)
    assert (row["stratum"], row["stratum_population"], row["design_weight"]) == ("micro", 90, 3)
    assert (row["seconds"], row["sent_at"], row["sent_on"]) == (
        140, datetime.fromisoformat("2026-11-20 10:32:07"), date(2026, 11, 20),
    )  # fmt: skip
    assert (row["asked"], row["n"]) == ("a", 4)


def test_nothing_of_the_enterprise_itself_is_in_the_data():
    response = answer(wave())
    enterprise = response.sampled.enterprise

    made = frames.data_set(response.wave, language="vi")

    values = {str(value) for row in made.rows for value in row}
    assert not values & {enterprise.name, enterprise.tax_code, str(enterprise.pk)}


def test_columns_that_tell_who_answered_are_named_in_the_codebook(monkeypatch):
    monkeypatch.setattr(types.KINDS["number"], "is_personal", True)

    notes = frames.data_set(wave(), language="en").source.notes

    assert notes[-1] == "These columns tell who answered; pass the file on without them: n."


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


def answers_of(of, sizes, *, population=40, sample=10):
    """Responses in strata a, b, c …, so many in each."""
    for code, size in sizes.items():
        stratum = StratumFactory(
            wave=of, code=code, label=code.upper(), population=population, sample_size=sample
        )
        for number in range(sample):
            sampled = SampledEnterpriseFactory(
                wave=of, stratum=stratum, design_weight=population / sample
            )
            if number < size:
                more = {"sampled": None, "is_blind": True, "receipt_code": None, "started_at": None}
                ResponseFactory(
                    wave=of, version=of.version, stratum=stratum, submitted_at=SENT,
                    answers={"asked": "a"}, **(more if of.is_blind else {"sampled": sampled}),
                )  # fmt: skip


def rows_of(of):
    made = frames.data_set(of, language="en")
    names = [variable.name for variable in made.variables]
    return [dict(zip(names, row, strict=True)) for row in made.rows]


def test_every_row_tells_how_it_counts_in_the_report():
    of = wave()
    answers_of(of, {"a": 4, "b": 1})
    SampledEnterprise.objects.filter(stratum__code="a", response__isnull=True).update(
        disposition=Disposition.NOT_ELIGIBLE
    )

    rows = rows_of(of)

    a = next(row for row in rows if row["stratum"] == "a")
    b = next(row for row in rows if row["stratum"] == "b")
    assert (a["stratum_population"], a["stratum_sample"], a["stratum_eligible"]) == (40, 10, 16)
    # of b one is eligible and nine nobody knows; of the wave's eleven known five are
    eligible = 4 * (1 + 9 * 5 / 11)
    assert (b["stratum_population"], b["stratum_sample"]) == (40, 10)
    assert b["stratum_eligible"] == pytest.approx(eligible)
    # one answer tells no variance, so b is joined with a for it, and keeps its own weight
    assert {row["analysis_stratum"] for row in rows} == {"a"}
    assert a["analysis_population"] == b["analysis_population"] == pytest.approx(16 + eligible)
    assert (a["analysis_weight"], b["analysis_weight"]) == (4, pytest.approx(eligible))
    assert {row["replacement"] for row in rows} == {"0"}


def test_a_replacement_is_told():
    response = answer(wave())
    SampledEnterprise.objects.filter(pk=response.sampled_id).update(is_reserve=True)

    assert [row["replacement"] for row in rows_of(response.wave)] == ["1"]


def test_what_the_report_leaves_out_has_no_weight_in_it():
    of = wave()
    answers_of(of, {"a": 6})
    aside = of.responses.first()
    aside.review, aside.review_reason = ReviewState.SET_ASIDE, "trùng"
    aside.save()

    made = frames.data_set(of, language="en", with_set_aside=True)

    weights = made.column("analysis_weight")
    assert len(weights) == 6
    assert weights.count(None) == 1


@pytest.mark.parametrize(
    ("sizes", "named"),
    [
        ({"a": 5, "b": 5}, {"a": 5, "b": 5}),
        ({"a": 5, "b": 4}, {"a": 9}),
        ({"a": 4, "b": 5, "c": 6}, {"a": 9, "c": 6}),
        ({"a": 1, "b": 1, "c": 1}, {"a": 3}),
    ],
)
def test_a_blind_wave_names_no_stratum_with_fewer_than_five_answers(sizes, named):
    of = wave(Anonymity.BLIND)
    answers_of(of, sizes)

    rows = rows_of(of)

    assert Counter(row["stratum"] for row in rows) == named
    assert Counter(row["analysis_stratum"] for row in rows) == named
    # nothing that differs within a stratum tells a part of it
    keys = ("stratum_population", "stratum_sample", "stratum_eligible", "design_weight",
            "analysis_population", "analysis_weight")  # fmt: skip
    assert len({tuple(row[key] for key in keys) for row in rows}) <= len(named)
    assert not {"replacement", "response", "panel"} & set(rows[0])


def test_the_codes_of_a_blind_wave_name_no_thin_stratum():
    of = wave(Anonymity.BLIND)
    answers_of(of, {"a": 5, "b": 4})

    made = frames.data_set(of, language="en")

    codes = {v.name: [(c.code, c.label) for c in v.codes] for v in made.variables}
    assert codes["stratum"] == codes["analysis_stratum"] == [("a", "A + B")]


def test_the_base_of_a_criterion_is_a_column():
    rule = {"criterion": "days", "measure": "median", "items": ["n"], "where": "${asked} = 'a'"}
    document = data(question("asked", "single"), question("n", "number"), criteria=[rule])
    of = WaveFactory(version=QuestionnaireVersionFactory(document=document))
    answer(of)

    made = frames.data_set(of, language="en")

    assert made.column("base_days") == ["1"]
    assert (
        made.variables[-1].explanation
        == "1 where ${asked} = 'a' holds, the condition of the criterion."
    )


def test_how_to_use_names_the_columns_as_the_file_has_them():
    document = data(question("analysis_weight", "number"))
    of = WaveFactory(version=QuestionnaireVersionFactory(document=document))
    answer(of, answers={"analysis_weight": 4})

    made = frames.data_set(of, language="en")

    told = {use.program: "\n".join(use.lines) for use in made.source.usage}
    assert list(told) == ["R", "Stata", "SPSS", "manage.py estimate"]
    assert all("analysis_weight0" in lines for lines in told.values())
    assert all("analysis_population" in lines for lines in told.values())


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

    with django_assert_num_queries(15):
        made = frames.data_set(of, language="en")

    assert len(made.rows) == responses
