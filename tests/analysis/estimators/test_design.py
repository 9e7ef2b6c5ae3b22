import math

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means
from analysis.estimators.errors import EstimationError
from analysis.estimators.sample.design import Design, rank_of_gram

FRAME = pd.DataFrame({
    "region": ["n", "n", "n", "n", "s", "s", "s"],
    "town": [1, 1, 2, 2, 1, 2, 3],
    "w": [2.0, 2, 3, 3, 1, 1, 0],
    "N": [9, 9, 9, 9, 6, 6, 6],
    "f": [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
    "y": [1.0, 4, 2, 5, 3, 8, 6],
})  # fmt: skip


def test_equal_labels_in_two_strata_are_two_units():
    design = Design(FRAME, weight="w", strata="region", clusters="town")

    assert design.df() == 4 - 2  # the town without weight does not count
    assert design.stratified


def test_fractions_and_sizes_say_the_same():
    by_size = Design(FRAME.assign(size=[4] * 4 + [6] * 3), strata="region", clusters="town",
                     population="size")  # fmt: skip
    by_fraction = Design(FRAME, strata="region", clusters="town", population="f")

    assert means.mean(by_size, "y") == means.mean(by_fraction, "y")
    assert by_fraction.weights.tolist() == [2.0] * 7


def test_a_stage_without_population_is_drawn_with_replacement():
    design = Design(FRAME, weight="w", strata=["region", ""], clusters=["town", ""],
                    population=["", "N"])  # fmt: skip

    one_stage = Design(FRAME, weight="w", strata="region", clusters="town")
    assert means.mean(design, "y").se == pytest.approx(means.mean(one_stage, "y").se)


def test_rows_are_the_last_units_where_a_stage_names_no_cluster():
    frame = FRAME.assign(towns=4, households=20)

    design = Design(frame, weight="w", clusters="town", population=["towns", "households"])

    assert len(design.stages) == 2
    assert design.stages[1].rows_are_units


def test_without_weights_everybody_weighs_one():
    assert Design(FRAME).weights.tolist() == [1.0] * 7
    assert len(Design(FRAME)) == 7


def test_kish_factor():
    design = Design(FRAME, weight="w")
    w = FRAME["w"].to_numpy()[:6]

    assert design.kish() == pytest.approx(6 * (w @ w) / w.sum() ** 2)
    assert np.isnan(design.kish(np.arange(7) == 6))


def test_a_new_weight_means_a_new_design():
    design = Design(FRAME, weight="w")

    other = design.reweighted(design.weights * 2)

    assert design.weights.sum() == 12
    assert means.total(other, "y").value == 2 * means.total(design, "y").value


@pytest.mark.parametrize(
    ("changes", "arguments", "refusal"),
    [
        ({}, {"weight": "gone"}, "no column 'gone'"),
        ({"w": [2, 2, -1, 3, 1, 1, 0]}, {"weight": "w"}, "the weight, is -1 in row 3"),
        ({"w": [2, 2, np.nan, 3, 1, 1, 0]}, {"weight": "w"}, "empty or infinite in row 3"),
        ({"w": ["2", "2", "many", "3", "1", "1", "0"]}, {"weight": "w"}, "row 3 holds 'many'"),
        ({"w": 0}, {"weight": "w"}, "is zero in every row"),
        ({"region": ["n", None, "n", "n", "s", "s", "s"]}, {"strata": "region"},
         "the stratum, is empty in row 2"),
        ({"town": [1, np.nan, 2, 2, 1, 2, 3]}, {"clusters": "town"}, "the cluster, is empty"),
        ({"N": [3, 3, 3, 3, 6, 6, 6]}, {"strata": "region", "population": "N"},
         "says 3 units in the stratum of row 1, but 4 were sampled"),
        ({"N": [9, 9, 9, 8, 6, 6, 6]}, {"strata": "region", "population": "N"},
         "varies within the stratum of row 1"),
        ({"N": [0.5] * 4 + [6.0] * 3}, {"strata": "region", "population": "N"},
         "mixes population sizes with the fraction 0.5 in row 1"),
        ({"N": [-9] * 4 + [6] * 3}, {"strata": "region", "population": "N"}, "negative in row 1"),
        ({"N": 0.0}, {"population": "N"}, "cannot be made from a sampling fraction of zero"),
        ({}, {"strata": ["region", "town"]}, "name 2 stages, clusters 0"),
        ({}, {"lonely": "ignore"}, "no rule 'ignore' for lonely units"),
    ],
)  # fmt: skip
def test_refused_at_the_door(changes, arguments, refusal):
    with pytest.raises(EstimationError, match=refusal):
        Design(FRAME.assign(**changes), **arguments)


def test_no_rows_are_refused():
    with pytest.raises(EstimationError, match="no row"):
        Design(FRAME.head(0))


def test_domains_must_cover_every_row():
    with pytest.raises(EstimationError, match="True or False for every row"):
        means.mean(Design(FRAME), "y", where=[1, 0, 1])


def test_lonely_rule_at_the_second_stage_names_its_stage():
    frame = FRAME.assign(towns=9, people=50)
    design = Design(frame, weight="w", strata="region", clusters=["town", "y"],
                    population=["towns", "people"])  # fmt: skip

    with pytest.raises(EstimationError, match="A stratum has only one unit at stage 2"):
        means.mean(design, "y")


def test_a_domain_of_lonely_units_has_no_standard_error_under_average():
    frame = FRAME.assign(alone=["a", "b", "c", "c", "c", "d", "d"], part=[1, 1, 2, 2, 2, 2, 2])
    design = Design(frame, weight="w", strata="alone", lonely="average")

    lonely, other = (one for _, one in means.estimates(design, "y", by="part"))

    assert math.isnan(lonely.se)
    assert all(map(math.isnan, lonely.interval()))
    assert "variance" in lonely.release.reasons
    assert other.se > 0
    assert math.isnan(means.joint(design, "y", by="part").difference({"part": 1}, {"part": 2}).se)


def test_given_replicates_have_one_row_a_row():
    design = Design(FRAME, weight="w")

    with pytest.raises(EstimationError, match="have 3 rows, the data 7"):
        design.with_replicates(np.ones((3, 4)), scale=1)
    with pytest.raises(EstimationError, match="empty or infinite"):
        design.with_replicates(np.full((7, 4), np.nan), scale=1)
    with pytest.raises(EstimationError, match="3 rscales for 4 replicates"):
        design.with_replicates(np.ones((7, 4)), scale=1, rscales=[1, 1, 1])


def test_one_rscale_stands_for_all_and_factors_multiply():
    design = Design(FRAME, weight="w")
    factors = np.random.default_rng(1).uniform(0.5, 1.5, (7, 4))

    given = design.with_replicates(factors * design.weights[:, None], scale=2, rscales=[0.5])
    factored = design.with_replicates(factors, scale=1, combined=False)

    assert means.mean(given, "y").se == pytest.approx(means.mean(factored, "y").se, rel=1e-12)


def test_replicates_without_any_value_tell_nothing():
    design = Design(FRAME, weight="w").with_replicates(np.zeros((7, 3)), scale=1)

    found = means.mean(design, "y")

    assert np.isnan(found.se)
    assert "variance" in found.release.reasons


def test_rank_counts_columns_that_add_something():
    a = np.array([1.0, 2, 3, 4])
    b = np.array([1.0, 0, 1, 0])

    def rank(*columns):
        matrix = np.column_stack(columns)
        return rank_of_gram(matrix.T @ matrix)

    assert rank(a, 2 * a, b, a + b, np.zeros(4)) == 2
    assert rank(a, b, a**2, b * a, a - 7 * b, a**3) == 4
    assert rank_of_gram(np.empty((0, 0))) == 0


@pytest.mark.parametrize(("share", "columns"), [(0.9, 30), (0.2, 30), (0.01, 5)])
def test_the_rank_of_a_domain_is_that_of_its_own_rows(share, columns):
    rng = np.random.default_rng(3)
    weights = rng.poisson(1, (400, columns)) * rng.uniform(1, 4, 400)[:, None]
    weights[:, 3] = weights[:, 0] + weights[:, 1]
    design = Design(pd.DataFrame({"y": np.ones(400)})).with_replicates(weights, scale=1)
    inside = rng.random(400) < share

    found = design.df(inside)

    assert found == np.linalg.matrix_rank(weights[inside]) - 1
    assert design.df(inside) == found  # remembered
    assert design.df() == columns - 2


def test_a_stage_without_its_population_adds_nothing():
    frame = FRAME.assign(towns=6, street=range(7))
    plan = {"weight": "w", "strata": "region", "population": "towns"}

    two = Design(frame, clusters=["town", "street"], **plan)
    one = Design(frame, clusters=["town"], **plan)

    assert means.mean(two, "y").se == means.mean(one, "y").se


@pytest.mark.parametrize("rule", ["adjust", "average", "certainty"])
def test_a_stratum_with_one_unit_in_a_domain_may_count_as_lonely(rule):
    frame = pd.DataFrame({
        "s": ["a", "a", "b", "b", "b"], "c": [1, 2, 1, 2, 3],
        "y": [3.0, 5, 4, 9, 7], "d": [1, 0, 1, 1, 1],
    })  # fmt: skip
    plain = Design(frame, strata="s", clusters="c", lonely=rule)
    strict = Design(frame, strata="s", clusters="c", lonely=rule, domain_lonely=True)
    inside = (frame["d"] == 1).to_numpy()

    first, second = (means.total(one, "y", where=inside).se for one in (plain, strict))

    deviations = frame["y"][2:] - frame["y"][2:].mean()
    within_b = 3 / 2 * (deviations**2).sum()
    assert first**2 == pytest.approx(2 * (3**2 - 2 * 1.5**2) + within_b)
    expected = {
        "adjust": 2 * 3**2 + within_b,  # the one unit stands off from zero
        "average": 2 * within_b,  # the other stratum speaks for both
        "certainty": first**2,
    }[rule]
    assert second**2 == pytest.approx(expected)


def test_what_cancels_is_computed_the_long_way():
    frame = pd.DataFrame({"s": list("aabb"), "y": [1e8, 1e8, 3, 4]})

    found = means.estimates(Design(frame, strata="s"), "y", by="s", kind="total")

    assert found[0][1].se == 0
    assert found[1][1].se == pytest.approx(1)
