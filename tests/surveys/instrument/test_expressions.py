"""The expression language, on the cases the browser's evaluator must pass, too."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument.expressions import language
from surveys.instrument.expressions.asking import RememberedConditions, holds, lookup
from surveys.instrument.expressions.language import ExpressionError, parse

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())


@pytest.mark.parametrize(("source", "expected"), VECTORS["cases"])
def test_an_expression_has_the_value_of_the_vectors(source, expected):
    value = parse(source).value(lookup(VECTORS["answers"], VECTORS["here"]))

    assert value == expected
    assert isinstance(value, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(("source", "choice", "expected"), VECTORS["filters"])
def test_a_filter_passes_the_choices_of_the_vectors(source, choice, expected):
    passes = parse(source, columns=True).holds(lookup(VECTORS["answers"], choice))

    assert passes is expected


def test_only_a_filter_knows_bare_words():
    assert parse("region = ${a} and name != 'x'", columns=True).columns() == {"region", "name"}
    with pytest.raises(ExpressionError) as refusal:
        parse("region = ${a}")
    assert refusal.value.code == "syntax"


@pytest.mark.parametrize(("source", "code", "position"), VECTORS["refused"])
def test_what_cannot_be_read_is_refused_at_its_place(source, code, position):
    with pytest.raises(ExpressionError) as refusal:
        parse(source)

    assert (refusal.value.code, refusal.value.position) == (code, position)


@pytest.mark.parametrize(
    ("source", "code"), [("(" * 40 + "1" + ")" * 40, "too_deep"), ("1+" * 1500 + "1", "too_long")]
)
def test_an_expression_beyond_reason_is_refused(source, code):
    with pytest.raises(ExpressionError) as refusal:
        parse(source)

    assert refusal.value.code == code


def test_a_long_chain_is_computed_without_deep_recursion():
    assert parse("+".join(["1"] * 1000)).value(lookup({})) == 1000


def test_an_expression_names_what_it_asks_for():
    expression = parse("${a} = 1 and selected(${b.x}, 'y') or . > ${a}")

    assert expression.references() == {("a", ""), ("b", "x")}
    assert expression.names() == {"a", "b"}
    assert expression.mentions_itself()


def test_the_tree_survives_json():
    tree = parse("if(${a.b} >= 2.5, 'x', -1) = '' or not(true())").tree

    assert _as_tuples(json.loads(json.dumps(tree))) == tree


def _as_tuples(node):
    return tuple(map(_as_tuples, node)) if isinstance(node, list) else node


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_crashes(source):
    try:
        expression = parse(source)
    except ExpressionError:
        return
    expression.value(lookup({}))


ATOMS = st.sampled_from(["${a}", "${b}", "${m}", "${g.r}", "1", "2.5", "''", "'x'", "true()"])
SOURCES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "div", "mod"]), inner),
        st.tuples(inner, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner),
    ).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=12,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.none() | st.sampled_from(["", "x", "3"]) | st.integers(-9, 9),
        "b": st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.booleans(),
        "m": st.lists(st.sampled_from(["x", "y"]), unique=True),
        "g": st.dictionaries(st.just("r"), st.sampled_from(["1", "x"])),
    },
)


@given(SOURCES, ANSWERS)
def test_every_expression_has_a_value_for_all_answers(source, answers):
    value = parse(source).value(lookup(answers))

    assert value is None or isinstance(value, bool | float | str | list)
    assert value != float("inf")


@given(SOURCES, st.lists(ANSWERS, max_size=8))
def test_remembered_conditions_hold_for_the_same_answers(source, respondents):
    condition, judge = parse(source), RememberedConditions()

    remembered = [judge(condition, answers) for answers in [*respondents, *respondents]]

    assert remembered == [holds(condition, answers) for answers in [*respondents, *respondents]]


def test_remembered_conditions_tell_answers_apart_that_python_takes_for_one():
    judge, spelt = RememberedConditions(), parse("string-length(${a}) = 4")

    told = [judge(spelt, {"a": answer}) for answer in (True, 1, 1.0, "1", "1111", None)]

    assert told == [True, False, False, False, True, False]


@given(ANSWERS, SOURCES, SOURCES)
def test_not_equal_is_the_opposite_of_equal(answers, left, right):
    find = lookup(answers)

    assert parse(f"({left}) = ({right})").holds(find) != parse(f"({left}) != ({right})").holds(find)


def test_parsing_happens_once():
    assert language.parse("${a} = 1") is language.parse("${a} = 1")
