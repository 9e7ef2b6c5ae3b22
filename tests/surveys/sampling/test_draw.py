"""A draw can be repeated, and every enterprise has its chance."""

from collections import Counter

import pytest

from surveys.sampling.draw import draw
from surveys.sampling.strata import PlannedStratum

STRATA = [
    PlannedStratum("a", (("a",),), tuple(f"a{i}" for i in range(40))),
    PlannedStratum("b", (("b",),), tuple(f"b{i}" for i in range(10))),
]


def test_the_same_seed_draws_the_same_enterprises_in_any_order_of_the_register():
    turned = [PlannedStratum(s.code, s.cells, s.keys[::-1]) for s in STRATA]

    assert draw(STRATA, {"a": 8, "b": 5}, seed="2018", reserve=0.5) == draw(
        turned, {"a": 8, "b": 5}, seed="2018", reserve=0.5
    )


def test_another_seed_draws_others():
    first = draw(STRATA, {"a": 8, "b": 5}, seed="1", reserve=0)
    second = draw(STRATA, {"a": 8, "b": 5}, seed="2", reserve=0)

    assert {d.key for d in first} != {d.key for d in second}


def test_weights_add_up_to_the_register():
    drawn = draw(STRATA, {"a": 8, "b": 5}, seed="2018", reserve=0)

    assert sum(d.design_weight for d in drawn) == pytest.approx(50)
    assert Counter(d.stratum for d in drawn) == {"a": 8, "b": 5}


def test_the_reserve_follows_the_sample_and_stops_where_the_register_ends():
    drawn = draw(STRATA, {"a": 8, "b": 9}, seed="2018", reserve=0.5)

    reserve = [d for d in drawn if d.is_reserve]
    assert Counter(d.stratum for d in reserve) == {"a": 4, "b": 1}
    assert all(d.order > 8 for d in reserve)


def test_over_many_seeds_everybody_is_drawn_about_as_often():
    counts = Counter(
        d.key for seed in range(400) for d in draw(STRATA[:1], {"a": 10}, seed=str(seed), reserve=0)
    )

    assert len(counts) == 40
    assert min(counts.values()) > 60
    assert max(counts.values()) < 145
