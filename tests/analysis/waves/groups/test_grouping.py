"""Which groups there are, and which may not be told."""

import pytest

from analysis.data.profiles import ANSWERS, Profile, _age_class
from analysis.waves.groups.grouping import hide_thin, list_groups


def profile(**counts):
    levels = [code for code, n in counts.items() for _each in range(n)]
    return Profile("place", ANSWERS, levels, {code: (code.upper(), code) for code in counts})


def groups_of(**counts):
    return {group.code: group.n for group in list_groups(profile(**counts))}


def test_two_thin_groups_become_one():
    found = list_groups(profile(a=40, b=30, c=29, d=12))

    assert [(g.code, g.name_vi, g.n) for g in found] == [
        ("a", "A", 40), ("b", "B", 30), ("others", "C, D", 41),
    ]  # fmt: skip
    assert found[2].mask(profile(a=40, b=30, c=29, d=12)).sum() == 41


def test_one_thin_group_stays_by_itself():
    assert groups_of(a=40, b=30, c=29) == {"a": 40, "b": 30, "c": 29}


@pytest.mark.parametrize(("second", "compared"), [(29, False), (30, True)])
def test_groups_are_compared_where_two_have_thirty_answers(second, compared):
    assert bool(groups_of(a=200, b=second)) is compared


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 90, "b": 50, "c": 29}, {"b", "c"}),  # the only small one could be subtracted out
        ({"a": 90, "b": 50, "c": 30}, set()),
        ({"a": 90, "b": 20, "c": 29}, {"b", "c"}),
        ({"a": 90, "b": 50, "c": 0}, set()),  # nobody can be told from nothing
    ],
)
def test_a_small_group_cannot_be_subtracted_out(counts, hidden):
    assert hide_thin(counts) == hidden


@pytest.mark.parametrize(
    ("founded", "expected"),
    [(2015, "young"), (2014, "grown"), (2008, "grown"), (2007, "old"), (2019, None), ("?", None)],
)
def test_years_of_founding_are_classes_of_age(founded, expected):
    assert _age_class(2018, founded) == expected
