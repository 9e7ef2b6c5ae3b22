import dataclasses

import pandas as pd
import pytest

from analysis.estimators import index
from analysis.estimators.index import Basket, IndexRefusal, Scoring, Unit
from tests import golden

PLANNING = Scoring("planning", 0.4, 1, 1.8, 3.4, Unit.SCALE)
TAX = Scoring("tax", 0.3, -1, 0.1, 0.9, Unit.SHARE)
DAYS = Scoring("days", 0.2, -1, 1, 10, Unit.DAYS)
WEB = Scoring("web", 0.1, 1, 0, 50, Unit.POINTS)
BASKET = Basket(2017, (PLANNING, TAX, DAYS, WEB))
VALUES = {"planning": 2.6, "tax": 0.3, "days": 4.0, "web": 25.0}
OFFICIAL_2016 = {
    "planning": 2.376289, "legal": 3.098214, "budget_detail": 0.955556, "budget_timely": 0.809524,
    "relationship": 0.855769, "tax_negotiation": 0.718447, "predictability": 0.153061,
    "ba_role": 0.322917, "web_score": 29.5, "web_access": 0.792453,
}  # fmt: skip
OFFICIAL_2017 = {
    "planning": 2.439543, "legal": 2.905302, "budget_detail": 0.772727, "bidding_public": 0.333333,
    "info_received": 0.62963, "info_days": 4.0, "relationship": 0.669903,
    "tax_negotiation": 0.602041, "predictability": 0.060976, "ba_role": 0.34, "web_score": 35.0,
    "web_access": 0.764706,
}  # fmt: skip
PRINTED_2016 = OFFICIAL_2016 | {
    "planning": 2.38, "legal": 3.1, "budget_detail": 0.9556, "budget_timely": 0.9095,
    "relationship": 0.8558, "tax_negotiation": 0.7184, "predictability": 0.1531,
    "ba_role": 0.3229, "web_score": 30.0, "web_access": 0.7925,
}  # fmt: skip
PRINTED_2017 = OFFICIAL_2017 | {
    "planning": 2.44, "legal": 2.91, "budget_detail": 0.77, "bidding_public": 0.33,
    "info_received": 0.63, "info_days": 4.0, "relationship": 0.67, "tax_negotiation": 0.6,
    "predictability": 0.06, "ba_role": 0.34, "web_score": 35.0, "web_access": 0.76,
}  # fmt: skip


@pytest.fixture(scope="module")
def official():
    return index.baskets(pd.read_csv(golden.CONSTANTS))


def test_the_ends_of_the_scale_are_worth_1_and_10():
    assert (PLANNING.points(1.8), PLANNING.points(3.4)) == pytest.approx((1, 10))
    assert (DAYS.points(10), DAYS.points(1)) == (1, 10)


def test_contributions_add_up_to_the_score():
    contributions = BASKET.contributions(VALUES)

    assert contributions == pytest.approx({"planning": 2.2, "tax": 2.325, "days": 1.4, "web": 0.55})
    assert BASKET.score(VALUES) == pytest.approx(6.475)


def test_slopes_say_what_one_unit_more_brings():
    better = BASKET.score(VALUES | {"tax": 0.29, "web": 26.0})
    slopes = BASKET.slopes()

    assert better - BASKET.score(VALUES) == pytest.approx(-0.01 * slopes["tax"] + slopes["web"])


def test_scores_of_a_table_are_the_scores_of_its_provinces():
    rows = [("B", 2017, code, value) for code, value in VALUES.items()]
    rows += [("A", 2017, code, value * 0.9) for code, value in VALUES.items()]
    table = pd.DataFrame(rows, columns=["province", "year", "criterion", "value"])

    scored = index.scores(table, {2017: BASKET})

    assert list(scored["province"]) == ["B", "A"]
    lower = {code: value * 0.9 for code, value in VALUES.items()}
    assert list(scored["score"]) == pytest.approx([BASKET.score(VALUES), BASKET.score(lower)])


