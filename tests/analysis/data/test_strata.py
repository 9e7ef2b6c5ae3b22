"""How strata weigh, and which are joined."""

import pytest

from analysis.data import strata


def counts(*used, size="", asked=10):
    return [
        strata.StratumCounts(f"s{i}", f"S{i}", 100, asked, 0, answered=n, used=n, size=size)
        for i, n in enumerate(used)
    ]


def stratum(code, population, asked, used, size):
    return strata.StratumCounts(code, code, population, asked, 0, used, used, size)


@pytest.mark.parametrize(
    ("used", "merged"),
    [
        ((5, 6, 7), {"s0": "s0", "s1": "s1", "s2": "s2"}),
        ((5, 1, 7), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((0, 6, 7), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((5, 6, 0), {"s0": "s0", "s1": "s1", "s2": "s1"}),
        ((1,), {"s0": "s0"}),
        ((2, 2, 2), {"s0": "s0", "s1": "s1", "s2": "s2"}),
        ((2, 1, 2), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((1, 1, 2), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((1, 2, 2), {"s0": "s0", "s1": "s0", "s2": "s2"}),
        ((2, 2, 1), {"s0": "s0", "s1": "s1", "s2": "s1"}),
        ((0, 1), {"s0": "s0", "s1": "s0"}),
    ],
)
def test_thin_strata_join_their_neighbour(used, merged):
    assert strata.into(counts(*used), 2) == merged


def test_enterprises_that_no_longer_exist_leave_the_population():
    row = strata.StratumCounts(
        "a", "A", population=200, asked=20, not_eligible=2, answered=8, used=8
    )

    assert row.eligible == 180


def test_a_large_firm_keeps_the_weight_of_its_own_stratum():
    rows = [
        stratum("large--F", 10, 10, 1, "large"),
        stratum("large--G", 12, 12, 4, "large"),
        stratum("micro--G", 1000, 40, 31, "micro"),
    ]

    found = strata.weigh(rows, 2)

    assert found["large--F"].weight == 10
    assert found["large--G"].weight == 3
    assert found["micro--G"].weight == pytest.approx(1000 / 31)
    assert found["large--F"].stratum == found["large--G"].stratum == "large--F"
    assert found["large--G"].population == 22


def test_strata_of_another_size_or_asked_in_part_are_no_neighbours():
    rows = [
        stratum("large--F", 10, 10, 1, "large"),
        stratum("large--G", 60, 20, 9, "large"),
        stratum("medium--G", 60, 20, 1, "medium"),
        stratum("small--G", 60, 20, 8, "small"),
    ]

    assert set(strata.into(rows, 2).values()) == {"large--F", "large--G", "medium--G", "small--G"}


def test_a_stratum_nobody_answered_in_is_carried_by_those_it_is_joined_with():
    rows = [
        stratum("micro--A", 100, 10, 0, "micro"),
        stratum("micro--B", 300, 30, 10, "micro"),
        stratum("micro--C", 200, 20, 10, "micro"),
        stratum("small--A", 50, 10, 0, "small"),
    ]

    found = strata.weigh(rows, 2)

    assert found["micro--B"].weight == 40
    assert found["micro--C"].weight == 25
    total = sum(found[row.code].weight * row.used for row in rows if row.used)
    assert total == pytest.approx(650)
    assert strata.weigh([stratum("a", 5, 5, 0, "micro")], 2) == {}


@pytest.mark.parametrize(("used", "groups"), [(4, 1), (5, 2)])
def test_in_a_blind_wave_no_weight_tells_a_thin_stratum(used, groups):
    rows = [stratum("large--F", 10, 10, used, "large"), stratum("micro--G", 100, 40, 16, "micro")]

    found = strata.weigh(rows, 5, is_blind=True)

    assert len({one.stratum for one in found.values()}) == groups
    assert (found["large--F"].weight == found["micro--G"].weight) == (groups == 1)


def test_of_whom_nothing_is_known_are_eligible_in_the_proportion_of_the_known():
    rows = [
        strata.StratumCounts("a", "A", 1000, 100, 10, 50, 50, unknown=40),
        strata.StratumCounts("b", "B", 500, 100, 0, 40, 40, unknown=60),
    ]

    told = strata.spread_eligibility(rows)

    assert told[0].e == told[1].e == pytest.approx(0.9)  # 90 of 100 known ones are in business
    assert told[0].eligible == pytest.approx(1000 * (50 + 0.9 * 40) / 100)
    assert told[1].eligible == pytest.approx(500 * (40 + 0.9 * 60) / 100)
    nobody = strata.spread_eligibility([strata.StratumCounts("a", "A", 10, 5, 0, 0, 0, unknown=5)])
    assert (nobody[0].e, nobody[0].eligible) == (1.0, 10)
