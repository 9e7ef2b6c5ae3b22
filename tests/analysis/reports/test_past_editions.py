"""What a forecast’s intervals have held is told in counts, misses of the whole country by year."""

import json

import pytest
from django.core.management import call_command
from django.utils import translation

from analysis.forecasts.record import load_shipped_record, record_of
from analysis.numbers import Hits, PastRecord, PastYear
from analysis.reports import past_editions


def year(number, n=63, in80=50, in90=57, above=30):
    return PastYear(number, Hits(n, in80, in90, above), Hits(600, 480, 540, 300))


def record(*years, case="panel"):
    return PastRecord(case, years)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_hits_are_told_beside_what_was_aimed_at():
    told = past_editions.promise(record(year(2016), year(2017, in80=40, in90=63)))

    assert "PCI 2016 to 2017" in told
    assert "of 126 published scores 90 lay in their 80% interval (71%)" in told
    assert "120 in their 90% interval (95%)" in told
    assert "simulated" not in told


def test_simulated_surveys_and_lonely_provinces_are_told():
    told = past_editions.promise(record(year(2017), case="alone-own"))

    assert "forecast alone" in told
    assert "simulated" in told


@pytest.mark.parametrize(("above", "moved"), [(80, True), (79, False), (21, False), (20, True)])
def test_the_country_moved_where_four_in_five_lie_on_one_side(above, moved):
    assert year(2014, n=100, above=above).went_one_way is moved


def test_the_years_in_which_the_country_moved_are_named():
    told = past_editions.country_sentence(
        record(year(2013), year(2014, above=60), year(2015, above=5))
    )

    assert "PCI 2014, 60 of 63 scores higher" in told
    assert "PCI 2015, 58 of 63 scores lower" in told
    assert "2013" not in told
    assert "in none of these years" in past_editions.country_sentence(record(year(2013)))


def test_every_case_ships_with_its_record():
    assert set(load_shipped_record()["cases"]) == {"panel", "panel-own", "alone", "alone-own"}
    for whole in (True, False):
        for own in (True, False):
            shown = past_editions.read_backtest(record_of(whole_country=whole, own=own))
            assert shown["record"].years
            assert shown["record"].is_alone is not whole
            assert shown["record"].has_simulated_surveys is own


def test_the_record_counts_a_backtest(tmp_path):
    q = {"0.05": 1.0, "0.1": 2.0, "0.5": 3.0, "0.9": 4.0, "0.95": 5.0}
    rows = [
        {"method": method, "year": 2017, "target": target, "actual": actual, "q": q}
        for method in ("full", "last")
        for target, actual in (("score", 2.0), ("score", 1.9), ("legal", 4.1), ("rank", 3.5))
    ]
    (tmp_path / "told.json").write_text(json.dumps({"forecasts": rows}))

    call_command(
        "learn_record", "--case", "alone", str(tmp_path / "told.json"), "full",
        out=tmp_path / "record.json",
    )  # fmt: skip

    (found,) = json.loads((tmp_path / "record.json").read_text())["cases"]["alone"]
    assert found["score"] == {"n": 2, "inside_80": 1, "inside_90": 2, "above": 0}
    assert found["criteria"] == {"n": 1, "inside_80": 0, "inside_90": 1, "above": 1}


@pytest.mark.parametrize(
    ("case", "editions", "said"),
    [
        ("alone", 3, ""),
        ("alone", 2, "Of this province 2 earlier editions are known: fewer than three have not"),
        ("alone-own", 1, "Of this province 1 earlier edition is known"),
        ("alone", 0, "no earlier edition is known"),
        ("panel", 0, ""),
    ],
)
def test_fewer_editions_than_were_tried_are_told(case, editions, said):
    told = past_editions.untried(record(year(2017), case=case), editions)

    assert told.startswith(said) if said.startswith("Of") else said in told
    assert bool(told) == bool(said)
