import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.specification import spec as specfile

FIGURE = {"measure": "mean", "variable": "y"}
MARGIN = {"by": ["s"], "totals": {"a": 5}}
SCALE = {"weight": 1.0, "scale_min": 0.0, "scale_max": 50.0}
KNOWN = {"name": "web", "value": 30.0, **SCALE}
ASKED = {"estimate": "mean of y", **SCALE}


def test_a_full_document_is_read():
    spec = specfile.read_spec({
        "design": {"weights": ["w"], "strata": "s", "clusters": ["c", "d"], "fpc": ["n", ""],
                   "lonely": "average", "keep": "y > 1"},
        "replicates": {"columns": "rep*", "kind": "JK1", "mse": True, "rscales": 0.5},
        "calibrate": {"method": "logit", "margins": MARGIN, "bounds": [0.3, 3]},
        "estimate": [{**FIGURE, "interval": "asin", "confidence": 0.9}],
        "test": [{"kind": "t", "rows": "y"}],
        "model": [{"formula": "y ~ x", "family": "quasibinomial"}],
    })  # fmt: skip

    assert spec.design.strata == ("s",)
    assert spec.replicates.columns == ("rep*",)
    assert spec.replicates.rscales == (0.5,)
    assert spec.calibrations[0].bounds == (0.3, 3.0)
    assert spec.estimates[0].interval == "arcsine"
    assert spec.estimates[0].name == "mean of y"
    assert spec.models[0].family == "binomial"


def test_an_empty_document_asks_for_nothing():
    spec = specfile.read_spec({})

    assert (spec.estimates, spec.tests, spec.models, spec.replicates) == ((), (), (), None)


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ({"desing": {}}, "The specification has an unknown field 'desing'"),
        ({"design": {"wieghts": "w"}}, r"\[design\] has an unknown field 'wieghts'"),
        ({"design": []}, r"\[design\] must be a table"),
        ({"design": {"weights": 3}}, "weights must be text, not 3"),
        ({"design": {"strata": [1]}}, "strata must be a list of column names"),
        ({"design": {"strata": 1}}, "strata must be a list of column names"),
        ({"design": {"lonely": "skip"}}, "lonely must be one of fail, remove"),
        ({"design": {"domain_lonely": 1}}, "domain_lonely is true or false"),
        ({"replicates": {"kind": "JK9", "columns": "r*"}}, "kind must be one of JK1"),
        ({"replicates": {"columns": "r*"}}, "kind must be one of JK1"),
        ({"replicates": {"kind": "JK1", "rscales": ["a"]}}, "rscales must be a list of numbers"),
        ({"replicates": {"kind": "JK1", "scale": "x"}}, "scale must be a number"),
        ({"calibrate": "rake"}, r"\[\[calibrate\]\] must be a list of tables"),
        ({"calibrate": [{"method": "rake"}]}, "margins are missing"),
        ({"calibrate": [{"method": "rake", "margins": 3}]}, "margins must be a list"),
        ({"calibrate": [{"method": "poststratify", "margins": [MARGIN, MARGIN]}]},
         "poststratify takes one margin"),
        ({"calibrate": [{"method": "logit", "margins": [MARGIN]}]}, "logit needs bounds"),
        ({"calibrate": [{"method": "logit", "margins": [MARGIN], "bounds": [1]}]},
         "bounds are two numbers"),
        ({"calibrate": [{"method": "rake", "margins": [{"variable": "x", "total": 3}]}]},
         "numeric totals need the method linear"),
        ({"calibrate": [{"method": "rake", "margins": [{"by": ["s"]}]}]}, "needs by with totals"),
        ({"calibrate": [{"method": "linear", "margins": [{"variable": "s"}]}]},
         "needs by with totals, or variable with total"),
        ({"calibrate": [{"method": "rake", "margins": [{"by": ["s"], "totals": "5"}]}]},
         "totals must be a table"),
        ({"calibrate": [{"method": "trim"}]}, "trimming takes upper and lower"),
        ({"estimate": [{"measure": "mean"}]}, r"\[\[estimate\]\] 1: variable is missing"),
        ({"estimate": [FIGURE, {**FIGURE, "measure": "mode"}]},
         r"\[\[estimate\]\] 2: measure must be one of"),
        ({"estimate": [{**FIGURE, "measure": "ratio"}]}, "a ratio needs a denominator"),
        ({"estimate": [{**FIGURE, "confidence": 95}]}, "confidence lies between 0 and 1"),
        ({"estimate": [{**FIGURE, "confidence": True}]}, "confidence must be a number"),
        ({"estimate": [{**FIGURE, "interval": "score"}]}, "'score' is for quantiles"),
        ({"score": [{"name": "s", "criteria": [{**KNOWN, "se": -1.0}]}]}, "se belongs to a known"),
        ({"score": [{"name": "s", "criteria": [{**ASKED, "se": 1.0}]}]}, "se belongs to a known"),
        ({"test": [{"kind": "t"}]}, "rows is missing"),
        ({"test": [{"kind": "rank", "rows": "y"}]}, "columns is missing"),
        ({"model": [{"formula": "y ~ x", "family": "gamma"}]}, "family must be one of"),
        ({"model": [{}]}, "formula is missing"),
    ],
)  # fmt: skip
def test_every_refusal_says_which_field(document, refusal):
    with pytest.raises(EstimationError, match=refusal):
        specfile.read_spec(document)
