"""The 108 answers of R in tests/golden/survey/cases.json, asked through the specification."""

import json
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis.estimators.descriptive import means
from analysis.estimators.errors import EstimationError
from analysis.estimators.inference import comparisons, response
from analysis.estimators.specification import runner
from analysis.estimators.specification import spec as specfile
from tests.golden import SURVEY

POINTS, TAYLOR, PROFILE, RAKED = 1e-10, 1e-9, 2e-3, 1e-8

DESIGNS = {
    "srs_fpc": ("apisrs", {"weights": "pw", "fpc": ["fpc"]}),
    "strat_fpc": ("apistrat", {"weights": "pw", "strata": ["stype"], "fpc": ["fpc"]}),
    "clus1_fpc": ("apiclus1", {"weights": "pw", "clusters": ["dnum"], "fpc": ["fpc"]}),
    "clus2_fpc": ("apiclus2", {"clusters": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"]}),
    "firms": (
        "firms_synthetic",
        {"weights": "base_wt", "strata": ["stratum"], "fpc": ["N_h"],
         "keep": "stratum != 'dich_vu/vua_lon'"},
    ),
    "firms_nofpc": (
        "firms_synthetic",
        {"weights": "base_wt", "strata": ["stratum"], "keep": "stratum != 'dich_vu/vua_lon'"},
    ),
}  # fmt: skip
ASKED: set[str] = set()
EVERY_FIRM = ("firms_synthetic", {"weights": "base_wt", "strata": ["stratum"]})
WITH_ENROLL = {"api00": "not missing(enroll)", "api99": "not missing(enroll)"}
INTERVALS = {
    "mean": "t", "logit": "logit", "xlogit": "logit", "asin": "arcsine", "beta": "korn-graubard",
    "likelihood": "likelihood",
}  # fmt: skip


@cache
def reference() -> dict:
    return json.loads((SURVEY / "cases.json").read_text())


def cases() -> list[dict]:
    return reference()["cases"]


def names(*patterns: str) -> list[str]:
    found = [one["id"] for one in cases()]
    chosen = [one for one in found if any(re.fullmatch(pattern, one) for pattern in patterns)]
    assert chosen, patterns
    ASKED.update(chosen)
    return chosen


def case(name: str) -> dict:
    return next(one for one in cases() if one["id"] == name)


@cache
def data(name: str) -> pd.DataFrame:
    if name in REPLICATES:
        return REPLICATES[name]()
    return pd.read_csv(SURVEY / f"{name}.csv", keep_default_na=False, na_values=["", "NA"])


def jackknife() -> pd.DataFrame:
    """Leave each school out in turn, stratum by stratum: the others of its stratum stand for it."""
    schools = data("apistrat")
    weights, strata = schools["pw"].to_numpy(), schools["stype"].to_numpy()
    sizes = schools.groupby("stype")["stype"].transform("size").to_numpy()
    same_stratum = strata[:, None] == strata[None, :]
    factors = np.where(same_stratum, (sizes / (sizes - 1))[None, :], 1.0)
    np.fill_diagonal(factors, 0)
    in_turn = np.argsort(pd.factorize(strata)[0], kind="stable")
    return pd.DataFrame((weights[:, None] * factors)[:, in_turn]).rename(columns=str)


def bootstrap() -> pd.DataFrame:
    """R's draws: in each replicate a school's weight goes a step up (a 1 of its row) or down."""
    drawn = json.loads((SURVEY / "bootstrap.json").read_text())
    ups = np.array([[int(bit) for bit in f"{int(row, 16):0200b}"] for row in drawn["ups"]])
    step = data("apistrat")["stype"].map(drawn["step"]).to_numpy()[:, None]
    weights = data("apistrat")["pw"].to_numpy()[:, None]
    return pd.DataFrame(weights * (1 + step * (2 * ups - 1))).rename(columns=str)


REPLICATES = {"rep_JKn_strat": jackknife, "rep_mrbbootstrap_strat": bootstrap}


def ask(design, **document) -> dict:
    name, plan = DESIGNS.get(design, design) if isinstance(design, str) else design
    spec = specfile.read_spec({"design": plan, **document})
    return runner.run(spec, data(name), lambda file: data(file.removesuffix(".csv")))


def figure(design, variable, measure="mean", *, extra=None, **fields) -> list[dict]:
    document = {"estimate": [{"measure": measure, "variable": variable, **fields}]}
    return ask(design, **document, **(extra or {}))["estimates"]


def same(actual, expected, tolerance):
    assert actual == pytest.approx(expected, rel=tolerance, abs=1e-12)


def check(rows, result, *, at=0, points=POINTS, errors=TAYLOR):
    est, se = np.atleast_1d(result["est"]), np.atleast_1d(result["se"])
    for row, value, error in zip(rows, est[at:], se[at:], strict=False):
        same(row["value"], value, points)
        same(row["se"], error, errors)


@pytest.mark.parametrize("name", names(r"(mean|total)_(srs|clus\d|strat)_fpc"))
def test_means_and_totals_of_several_variables(name):
    one = case(name)
    measure = name.split("_")[0]
    for at, variable in enumerate(np.atleast_1d(one["result"]["names"])):
        where = WITH_ENROLL.get(variable, "")
        rows = figure(one["design"], variable, measure, where=where)
        check(rows, one["result"], at=at)
        if rows[0]["df"] == one["result"]["df"]:
            same(rows[0]["ci_low"], one["result"]["ci95_t"][at][0], TAYLOR)


@pytest.mark.parametrize("name", names("prop_factor_.*"))
def test_shares_of_every_level(name):
    one = case(name)
    for at, level in enumerate("EHM"):
        row = figure(one["design"], "stype", "share", level=level, interval="t")[0]
        check([row], one["result"], at=at)
        same([row["ci_low"], row["ci_high"]], one["result"]["ci95_t"][at], TAYLOR)


@pytest.mark.parametrize("name", names("likert_dist_.*", "top2box_.*"))
def test_distribution_of_a_scale(name):
    one = case(name)
    if name.startswith("likert"):
        rows = [figure(one["design"], "q2_legal", "share", level=k)[0] for k in range(1, 6)]
        check(rows, one["result"])
        return
    spec = {"measure": "share", "variable": "top", "level": 1}
    plan = DESIGNS[one["design"]]
    frame = data(plan[0])
    frame = frame.assign(top=(frame["q2_legal"] <= 2).where(frame["q2_legal"].notna()))
    document = {"design": plan[1], "estimate": [spec]}
    rows = runner.run(specfile.read_spec(document), frame, lambda file: frame)["estimates"]
    check(rows, one["result"], at=1)


@pytest.mark.parametrize("name", names("by_.*"))
def test_domains(name):
    one = case(name)
    r_call = one["r_call"]
    variable, by, function = re.match(r"svyby\(~(\w+),~(\w+),svy(\w+)", r_call).groups()
    denominator = {"denominator": "workers"} if function == "ratio" else {}
    rows = figure(one["design"], variable, function, by=[by], **denominator)
    assert [str(row["by"][by]) for row in rows] == one["result"]["levels"]
    check(rows, one["result"])
    if "n_unweighted" in one["result"]:
        assert [row["n"] for row in rows] == one["result"]["n_unweighted"]


@pytest.mark.parametrize("name", names("subset_mean_.*"))
def test_subpopulations(name):
    one = case(name)
    rows = figure(one["design"], "api00", where="sch.wide == 'Yes'")
    check(rows, one["result"])
    assert (rows[0]["df"], rows[0]["n"]) == (one["result"]["df"], one["result"]["n"])
    same([rows[0]["ci_low"], rows[0]["ci_high"]], one["result"]["ci95_t"][0], TAYLOR)


@pytest.mark.parametrize("name", names("deff_.*"))
def test_design_effects(name):
    one = case(name)
    measure = name.split("_")[1]
    variables = ["api00", "enroll"] if measure == "mean" else ["enroll"]
    for at, variable in enumerate(variables):
        rows = figure(one["design"], variable, measure, where="not missing(enroll)")
        check(rows, one["result"], at=at)
        same(rows[0]["deff"], np.atleast_1d(one["result"]["deff"])[at], TAYLOR)


@pytest.mark.parametrize("name", names("mean_q.*"))
def test_means_with_missing_answers(name):
    one = case(name)
    variable = re.search(r"~(\w+)", one["r_call"]).group(1)
    rows = figure(one["design"], variable)
    check(rows, one["result"])
    same(rows[0]["deff"], one["result"]["deff"], TAYLOR)
    assert rows[0]["df"] == one["result"]["df_respondents"]
    assert rows[0]["n"] == one["result"]["n_valid"]


def test_ratio():
    rows = figure("firms", "revenue", "ratio", denominator="workers")
    check(rows, case("ratio_firms")["result"])


@pytest.mark.parametrize("name", names("contrast_.*"))
def test_difference_of_domains(name):
    one = case(name)
    dataset, plan = DESIGNS[one["design"]]
    spec = specfile.read_spec({"design": plan})
    design, _ = runner.build_calibrated_design(spec, data(dataset), data)
    found = means.joint(design, "q3_budget", by=["member"]).difference({"member": 1}, {"member": 0})
    same(found.value, one["result"]["est"], POINTS)
    same(found.se, one["result"]["se"], TAYLOR)


@pytest.mark.parametrize("name", names("ciprop_.*"))
def test_intervals_of_shares(name):
    one = case(name)
    method = name.rsplit("_", 1)[1]
    condition = re.search(r"~(?:I\((.*?)\)|(\w+)),", one["r_call"])
    fields = {"interval": INTERVALS[method], "level": 1}
    frame_name, plan = DESIGNS[one["design"]]
    frame = data(frame_name)
    variable = condition.group(2)
    if variable is None:
        column, operator, value = re.match(r"([\w.]+)(==|>)'?(\w+)'?", condition.group(1)).groups()
        event = frame[column] == value if operator == "==" else frame[column] > float(value)
        frame, variable = frame.assign(event=event), "event"
    if "subset(sector" in one["r_call"]:
        fields["where"] = "sector == 'cong_nghiep'"
    document = {"design": plan, "estimate": [{"measure": "share", "variable": variable, **fields}]}
    row = runner.run(specfile.read_spec(document), frame, lambda file: frame)["estimates"][0]
    result = one["result"]
    # R takes the share of "logit" and "likelihood" from a model it stops early
    points = 1e-7 if method in {"logit", "likelihood"} else POINTS
    same(row["value"], result["est"], points)
    same(row["se"], result["se"], TAYLOR)
    tolerance = {"likelihood": PROFILE, "logit": 1e-8, "xlogit": 1e-8}.get(method, TAYLOR)
    bounds = [result["ci_l"], result["ci_u"]]
    if bounds == [0.5, 0.5]:  # R's limit where the variance vanishes; here there is no interval
        assert row["se"] < 1e-12
        assert [row["ci_low"], row["ci_high"]] == [None, None]
    else:
        same([row["ci_low"], row["ci_high"]], bounds, tolerance)
    if one["result"]["n"] == row["n"]:
        assert row["df"] == result["df"]


@pytest.mark.parametrize("name", names("quantile_api00_.*", "median_days_.*"))
def test_quantiles(name):
    one = case(name)
    variable = "api00" if "api00" in name else "q6_days"
    interval = next((key for key in ("beta", "asin", "score") if name.endswith(key)), "t")
    for at, p in enumerate(one["result"]["p"]):
        fields = {"probability": p, "rule": "math", "interval": interval}
        row = figure(one["design"], variable, "quantile", **fields)[0]
        assert row["value"] == one["result"]["est"][at]
        assert [row["ci_low"], row["ci_high"]] == [
            one["result"]["ci_l"][at], one["result"]["ci_u"][at],
        ]  # fmt: skip
        same(row["se"], one["result"]["se"][at], TAYLOR)
        assert row["df"] == one["result"]["df"]


STYPE = {"by": ["stype"], "totals": {"E": 4421, "H": 755, "M": 1018}}


@pytest.mark.parametrize("name", names("poststrat_.*", "calib_lin_.*", "trim_.*"))
def test_adjusted_weights(name):
    one = case(name)
    step = {"method": "poststratify", "margins": [STYPE]}
    if name.startswith("calib"):
        step["method"] = "linear"
    if name.startswith("trim"):
        step = {"method": "trim", "upper": 40, "lower": 16, "strict": True}
    result = one["result"]
    estimates = [
        {"measure": "mean", "variable": "api00", "where": "not missing(enroll)"},
        {"measure": "mean", "variable": "enroll"},
        {"measure": "total", "variable": "enroll"},
    ]
    found = ask(one["design"], calibrate=[step], estimate=estimates)
    check(found["estimates"][:2], result["mean"])
    check(found["estimates"][2:], result["total"])
    for key, name_in_r in (("sum", "sum_w"), ("min", "min_w"), ("max", "max_w")):
        same(found["weights"][key], result[name_in_r], POINTS)
    same(found["weights"]["deff_kish"], result["deff_kish"], POINTS)


def raking(register: str) -> dict:
    totals = reference()["margins"][register]
    margins = [{"by": [name], "totals": known} for name, known in totals.items()]
    return {"method": "rake", "margins": margins}


def test_raking_of_schools():
    estimates = [
        {"measure": "mean", "variable": "api00", "by": ["stype"]},
        {"measure": "quantile", "variable": "api00", "probability": 0.5, "rule": "math"},
    ]
    found = ask("srs_fpc", calibrate=[raking("schools")], estimate=estimates)["estimates"]
    check(found[:3], case("rake4_srs_by")["result"], points=1e-8, errors=1e-3)
    result, median = case("rake4_srs_median")["result"], found[3]
    assert (median["value"], median["ci_low"], median["ci_high"]) == (
        result["est"], result["ci_l"], result["ci_u"],
    )  # fmt: skip


def test_raking_of_firms():
    result = case("rake4_firms")["result"]
    estimates = [
        {"measure": "mean", "variable": name, "where": "not missing(q5_received)"}
        for name in ("q3_budget", "q9_predict", "q5_received")
    ]
    estimates += [
        {"measure": "total", "variable": "workers"},
        {"measure": "share", "variable": "q9_predict", "interval": "logit"},
        {"measure": "share", "variable": "q9_predict", "interval": "korn-graubard"},
        {"measure": "share", "variable": "q9_predict", "interval": "t"},
    ]
    found = ask("firms", calibrate=[raking("firms")], estimate=estimates)
    check(found["estimates"][:3], result["mean"], points=RAKED, errors=1e-3)
    check(found["estimates"][3:4], result["total"], points=RAKED, errors=1e-3)
    for row, method in zip(found["estimates"][4:], ("logit", "beta", "mean"), strict=True):
        one = case(f"rake4_firms_ciprop_{method}")["result"]
        check([row], one, points=RAKED, errors=1e-3)
        same([row["ci_low"], row["ci_high"]], [one["ci_l"], one["ci_u"]], 1e-3)
    same(found["weights"]["max"], result["max_w"], RAKED)


@pytest.mark.parametrize("name", names("lonely_(remove|certainty|adjust|average)"))
def test_lonely_units(name):
    one = case(name)
    dataset, plan = EVERY_FIRM
    plan = {**plan, "lonely": name.split("_")[1]}
    rows = [
        figure((dataset, plan), variable, measure)[0]
        for variable, measure in (
            ("q3_budget", "mean"),
            ("q9_predict", "mean"),
            ("workers", "total"),
        )
    ]
    check(rows[:2], one["result"]["mean"])
    check(rows[2:], one["result"]["total"])
    assert rows[0]["df"] == one["result"]["df"]


def test_lonely_units_fail_or_adjust():
    assert case("lonely_fail")["result"]["error"]
    with pytest.raises(EstimationError, match="vua_lon' of 'stratum' has only one unit at stage 1"):
        figure(EVERY_FIRM, "q3_budget")
    plan = {**EVERY_FIRM[1], "fpc": ["N_h"], "lonely": "adjust"}
    rows = [figure((EVERY_FIRM[0], plan), one)[0] for one in ("q3_budget", "q9_predict")]
    check(rows, case("lonely_adjust_fpc")["result"])


@pytest.mark.parametrize("name", names("domain_lonely_.*"))
def test_lonely_units_in_domains(name):
    one = case(name)
    dataset, plan = DESIGNS["firms_nofpc"]
    plan = {**plan, "lonely": "adjust", "domain_lonely": name.endswith("TRUE")}
    check(figure((dataset, plan), "q3_budget", where="district == 'tuy_duc'"), one["result"])


@pytest.mark.parametrize("name", names("glm_.*"))
def test_models(name):
    one = case(name)
    formula = re.search(r"\((\S+~\S+?)(?:,|\))", one["r_call"]).group(1)
    family = {"lin": "gaussian", "logit": "binomial", "poisson": "poisson"}[name.split("_")[1]]
    found = ask(one["design"], model=[{"formula": formula, "family": family}])["models"][0]
    result = one["result"]
    assert [term["term"] for term in found["terms"]] == result["names"]
    same([term["estimate"] for term in found["terms"]], result["est"], 1e-9)
    same([term["se"] for term in found["terms"]], result["se"], TAYLOR)
    same([term["p"] for term in found["terms"]], result["p"], 1e-7)
    assert found["df"] == result["df_residual"]


@pytest.mark.parametrize("name", names("olr_.*"))
def test_ordinal_models(name):
    one = case(name)
    formula = re.search(r"svyolr\((.*)\)", one["r_call"]).group(1)
    found = ask(one["design"], model=[{"formula": formula, "family": "ordinal"}])["models"][0]
    assert [term["term"] for term in found["terms"]] == one["result"]["names"]
    same([term["estimate"] for term in found["terms"]], one["result"]["est"], 1e-9)
    same([term["se"] for term in found["terms"]], one["result"]["se"], TAYLOR)


@pytest.mark.parametrize("name", names("chisq_.*"))
def test_association(name):
    one = case(name)
    rows, columns = re.search(r"~([\w.]+)\+([\w.]+),", one["r_call"]).groups()
    statistic = name.rsplit("_", 1)[1]
    test = {"kind": "rao-scott", "rows": rows, "columns": columns, "statistic": statistic}
    found = ask(one["design"], test=[test])["tests"][0]
    result = one["result"]
    same(found["statistic"], result["statistic"], TAYLOR)
    same(found["p"], result["p"], 1e-8)
    same([found["ndf"], found["ddf"]][: np.size(result["parameter"])],
         list(np.atleast_1d(result["parameter"])), TAYLOR)  # fmt: skip


@pytest.mark.parametrize("name", names("ttest_.*", "ranktest_.*"))
def test_comparisons(name):
    one = case(name)
    formula, kind = re.search(r"\((\S+?)[,)]", one["r_call"]).group(1), name.split("test")[0]
    test = {"kind": kind, "formula": formula}
    if kind == "rank":
        test["scores"] = "vanderWaerden"
    found = ask(one["design"], test=[test])["tests"][0]
    result = one["result"]
    same(found["statistic"], result["t"], TAYLOR)
    same(found["p"], result["p"], 1e-8)
    assert (found["ndf"], found["ddf"]) == (1, result["df"])
    same(found["estimate"], result.get("diff", result.get("est")), TAYLOR)
    if "ci" in result:
        same([found["ci_low"], found["ci_high"]], result["ci"], TAYLOR)


@pytest.mark.parametrize("name", names("rep_.*"))
def test_replicate_weights(name):
    one = case(name)
    result = one["result"]
    kind = "JKn" if "JKn" in name else "other"
    replicates = {
        "file": f"{name}.csv", "kind": kind, "scale": result["scale"],
        "rscales": result["rscales"], "mse": result["mse"], "combined": True,
    }  # fmt: skip
    plan = ("apistrat", {"weights": "pw"})
    extra = {"replicates": replicates}
    rows = [figure(plan, v, extra=extra)[0] for v in ("api00", "enroll")]
    check(rows, result["mean"])
    assert rows[0]["df"] == result["df"]
    check(figure(plan, "enroll", "total", extra=extra), result["total"])
    check(figure(plan, "api00", by=["stype"], extra=extra), result["by"])
    quantiles = [
        figure(plan, "api00", "quantile", probability=p, interval=interval, extra=extra)[0]
        for interval in ("t", "replicates")
        for p in (0.25, 0.5, 0.75)
    ]
    for found, kind in ((quantiles[:3], "mean"), (quantiles[3:], "quantile")):
        expected = result[f"quantile_{kind}"]
        check(found, expected)
        same([row["ci_low"] for row in found], expected["ci_l"], TAYLOR)
    formula = "api00 ~ ell + meals + mobility"
    model = ask(plan, model=[{"formula": formula}], **extra)["models"][0]
    same([term["se"] for term in model["terms"]], result["glm"]["se"], TAYLOR)
    assert model["df"] == result["glm"]["df_residual"]


def test_adjusted_p_values():
    result = case("p_adjust")["result"]
    for method in ("holm", "hochberg", "bonferroni", "BH", "BY"):
        same(comparisons.adjust_p_values(result["p"], method), result[method], POINTS)


def test_response_rates_and_r_indicator():
    result = case("aapor")["result"]
    found = response.rates(result["counts"], result["e"])
    assert len(found) == 16
    for name, rate in found.items():
        same(rate, result[name], POINTS)
    expected = case("r_indicator")["result"]
    frame = data("frame_response")
    propensities = response.propensities(frame, "resp ~ sector + size", weight="w")
    indicator = response.r_indicator(propensities, frame["w"].to_numpy())
    same(indicator.r, expected["R"], 1e-9)
    same(indicator.cv, expected["cv_rho"], 1e-9)


def test_every_answer_of_r_is_compared():
    assert len(cases()) == 108
    asked_while_tests_run = {
        "ratio_firms", "rake4_srs_by", "rake4_srs_median", "rake4_firms", "lonely_fail", "p_adjust",
        "rake4_firms_ciprop_logit", "rake4_firms_ciprop_beta", "rake4_firms_ciprop_mean",
        "lonely_adjust_fpc", "aapor", "r_indicator",
    }  # fmt: skip
    assert {one["id"] for one in cases()} - ASKED <= asked_while_tests_run
