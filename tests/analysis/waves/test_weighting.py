"""Which margins the weights are calibrated to, what is given up, and what no weight may become."""

import pandas as pd
import pytest

from analysis.data import margins as register
from analysis.data.strata import StratumCounts
from analysis.estimators.sample.design import Design
from analysis.numbers import Weighting
from analysis.waves import weighting


def people(**columns):
    """What the register says, all else alike."""
    rows = len(next(iter(columns.values())))
    alike = {"size": "micro", "legal_type": "llc_one", "sector": "G", "age": "10+"}
    return pd.DataFrame({name: [value] * rows for name, value in alike.items()} | columns)


def design(rows, weight=10.0):
    frame = pd.DataFrame({"weight": [weight] * rows, "stratum": ["a"] * rows})
    return Design(frame, weight="weight", strata="stratum")


def calibrated(values, everybody):
    return weighting._calibrate_stepwise(design(len(values)), values, everybody)


def test_every_margin_is_met_and_nothing_is_trimmed_where_the_factors_stay_inside():
    values = people(legal_type=["llc_one"] * 30 + ["household"] * 10, sector=["G", "C"] * 20)
    everybody = people(legal_type=["llc_one", "household"] * 2, sector=["G", "G", "C", "C"]).assign(
        n=[100.0, 60, 180, 60]
    )

    done = calibrated(values, everybody)

    sizes = pd.Series(done.design.weights).groupby(values["legal_type"]).sum()
    assert sizes.to_dict() == pytest.approx({"llc_one": 280, "household": 120})
    assert pd.Series(done.design.weights).groupby(values["sector"]).sum()["C"] == pytest.approx(240)
    told = done.weighting
    assert [one.variable for one in told.margins] == ["legal_type", "sector"]
    assert told.left_out == {"size": "sparse", "age": "sparse"}
    assert told.trimmed == 0
    assert (told.smallest, told.largest) == pytest.approx((0.7333333, 1.4))


@pytest.mark.parametrize(("few", "levels"), [(9, None), (10, 2)])
def test_a_level_is_a_cell_of_its_own_from_ten_answers_on(few, levels):
    values = people(sector=["G"] * 30 + ["C"] * few)
    everybody = people(sector=["G", "C"]).assign(n=[300.0, 100.0])

    found = weighting._margin("sector", values["sector"], everybody)

    assert (found and len(found.levels)) == levels


def test_thin_levels_join_one_another_and_ordered_ones_their_neighbour():
    everybody = people(sector=list("ACG"), age=["0-4", "5-9", "10+"]).assign(n=[50.0, 50, 100])
    sections = pd.Series(["G"] * 20 + ["A"] * 6 + ["C"] * 5)
    ages = pd.Series(["0-4"] * 3 + ["5-9"] * 12 + ["10+"] * 12)

    by_section = weighting._margin("sector", sections, everybody)
    by_age = weighting._margin("age", ages, everybody)

    assert by_section.totals == {"G": 100, "A+C": 100}
    assert by_age.totals == {"0-4+5-9": 100, "10+": 100}
    assert [level.answered for level in by_age.levels] == [15, 12]


def test_a_level_the_register_has_no_longer_joins_those_it_has():
    everybody = people(legal_type=["llc_one", "household"]).assign(n=[100.0, 100])
    values = pd.Series(["llc_one"] * 20 + ["household"] * 15 + ["partnership"] * 12)

    found = weighting._margin("legal_type", values, everybody)

    assert found.totals == {"household": 100, "llc_one+partnership": 100}


@pytest.mark.parametrize(
    ("share", "given_up", "trimmed"), [(0.72, {}, 0), (0.78, {"legal_type": "unmet"}, 0)]
)
def test_a_margin_that_no_weight_within_the_bounds_meets_is_given_up(share, given_up, trimmed):
    values = people(legal_type=["llc_one"] * 30 + ["household"] * 10)
    everybody = people(legal_type=["household", "llc_one"]).assign(n=[share, 1 - share])
    everybody["n"] *= 400 / everybody["n"].sum()

    told = calibrated(values, everybody).weighting

    assert {name: why for name, why in told.left_out.items() if why != "sparse"} == given_up
    assert told.trimmed == trimmed
    assert told.reason == ("margins" if given_up else "")


def test_a_factor_beyond_the_bounds_is_trimmed_and_the_margins_hold():
    cells = [("micro", "llc_one", 34), ("micro", "household", 6)]
    cells += [("small", "llc_one", 20), ("small", "household", 10)]
    values = people(
        size=[size for size, _kind, rows in cells for _ in range(rows)],
        legal_type=[kind for _size, kind, rows in cells for _ in range(rows)],
    )
    everybody = people(
        size=["micro", "micro", "small", "small"],
        legal_type=["llc_one", "household", "llc_one", "household"],
    ).assign(n=[340.0, 192, 100, 270])

    done = calibrated(values, everybody)

    told, factor = done.weighting, done.design.weights / 10
    assert (told.smallest, told.largest, told.trimmed) == (
        pytest.approx(0.5),
        pytest.approx(3.2),
        6,
    )
    assert factor[34:40].tolist() == pytest.approx([3.0] * 6)
    assert factor.min() == pytest.approx(0.44)
    for margin in told.margins:
        cells = values[margin.variable].map(margin.level_of)
        reached = pd.Series(done.design.weights).groupby(cells.to_numpy()).sum().to_dict()
        assert reached == pytest.approx(margin.totals)


def test_weights_of_a_stored_report_come_back_only_while_the_register_says_the_same():
    values = people(sector=["G"] * 30 + ["C"] * 10)
    everybody = people(sector=["G", "C"]).assign(n=[280.0, 120.0])
    done = calibrated(values, everybody)

    again = weighting.weigh_again(design(40), done.weighting, values)
    moved = values.assign(sector=["C", *values["sector"][1:]])

    assert again.weights == pytest.approx(done.design.weights)
    assert weighting.weigh_again(design(40), done.weighting, moved) is None
    assert weighting.weigh_again(design(40), Weighting(), moved).weights[0] == 10


def counts(code, size, population, **more):
    fields = {"asked": 10, "not_eligible": 0, "answered": 5, "used": 5} | more
    return StratumCounts(code, code, population, **fields, size=size)


def test_the_register_is_scaled_to_the_eligible_of_each_size_class():
    everybody = people(size=["micro", "micro", "large"], sector=list("GCG")).assign(n=[30, 10, 5])
    drawn = [counts("a", "micro", 100, not_eligible=2), counts("b", "large", 5, asked=5)]

    found = register.scale_counts(everybody, drawn)

    assert found["n"].tolist() == [60, 20, 5]
    assert register.scale_counts(everybody[:2], drawn) is None
    whole = register.scale_counts(everybody, [counts("a", "", 90)])
    assert whole["n"].tolist() == [60, 20, 10]


@pytest.mark.parametrize(
    ("founded", "told"),
    [(2018, "0-4"), (2014, "0-4"), (2013, "5-9"), (2009, "5-9"), (2008, "10+"), (None, "unknown")],
)
def test_ages_are_cut_at_five_and_ten_years(founded, told):
    assert register.age_class(founded, 2018) == told