@pytest.mark.parametrize(
    ("code", "value", "sentence"),
    [
        ("tax", 95.0, "95 is not a value tax can have: a share runs from 0 to 1. For 95 % write"),
        ("tax", 250.0, "a share runs from 0 to 1."),
        ("tax", float("nan"), "nan is not a value tax can have"),
        ("planning", 0.5, "a mean of ratings runs from 1 to 5."),
        ("days", 400.0, "a number of days runs from 0 to 366."),
        ("web", 50.5, "points run from 0 to 50."),
    ],
)
def test_a_value_outside_its_unit_is_asked_back(code, value, sentence):
    with pytest.raises(IndexRefusal) as refusal:
        BASKET.score(VALUES | {code: value})

    assert sentence in str(refusal.value)


def test_unknown_and_missing_criteria_are_named():
    with pytest.raises(IndexRefusal) as refusal:
        BASKET.score({"planning": 2.6, "tax": 0.3, "weather": 1.0})

    assert refusal.value.problems == (
        "The edition 2017 has no criterion 'weather'.",
        "The edition 2017 also needs days, web.",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weight": 0.0}, "2017, web: the weight 0 is not above 0."),
        ({"direction": 2}, "2017, web: the direction is 2, not 1 or -1."),
        ({"scale_max": 0.0}, "2017, web: the scale ends 0 and 0 do not go up."),
        ({"criterion": "tax"}, "2017: more than one row for tax."),
        ({"weight": 0.2}, "2017: the weights add up to 1.1, not to 1."),
    ],
)
def test_a_basket_that_cannot_be_right_is_refused(changes, sentence):
    with pytest.raises(IndexRefusal) as refusal:
        Basket(2017, (PLANNING, TAX, DAYS, dataclasses.replace(WEB, **changes)))

    assert sentence in refusal.value.problems


def test_units_are_named_or_told_from_the_scale():
    rows = [
        ("a", 1, 0.2, 0.9),
        ("b", -1, 1, 10),
        ("c", 1, 0, 50),
        ("d", 1, 1.8, 3.3),
        ("e", 1, 2, 9),
    ]
    constants = pd.DataFrame(rows, columns=["criterion", "direction", "scale_min", "scale_max"])
    constants = constants.assign(year=2017, weight=0.2)

    told = index.baskets(constants)[2017]
    named = index.baskets(constants.assign(unit="points"))[2017]

    units = [Unit.SHARE, Unit.DAYS, Unit.POINTS, Unit.SCALE, Unit.POINTS]
    assert [scoring.unit for scoring in told.scorings] == units
    assert {scoring.unit for scoring in named.scorings} == {Unit.POINTS}


def test_change_separates_like_for_like_from_the_basket():
    second = Basket(2018, (PLANNING, dataclasses.replace(TAX, weight=0.5), WEB))

    step = index.change(VALUES, {"planning": 2.8, "tax": 0.3, "web": 25.0}, BASKET, second)

    assert step.common == pytest.approx({"planning": 0.4 * 9 * 0.2 / 1.6, "tax": 0, "web": 0})
    assert (step.left, step.joined) == (("days",), ())
    assert step.like_for_like + step.basket == pytest.approx(step.printed)


def test_dak_nong_is_recomputed_from_official_and_from_printed_figures(official):
    assert round(official[2016].score(OFFICIAL_2016), 4) == 6.0133
    assert official[2016].score(OFFICIAL_2016) == pytest.approx(6.0134, abs=0.0005)
    assert official[2017].score(OFFICIAL_2017) == pytest.approx(5.9403, abs=0.0005)
    assert official[2016].score(PRINTED_2016) == pytest.approx(6.095, abs=0.0005)
    assert official[2017].score(PRINTED_2017) == pytest.approx(5.922, abs=0.0005)


def test_dak_nong_gained_like_for_like_while_the_printed_score_fell(official):
    step = index.change(OFFICIAL_2016, OFFICIAL_2017, official[2016], official[2017])

    assert round(step.printed, 2) == -0.07
    assert round(step.like_for_like, 2) == 0.13
    assert step.left == ("budget_timely",)
    assert step.joined == ("bidding_public", "info_received", "info_days")
