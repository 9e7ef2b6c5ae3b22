"""Patterns agree with Python's own ``re`` where that can be trusted, and never run away."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument.expressions.patterns import PatternError, compile_pattern, matches

LETTERS = st.sampled_from(
    ["a", "b", "1", r"\d", r"\w", r"\s", r"\W", ".", "[ab]", "[^a]", "[a-b1]", r"\.", r"[\d.-]"]
)
PATTERNS = st.recursive(
    LETTERS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("({0[0]}|{0[1]})".format),
        st.tuples(
            inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "{0,2}", "*?"])
        ).map("(?:{0[0]}){0[1]}".format),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text("ab1 .-\n", max_size=7))
def test_a_pattern_matches_as_a_whole_what_re_matches(pattern, text):
    try:
        automaton = compile_pattern(pattern)
    except PatternError as refusal:
        found = refusal.code
    else:
        found = matches(automaton, text)
    assert found in ("size", bool(re.fullmatch(pattern, text, re.ASCII)))


@given(st.text("ab()[]{}|*+?.^$\\d,-:=2", max_size=20))
def test_any_pattern_is_compiled_or_refused_and_never_crashes(pattern):
    try:
        found = str(matches(compile_pattern(pattern), "ab2"))
    except PatternError as refusal:
        found = refusal.code
    assert found in ("True", "False", "syntax", "unsupported", "size")


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+b", "(a|b)*a(a|b){80}b", "(.*)*x"])
def test_no_pattern_backtracks(pattern):
    automaton = compile_pattern(pattern)

    before = time.process_time()
    matches(automaton, "a" * 2000)

    assert time.process_time() - before < 2
