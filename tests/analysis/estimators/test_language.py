"""What the specification can say beyond a single column: items, codes, scores, rates."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means, subindex
from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.dictionary import ColumnCodes, Dictionary
from analysis.estimators.specification import runner
from analysis.estimators.specification.spec import read_spec

RNG = np.random.default_rng(7)
N = 120
FRAME = pd.DataFrame({
    "w": RNG.uniform(1, 4, N),
    "s": np.repeat(["01", "1"], N // 2),
    "a": RNG.choice(["1", "2", "3", "4", "5", "na"], N),
    "b": RNG.choice(["1", "2", "3", "4", "5", "na"], N),
    "got": RNG.choice(["yes", "no", "refused"], N),
    "days": RNG.integers(1, 30, N),
    "on": pd.to_datetime("2026-11-01") + pd.to_timedelta(RNG.integers(0, 3, N), unit="D"),
})  # fmt: skip
DESIGN = {"weights": "w", "strata": ["s"]}
MISSING = {"missing": ["na", "refused"]}


def ask(frame=FRAME, dictionary=None, **document):
    asked = {"design": DESIGN, "data": MISSING, **document}
    return runner.run(read_spec(asked), frame, lambda name: frame, dictionary or Dictionary())


def figure(frame=FRAME, dictionary=None, extra=None, **fields):
    return ask(frame, dictionary, estimate=[fields], **(extra or {}))["estimates"][0]


def numbers(name):
    return pd.to_numeric(FRAME[name], errors="coerce").to_numpy()


def test_the_mean_of_item_means_keeps_each_items_answers():
    row = figure(measure="mean", variables=["a", "b"], reverse=6, scale=[1, 5])

    design, _ = runner.build_calibrated_design(read_spec({"design": DESIGN}), FRAME, None)
    direct = means.composite(design, [6 - numbers("a"), 6 - numbers("b")])
    assert (row["value"], row["se"], row["n"]) == (direct.value, direct.se, direct.n)
    assert direct.n == int((np.isfinite(numbers("a")) | np.isfinite(numbers("b"))).sum())


def test_the_share_of_several_levels_and_items():
    row = figure(measure="share", variables=["a", "b"], levels=[4, "5"])

    w = FRAME["w"].to_numpy()
    shares = []
    for name in ("a", "b"):
        y = numbers(name)
        known = np.isfinite(y)
        shares.append(w[known] @ (y[known] >= 4) / w[known].sum())
    assert row["value"] == pytest.approx(np.mean(shares))


def test_figures_of_items_by_domain():
    rows = ask(estimate=[{"measure": "mean", "variables": ["a", "b"], "by": ["s"]}])["estimates"]

    alone = figure(measure="mean", variables=["a", "b"], where="s == '01'")
    assert [row["by"]["s"] for row in rows] == ["01", "1"]  # two strata, not one
    assert (rows[0]["value"], rows[0]["se"]) == (alone["value"], alone["se"])


def test_alpha_of_items():
    row = figure(measure="alpha", variables=["a", "b"])

    known = np.isfinite(numbers("a")) & np.isfinite(numbers("b"))
    assert row["n"] == known.sum()
    assert -1 < row["value"] < 1
    assert row["se"] > 0


@pytest.mark.parametrize("kind", ["bootstrap", "JKn"])
def test_alpha_by_replicates_is_near_its_linearised_error(kind):
    made = {"replicates": {"kind": kind, "replicates": 400}}
    straight = figure(measure="alpha", variables=["a", "b"])

    row = figure(measure="alpha", variables=["a", "b"], extra=made)

    assert row["value"] == straight["value"]
    assert row["se"] == pytest.approx(straight["se"], rel=0.2)


def test_a_mean_of_zero_and_one_is_the_share():
    frame = FRAME.assign(yes=(FRAME["got"] == "yes").astype(float))
    mean = figure(frame, measure="mean", variable="yes")
    share = figure(frame, measure="share", variable="yes")

    assert mean == {**share, "name": "mean of yes"}
    student = figure(frame, measure="mean", variable="yes", interval="t")
    assert student["ci_low"] != mean["ci_low"]
    assert (
        student["ci_low"] == figure(frame, measure="share", variable="yes", interval="t")["ci_low"]
    )


@pytest.mark.parametrize(("count", "held"), [(29, True), (30, False)])
@pytest.mark.parametrize("measure", ["mean", "median", "total", "share"])
def test_every_measure_needs_thirty_answers(measure, count, held):
    frame = FRAME.assign(few=FRAME["days"].where(FRAME.index < count))
    variable = {"level": frame["few"][0]} if measure == "share" else {}

    row = figure(frame, measure=measure, variable="few", extra={"design": {}}, **variable)

    assert ("base" in row["release"]["reasons"]) is held


def test_what_never_differs_has_no_interval_and_no_minus_zero():
    frame = FRAME.assign(same=-0.0, five=5)
    rows = [figure(frame, measure="mean", variable=name) for name in ("same", "five")]

    for row in rows:
        assert (row["se"], row["ci_low"], row["ci_high"], row["publish"]) == (0, None, None, False)
    assert str(rows[0]["value"]) in {"0", "0.0"}


# codes -------------------------------------------------------------------------------------------

LEVELS = {"yes": [1, "Có"], "no": [2, "Không"], "refused": [-9, "Từ chối"]}
AS_NUMBERS = FRAME.assign(got=FRAME["got"].map({"yes": 1.0, "no": 2.0, "refused": -9.0}))
AS_LABELS = FRAME.assign(got=FRAME["got"].map({"yes": "Có", "no": "Kho\u0302ng", "refused": None}))


@pytest.mark.parametrize("frame", [FRAME, AS_NUMBERS])
@pytest.mark.parametrize("level", ["yes", "Có", 1, "C\u006f\u0301"])
def test_one_specification_serves_codes_numbers_and_labels(frame, level):
    columns = {"got": {"levels": LEVELS, "missing": ["refused"]}}
    asked = {"measure": "share", "variable": "got", "level": level, "where": "got in ('Có', 2)"}

    rows = [figure(f, extra={"columns": columns}, **asked) for f in (FRAME, frame)]

    assert rows[0] == rows[1]
    by = {"measure": "mean", "variable": "days", "by": ["got"]}
    keys = [row["by"]["got"] for row in ask(frame, columns=columns, estimate=[by])["estimates"]]
    assert keys == ["no", "yes"]


def test_labels_of_the_file_need_no_words():
    known = Dictionary({"got": ColumnCodes({"1": ("Có",), "2": ("Không",), "-9": ("Từ chối",)})})
    asked = {
        "measure": "share",
        "variable": "got",
        "level": "Có",
        "extra": {"data": {"missing": [-9]}},
    }

    row = figure(AS_NUMBERS, known, **asked)

    assert row["value"] == figure(measure="share", variable="got", level="yes")["value"]


def test_a_declared_level_that_nobody_gave_is_a_share_of_zero():
    known = Dictionary({"a": ColumnCodes({"9": ("chưa từng",)})})

    row = figure(FRAME, known, measure="share", variable="a", level="chưa từng")

    assert (row["value"], row["release"]["reasons"]) == (0, ["events"])


def test_dates_are_levels_and_can_be_ordered():
    rows = ask(estimate=[{"measure": "mean", "variable": "days", "by": ["on"]}])["estimates"]
    later = figure(measure="mean", variable="days", where="on >= '2026-11-02'")

    assert [row["by"]["on"] for row in rows] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert later["n"] == rows[1]["n"] + rows[2]["n"]


@pytest.mark.parametrize(
    ("where", "n"),
    [
        ("at >= '2026-01-02 09:30:00'", 3),
        ("at > '2026-01-02 09:30:00'", 1),
        ("at <= '2026-01-02T09:30'", 2),
        ("'2026-01-02T10:00' > at", 2),
        ("clock <= '09:30:00'", 2),
        ("clock < '09:30'", 0),
    ],
)
def test_moments_are_ordered_however_they_are_written(where, n):
    frame = pd.DataFrame({
        "at": ["2026-01-02T09:30", "2026-01-02 09:30:00", "2026-01-03"],
        "clock": ["09:30", "09:30:00", "10:00"],
        "y": [1, 2, 3],
    })  # fmt: skip
    spec = read_spec({"estimate": [{"measure": "total", "variable": "y", "where": where}]})
    if n:
        assert runner.run(spec, frame, None)["estimates"][0]["n"] == n
    else:
        with pytest.raises(EstimationError, match="matches no row"):
            runner.run(spec, frame, None)


def test_a_code_of_no_answer_is_a_value_in_columns_of_the_design():
    frame = pd.DataFrame({"w": [99.0, 1.0, 1.0], "s": [99, 99, 99], "y": [1.0, 2.0, 99.0]})
    asked = {"data": {"missing": [99]}, "estimate": [{"measure": "mean", "variable": "y"}]}

    row = ask(frame, **asked, design={"weights": "w", "strata": ["s"]})["estimates"][0]
    assert (row["n"], row["value"]) == (2, pytest.approx(101 / 100))
    with pytest.raises(EstimationError, match="'w', the weight, is empty"):
        ask(frame, **asked, design={"weights": "w"}, columns={"w": {"missing": [99]}})


def test_numbers_too_large_to_square_have_a_mean_and_no_error():
    frame = pd.DataFrame({"y": [1e200, 2e200, 4e200]})

    with np.errstate(all="ignore"):
        found = ask(frame, design={}, estimate=[{"measure": "mean", "variable": "y"}])
    row = found["estimates"][0]
    assert (row["value"], row["se"]) == (pytest.approx(7e200 / 3), None)


@pytest.mark.parametrize(("name", "said"), [("y;w", "';'"), ("y:w", "':'"), ("y-w", "")])
def test_a_header_in_one_column_may_lack_its_separator(name, said):
    with pytest.raises(EstimationError, match="no column 'w'") as refused:
        ask(pd.DataFrame({name: [1]}), design={"weights": "w"})

    assert str(refused.value).endswith(f"separator = {said} under [data]." if said else "y-w.")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"level": 7, "variable": "days_"}, "no column 'days_' in the data; did you mean 'days'"),
        ({"level": "yess", "variable": "got"}, "never holds 'yess'; did you mean 'yes'"),
        ({"level": 77, "variable": "days"}, "Column 'days' never holds '77'"),
        ({"variable": "got", "level": "yes", "where": "got == 'có'"}, "never holds 'có'"),
        ({"variable": "got", "level": "yes", "where": "s in ('1', '01', '2')"}, "never holds '2'"),
        ({"variable": "got", "level": "yes", "where": "days > 500"}, "matches no row"),
        ({"variable": "got", "level": "yes", "where": "got > 'a'"}, "cannot be ordered against"),
        ({"variable": "got", "level": "yes", "where": "on > '01/02/2026'"}, "2026' is neither"),
        ({"measure": "mean", "variable": "got"}, "must hold numbers, but row . holds '(yes|no)'"),
        ({"measure": "mean", "variable": "on"}, "must hold numbers, but row 1 holds '2026-11-0"),
        ({"measure": "mean", "variables": ["a", "b"], "scale": [1, 4]}, "holds 5 in row"),
    ],
)  # fmt: skip
def test_refusals_name_what_may_have_been_meant(fields, refusal):
    with pytest.raises(EstimationError, match=refusal) as told:
        figure(**{"measure": "share", **fields})

    assert "np." not in str(told.value)


def test_labels_that_two_codes_share_are_refused():
    known = Dictionary({"a": ColumnCodes({"1": ("giống",), "2": ("giống",)})})

    with pytest.raises(
        EstimationError, match="'giống' is the label of '1' and of '2'; name the code"
    ):
        figure(FRAME, known, measure="share", variable="a", level="giống")


def test_numbers_in_messages_are_plain():
    frame = FRAME.assign(s=np.where(FRAME.index == 0, 3.5, 4.0))

    with pytest.raises(EstimationError, match=r"Stratum 3\.5 of 's' has only one unit"):
        figure(frame, measure="mean", variable="days")


# scores ------------------------------------------------------------------------------------------

PARTS = [
    {"estimate": "access", "weight": 0.5, "scale_min": 1.5, "scale_max": 4},
    {"estimate": "got", "weight": 0.2, "scale_min": 0.1, "scale_max": 0.9},
    {"estimate": "days", "weight": 0.2, "direction": -1, "scale_min": 2, "scale_max": 25},
    {"name": "web", "value": 20, "weight": 0.1, "scale_min": 0, "scale_max": 50},
]  # fmt: skip
ESTIMATES = [
    {"name": "access", "measure": "mean", "variables": ["a", "b"]},
    {"name": "got", "measure": "share", "variable": "got", "level": "yes"},
    {"name": "days", "measure": "median", "variable": "days", "rule": "woodruff",
     "where": "got == 'yes'"},
]  # fmt: skip


def test_a_score_adds_points_with_their_joint_error():
    found = ask(estimate=ESTIMATES, score=[{"name": "index", "criteria": PARTS}])

    access, got, days = (row["value"] for row in found["estimates"])
    points = [
        1 + 9 * (access - 1.5) / 2.5, 1 + 9 * (got - 0.1) / 0.8, 10 - 9 * (days - 2) / 23, 4.6,
    ]  # fmt: skip
    row = found["scores"][0]
    assert row["value"] == pytest.approx(np.dot([0.5, 0.2, 0.2, 0.1], points))
    assert [part["points"] for part in row["criteria"]] == pytest.approx(points)
    assert 0 < row["se"] < 1
    assert row["ci_low"] < row["value"] < row["ci_high"]


def test_the_error_of_a_score_by_replicates_is_near():
    asked = {"estimate": ESTIMATES, "score": [{"criteria": PARTS}]}
    straight = ask(**asked)["scores"][0]

    row = ask(**asked, replicates={"kind": "bootstrap", "replicates": 400})["scores"][0]

    assert row["value"] == straight["value"]
    assert row["se"] == pytest.approx(straight["se"], rel=0.35)


def test_a_score_of_one_mean_has_its_error_scaled():
    part = {"estimate": "access", "weight": 1, "scale_min": 1, "scale_max": 10}

    found = ask(estimate=ESTIMATES[:1], score=[{"criteria": [part]}])

    assert found["scores"][0]["value"] == pytest.approx(found["estimates"][0]["value"])
    assert found["scores"][0]["se"] == pytest.approx(found["estimates"][0]["se"])


def test_points_beyond_the_scale_are_told():
    part = {"estimate": "access", "weight": 1, "scale_min": 4, "scale_max": 5}

    found = ask(estimate=ESTIMATES[:1], score=[{"criteria": [part]}])["scores"][0]

    assert found["criteria"][0]["outside_scale"]
    assert found["value"] < 1


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ([{**PARTS[0], "weight": 0.4}], "'score': the weights add up to 0.4, not to 1"),
        ([{**PARTS[0], "weight": 1, "scale_max": 1}], "scale ends 1.5 and 1 do not go up"),
        ([{**PARTS[0], "weight": 1, "direction": 2}], "the direction is 2, not 1 or -1"),
        ([{**PARTS[0], "weight": 1, "estimate": "legal"}], "there is no .* named 'legal'"),
        ([{**PARTS[0], "weight": 1, "value": 3}], "give estimate, .* or a known value"),
        ([], "criteria are missing"),
    ],
)  # fmt: skip
def test_scores_that_cannot_be(parts, refusal):
    with pytest.raises(EstimationError, match=refusal):
        ask(estimate=ESTIMATES, score=[{"criteria": parts}])


def test_a_score_takes_no_figure_by_domains():
    estimates = [{**ESTIMATES[0], "by": ["s"]}]

    with pytest.raises(EstimationError, match="is a mean, a share or a median without by"):
        ask(estimate=estimates, score=[{"criteria": [{**PARTS[0], "weight": 1}]}])


# the rest ----------------------------------------------------------------------------------------


def test_p_values_are_adjusted_given_or_of_tests():
    tests = [{"name": f"t{k}", "kind": "t", "rows": "days", "columns": "s"} for k in range(3)]
    found = ask(test=tests, adjust=[{"method": "bonferroni"}, {"method": "BY", "p": [0.01, 0.04]}])

    p = found["tests"][0]["p"]
    assert [row["adjusted"] for row in found["adjusted"][0]["p_values"]] == [min(1, 3 * p)] * 3
    assert [row["adjusted"] for row in found["adjusted"][1]["p_values"]] == pytest.approx(
        [0.03, 0.06]
    )


def test_goodness_of_fit_by_labels():
    known = Dictionary({"got": ColumnCodes({"yes": ("Có",), "no": ("Không",)})})
    test = {"kind": "goodness-of-fit", "rows": "got", "shares": {"Có": 1, "Không": 1}}

    found = ask(FRAME, known, test=[test])["tests"][0]

    assert 0 <= found["p"] <= 1
    assert found["ndf"] > 0


def test_response_rates():
    found = ask(response=[{"counts": {"I": 6, "R": 2, "NC": 2}}])["response"][0]

    assert (found["rates"]["RR1"], found["rates"]["COOP1"], found["rates"]["CON1"]) == (
        0.6,
        0.75,
        0.8,
    )
    assert math.isclose(found["rates"]["REF1"], 0.2)


def test_the_score_module_agrees_with_the_figures_of_the_design():
    design, _ = runner.build_calibrated_design(read_spec({"design": DESIGN}), FRAME, None)
    estimate = means.composite(design, [numbers("a")])
    sample = subindex.CriterionSample("a", "mean", pd.DataFrame({"a": numbers("a")}), estimate)

    assert subindex.covariance(design, [sample])[0, 0] == pytest.approx(estimate.se**2)
