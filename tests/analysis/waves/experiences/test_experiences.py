"""What goes with satisfaction and what is needed and hard to get, from small invented answers."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive.subindex import CriterionSample
from analysis.estimators.sample.design import Design
from analysis.numbers.experiences import Drivers, Gaps, Kind
from analysis.reports.wave import experiences as words
from analysis.waves.experiences import drivers as drivers_of
from analysis.waves.experiences.gaps import gaps
from tests.factories.analysis import figure

CODES = ("easy", "fair")
DEFINED = {
    code: SimpleNamespace(
        direction=direction,
        criterion=SimpleNamespace(name_vi=code.upper(), name_en=code),
    )
    for code, direction in (("easy", 1), ("fair", -1))
}


class Document:
    criteria = ()

    def __init__(self, *questions):
        self.all = questions

    def questions(self):
        return iter(self.all)

    def plain(self, text, language):
        return text[language]


def choice(code):
    text = {"vi": code.upper(), "en": code}
    return SimpleNamespace(
        code=code, missing=None, text=text, exclusive=False, other=False, attributes={}
    )


def rating(name="overall", **more):
    fields = {"rows": (), "relevance": None, "kind": "scale", "text": {"vi": "Hỏi", "en": "Asked"}}
    question = SimpleNamespace(name=name, choices=[choice(c) for c in "12345"], **(fields | more))
    question.choice = lambda code: next((c for c in question.choices if c.code == code), None)
    return question


def taken(n, *, given=None, seed=1):
    """Answers of which the rating follows the first experience, and the second counts for less."""
    rng = np.random.default_rng(seed)
    easy, fair = rng.uniform(1, 5, n), rng.integers(0, 2, n).astype(float)
    latent = easy + rng.logistic(size=n)
    answers = [str(int(np.clip(round(x), 1, 5))) for x in latent] if given is None else given
    frame = pd.DataFrame({"stratum": "a", "population": 10.0 * n, "weight": 10.0}, index=range(n))
    design = Design(frame, weight="weight", strata="stratum", population="population")
    items = {"easy": ("mean", easy), "fair": ("share", fair)}
    return SimpleNamespace(
        document=Document(rating()),
        frame=frame,
        design=design,
        answered=SimpleNamespace(given={"overall": answers}),
        criteria={
            code: CriterionSample(code, measure, pd.DataFrame({code: values}), None)
            for code, (measure, values) in items.items()
        },
    )


def test_the_experience_that_moves_the_answer_is_found():
    told = drivers_of.drivers(taken(150), DEFINED)

    assert (told.refused, told.n, told.of) == ("", 150, 150)
    first = told.rows[0]
    assert (first.code, first.is_rating, first.stands_out) == ("easy", True, True)
    assert 0.1 < first.effect.low < first.effect.value < first.effect.high


def test_a_criterion_of_which_less_is_better_is_turned_round():
    some = taken(150)
    up = drivers_of.drivers(some, DEFINED)
    down = drivers_of.drivers(some, DEFINED | {"fair": replace_direction(1)})

    effects = {one.code: one.effect.value for one in up.rows}
    turned = {one.code: one.effect.value for one in down.rows}
    assert effects["fair"] == pytest.approx(-turned["fair"], rel=1e-4)


def replace_direction(direction):
    return SimpleNamespace(direction=direction, criterion=DEFINED["fair"].criterion)


@pytest.mark.parametrize(("n", "refused"), [(99, "few"), (100, "")])
def test_fewer_than_a_hundred_complete_answers_are_refused(n, refused):
    assert drivers_of.drivers(taken(n), DEFINED).refused == refused


def test_answers_that_are_nearly_all_alike_are_refused():
    given = ["3"] * 140 + ["1"] * 5 + ["5"] * 5

    told = drivers_of.drivers(taken(150, given=given), DEFINED)

    assert told.refused == "one_sided"
    assert told.rows == ()


def test_an_experience_few_have_had_is_left_out_and_named():
    some = taken(150)
    some.criteria["fair"].items.iloc[89:] = np.nan  # 89 of 150 are less than 60 %

    told = drivers_of.drivers(some, DEFINED)

    assert [(one.code, one.n) for one in told.few] == [("fair", 89)]
    assert [one.code for one in told.rows] == ["easy"]
    assert "FAIR (n = 89)" in " ".join(words.notes_of_drivers(told))


def test_experiences_that_are_the_same_are_refused_by_name():
    some = taken(150)
    easy = some.criteria["easy"].items["easy"]
    near = easy + np.random.default_rng(2).normal(0, 0.05, 150)
    some.criteria["fair"] = CriterionSample("fair", "mean", near.to_frame("fair"), None)

    told = drivers_of.drivers(some, DEFINED)

    assert told.refused == "alike"
    assert {one.code for one in told.alike} == {"easy", "fair"}
    assert "FAIR" in words.why_refused(told)


def test_a_questionnaire_without_the_question_tells_nothing():
    some = taken(150)
    some.document = Document(rating("other", relevance=object()))

    assert drivers_of.drivers(some, DEFINED) is None


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        ("few", "chỉ có 40 trong tổng số 90"),
        ("one_sided", "trả lời giống nhau"),
        ("none", "không có trải nghiệm nào"),
        ("not_settled", "không hội tụ"),
    ],
)
def test_every_refusal_has_its_sentence(refused, expected):
    assert expected in words.why_refused(Drivers("Hỏi", "Asked", 40, 90, refused=refused))


def kind(code, need, easy, **more):
    return Kind(code, code.upper(), code, figure(need), figure(easy), **more)


def test_only_kinds_beyond_chance_are_named_with_their_lead():
    told = Gaps("Hỏi", "Asked", 400, 0.4, 0.3, (
        kind("land", 0.6, 0.1, leads_vi="Sở A", is_gap=True), kind("law", 0.5, 0.4),
    ))  # fmt: skip

    assert words.gaps_title(told) == "Cần nhiều mà khó tiếp cận: LAND"
    assert words.reading_of_gaps(told) == ("LAND: 60% có nhu cầu, 10% tiếp cận dễ (chủ trì: Sở A).")
    nothing = replace(told, kinds=tuple(replace(k, is_gap=False) for k in told.kinds))
    assert "Chưa" in words.gaps_title(nothing)


def test_a_kind_needed_more_and_had_less_easily_is_found():
    rng = np.random.default_rng(4)
    n, names = 300, ("land", "law", "tax")
    frame = pd.DataFrame({"stratum": "a", "population": 3000.0, "weight": 10.0}, index=range(n))
    needs = {"land": 0.7, "law": 0.4, "tax": 0.3}
    easy = {"land": 0.15, "law": 0.5, "tax": 0.6}
    given = [[c for c in names if rng.random() < needs[c]] or ["law"] for _each in range(n)]
    for code in names:
        frame[f"access|table.{code}"] = np.where(rng.random(n) < easy[code], 5.0, 2.0)
    question = rating("needs", kind="multiple")
    question.choices = [choice(code) for code in names]
    document = Document(question)
    document.criteria = (
        SimpleNamespace(
            criterion="access", measure="mean", items=[f"table.{code}" for code in names]
        ),
    )
    some = SimpleNamespace(
        document=document,
        frame=frame,
        design=Design(frame, weight="weight", strata="stratum", population="population"),
        answered=SimpleNamespace(given={"needs": given}),
    )
    lead = SimpleNamespace(leads_vi="Sở A", leads_en="Agency A")

    told = gaps(some, {"access": lead})

    assert [one.code for one in told.kinds if one.is_gap] == ["land"]
    assert told.kinds[0].leads_en == "Agency A"
    assert told.kinds[0].need.value == pytest.approx(np.mean(["land" in g for g in given]))
    assert told.easy_mean == pytest.approx(np.mean([one.easy.value for one in told.kinds]))
