import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from tests import golden

CONSTANTS = """year,criterion,weight,direction,scale_min,scale_max
2017,planning,0.5,1,1.8,3.4
2017,tax,0.5,-1,0.1,0.9
"""
CRITERIA = """province,year,criterion,value,unit
Đắk Nông,2017,planning,2.6,scale
Đắk Nông,2017,tax,0.3,share
Đắk Nông,2017,score,9.9,score
"""


@pytest.fixture
def score(tmp_path, capsys):
    def run(criteria=CRITERIA, constants=CONSTANTS, encoding="utf-8"):
        (tmp_path / "criteria.csv").write_text(criteria, encoding=encoding)
        (tmp_path / "constants.csv").write_text(constants)
        out = tmp_path / "scores.csv"
        arguments = ("criteria", "constants")
        files = {name: tmp_path / f"{name}.csv" for name in arguments}
        call_command("score", **files, out=out)
        return pd.read_csv(out)

    run.folder = tmp_path
    return run


def refusal_of(score, **files):
    with pytest.raises(CommandError) as refusal:
        score(**files)
    assert refusal.value.returncode == 2
    assert not (score.folder / "scores.csv").exists()
    return str(refusal.value).splitlines()


def test_score_writes_one_row_a_province_and_year(score):
    assert score().to_dict("records") == [{"province": "Đắk Nông", "year": 2017, "score": 6.625}]


def test_score_reads_what_spreadsheets_write(score):
    semicolons = CRITERIA.replace(",", ";").replace("\n", "\r\n") + "\r\n;;;;\r\n"

    assert len(score(semicolons, encoding="utf-8-sig")) == 1


def test_score_leaves_out_years_without_constants_and_says_so(score, capsys):
    older = CRITERIA + "Đắk Nông,2009,planning,3.1,scale\n"

    assert list(score(older)["year"]) == [2017]
    assert "do not have these years: 2009" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("Đắk Nông,2017,tax,95", "line 3: 95 is not a value tax can have: a share runs from 0 to"),
        ("Đắk Nông,2017,tex,0.3", "line 3: the edition 2017 has no criterion 'tex'."),
        ("Đắk Nông,2017,tax,", "line 3: value is empty."),
        (",2017,tax,0.3", "line 3: province is empty."),
        ("Đắk Nông,2017,tax,many", "line 3: value is 'many', which is not a number."),
        ("Đắk Nông,2017,tax,inf", "line 3: value is 'inf', which is not a number."),
        ('Đắk Nông,2017,tax,"0,3"', "Write a decimal point, not a comma."),
        ("Đắk Nông,2017.5,tax,0.3", "line 3: year is '2017.5', which is not a whole number."),
        (
            "Đắk Nông,2017,planning,2.5",
            "line 3: Đắk Nông, 2017, planning stands already in line 2.",
        ),
        ("Huế,2017,tax,0.3", "line 3: Huế 2017 has no value for planning."),
    ],
)
def test_score_names_a_wrong_row_by_its_line(score, wrong, sentence):
    criteria = CRITERIA.replace("Đắk Nông,2017,tax,0.3,share", wrong)

    assert any(sentence in line for line in refusal_of(score, criteria=criteria))


def test_score_names_wrong_constants(score):
    twice = CONSTANTS + "2017,tax,0.5,-1,0.1,0.9\n"

    assert refusal_of(score, constants=twice) == [
        "constants.csv, line 4: 2017, tax stands already in line 3."
    ]
    assert (
        "weights add up to 1.4"
        in refusal_of(score, constants=CONSTANTS.replace("0.5,-1", "0.9,-1"))[0]
    )
    unit = CONSTANTS.replace("max\n", "max,unit\n").replace("3.4\n", "3.4,stars\n")
    assert "unit 'stars' is unknown" in refusal_of(score, constants=unit)[0]


def test_score_names_missing_columns_and_files(score):
    lines = refusal_of(score, criteria=CRITERIA.replace("criterion", "code"))

    assert lines == [
        "criteria.csv, line 1: the columns criterion are missing;"
        " found: province, year, code, value, unit."
    ]
    for path, said in (("nowhere.csv", "no such file"), (".", "this is a folder")):
        with pytest.raises(CommandError, match=said):
            call_command(
                "score", criteria=score.folder / path, constants=score.folder / path, out="x"
            )


def test_score_names_the_line_of_a_broken_encoding(score):
    lines = refusal_of(score, criteria=CRITERIA.replace("Đắk Nông", "Cà Mau"), encoding="cp1252")

    assert lines[0].startswith("criteria.csv, line 2: the text is not UTF-8.")


def test_score_names_twenty_problems_and_counts_the_rest(score):
    lines = refusal_of(score, criteria=CRITERIA + "Huế,x,tax,0.3,share\n" * 25)

    assert len(lines) == 21
    assert lines[-1] == "and 5 more problems of this file."


def test_score_reproduces_every_official_score(tmp_path):
    files = {"criteria": golden.CRITERIA, "constants": golden.CONSTANTS}

    call_command("score", **files, out=tmp_path / "scores.csv")

    scored = pd.read_csv(tmp_path / "scores.csv")
    official = pd.read_csv(golden.CRITERIA).query("criterion == 'score'")
    both = scored.merge(official, on=["province", "year"])
    assert len(both) == len(scored) == 315
    assert (both["score"] - both["value"]).abs().max() < 0.0005
