"""Flags find what they should among fifty ordinary responses, and leave the ordinary alone."""

import random

from surveys.review.checks import (
    Answered,
    Expectations,
    Finding,
    Flag,
    duplicates,
    findings,
    fingerprint,
    outliers,
    speeders,
    straight_liners,
)

BLOCKS = {
    "planning": tuple(f"planning.{i}" for i in range(6)),
    "legal": tuple(f"legal.{i}" for i in range(6)),
}


def ordinary(count: int) -> list[Answered]:
    chance = random.Random(7)
    return [
        Answered(
            f"r{i}",
            {
                "planning": {str(j): str(chance.randint(1, 5)) for j in range(6)},
                "legal": {str(j): str(chance.randint(2, 4)) for j in range(6)},
                "days": chance.randint(1, 10),
                "founded": 1990 + i,
                "comment": f"ý kiến {i}",
            },
            seconds=600 * chance.lognormvariate(0, 0.3),
        )
        for i in range(count)
    ]


def test_fifty_ordinary_responses_raise_no_flag():
    assert findings(ordinary(50), Expectations(BLOCKS, ("days",))) == []


def test_a_speeder_is_found_among_fifty():
    hasty = Answered("hasty", {}, seconds=70)

    assert speeders([*ordinary(50), hasty]) == [Finding("hasty", Flag.SPEEDER, ())]


def test_speed_is_not_judged_among_few_or_without_times():
    assert speeders([*ordinary(10), Answered("hasty", {}, seconds=5)]) == []
    assert speeders([Answered(f"r{i}", {}) for i in range(60)]) == []


def test_many_speeders_do_not_hide_each_other():
    hasty = [Answered(f"h{i}", {}, seconds=60) for i in range(12)]

    assert len(speeders([*ordinary(50), *hasty])) == 12


def test_a_straight_liner_gives_one_rating_in_every_block():
    flat = {"planning": dict.fromkeys("012345", "3"), "legal": dict.fromkeys("012345", "2")}
    half = {
        "planning": dict.fromkeys("012345", "3"),
        "legal": dict(zip("012345", "123451", strict=True)),
    }

    found = straight_liners([Answered("flat", flat), Answered("half", half)], BLOCKS)

    assert found == [Finding("flat", Flag.STRAIGHT_LINING, ("planning", "legal"))]


def test_an_unanswered_block_is_no_straight_line():
    assert straight_liners([Answered("empty", {})], BLOCKS) == []


def test_two_equal_responses_name_each_other():
    rows = ordinary(3)
    copy = Answered("copy", dict(reversed(rows[0].answers.items())))

    assert duplicates([*rows, copy]) == [
        Finding("r0", Flag.DUPLICATE, ("copy",)),
        Finding("copy", Flag.DUPLICATE, ("r0",)),
    ]


def test_a_number_far_outside_is_found():
    absurd = Answered("absurd", {"days": 4000})

    assert outliers([*ordinary(50), absurd], ["days"]) == [
        Finding("absurd", Flag.OUT_OF_RANGE, ("days",))
    ]


def test_numbers_are_not_judged_among_few():
    assert outliers([*ordinary(5), Answered("absurd", {"days": 4000})], ["days"]) == []


def test_the_fingerprint_forgets_order_and_empty_answers():
    assert fingerprint({"a": "1", "b": ["x", "y"], "c": ""}) == fingerprint(
        {"b": ["x", "y"], "a": "1"}
    )
    assert fingerprint({"b": ["x", "y"]}) != fingerprint({"b": ["y", "x"]})
