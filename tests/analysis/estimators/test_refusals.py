"""What a specification cannot mean is refused with its place; what it means is said in words."""

import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.specification import runner
from analysis.estimators.specification.explanation import explain
from analysis.estimators.specification.spec import read_spec
from tests.analysis.estimators.test_language import FRAME

PART = {"name": "c", "weight": 1, "scale_min": 0, "scale_max": 10}

REFUSED = [
    ({"data": {"separator": ";;"}}, "separator is one sign"),
    ({"data": {"missing": [["na"]]}}, "a level or a list of levels"),
    ({"estimate": [{"measure": "mean", "variable": "a", "interval": "wide"}]}, "must be one of"),
    ({"score": [{"criteria": [{**PART, "estimate": "x", "value": 1}]}]}, "or a known value"),
    ({"score": [{"criteria": [{**PART, "name": "", "value": 1}]}]}, "name is missing"),
    ({"score": [{"criteria": [{**PART, "value": float("inf")}]}]}, "finite number"),
    ({"score": [{"criteria": [{**PART, "value": 1, "direction": 0.5}]}]}, "whole number"),
    ({"score": [{"criteria": [{"name": "c", "value": 1, "weight": 1}]}]}, "scale_min is missing"),
    ({"score": [{"name": "s"}]}, "criteria are missing"),
    ({"test": [{"kind": "rao-scott"}]}, "rows is missing"),
    ({"test": [{"kind": "rank", "rows": "a"}]}, "columns is missing"),
    ({"test": [{"kind": "goodness-of-fit", "rows": "a"}]}, "one for every level"),
    ({"test": [{"kind": "goodness-of-fit", "rows": "a", "shares": [1]}]}, "names and numbers"),
    ({"adjust": [{"p": [0.2, 1.5]}]}, "numbers between 0 and 1"),
    ({"adjust": [{"p": [0.2], "tests": ["t"]}]}, "not both"),
    ({"adjust": [{"tests": ["t"]}]}, "no [[test]] named 't'"),
    ({"response": [{"name": "r"}]}, "counts are missing"),
]

SAID = [
    ({"columns": {"a": {"levels": {"1": [], "2": ["no"]}}, "b": {"missing": ["na"]}}},
     "In a, 2 also stands as no."),
    ({"design": {"weights": "w", "strata": ["s"], "domain_lonely": True}}, "within domains"),
    ({"replicates": {"kind": "JKn"}}, "JKn replicates made here"),
    ({"replicates": {"kind": "bootstrap", "draws": 40, "seed": 3}}, "40 bootstrap replicates"),
    ({"estimate": [{"measure": "alpha", "variables": ["a", "b"]}]}, "Cronbach's alpha of a and b"),
    ({"test": [{"kind": "goodness-of-fit", "rows": "a", "shares": {"1": 0.5, "2": 0.5}}]},
     "has a the shares 1 0.5, 2 0.5"),
    ({"adjust": [{"p": [0.2, 0.4]}]}, "2 given p-values are adjusted by holm"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "words"), REFUSED)
def test_what_cannot_be_meant_is_refused_in_words(document, words):
    with pytest.raises(EstimationError) as refusal:
        read_spec({"design": {"weights": "w"}, **document})

    assert words in str(refusal.value)


@pytest.mark.parametrize(("document", "words"), SAID)
def test_what_is_meant_is_said_in_words(document, words):
    assert words in explain(read_spec({"design": {"weights": "w"}, **document}))


def test_an_adjustment_without_any_p_value_is_refused():
    spec = read_spec({"design": {"weights": "w"}, "adjust": [{"method": "holm"}]})

    with pytest.raises(EstimationError, match="no p-value to adjust"):
        runner.run(spec, FRAME, lambda name: FRAME)
