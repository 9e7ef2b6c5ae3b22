import pandas as pd
import pytest

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import filters
from analysis.estimators.frame.expressions import names, parse, write_expression

FRAME = pd.DataFrame({
    "sector": ["trade", "farm", None, "trade"],
    "workers": [3.0, 12.0, 7.0, None],
    "member": [1, 0, 1, 0],
    "active": [True, False, True, False],
    "code": ["7", "10", "x", None],
    "sch.wide": ["Yes", "No", "Yes", "No"],
    "tên ngành": ["a", "b", "a", "b"],
})  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("sector == 'trade'", "x..x"),
        ("sector != 'trade'", ".x.."),  # an empty cell is not "something else"
        ("not sector = 'trade'", ".x.."),
        ('sector in ("farm", "trade")', "xx.x"),
        ("sector not in ['farm']", "x..x"),
        ("sector %in% c('farm')", ".x.."),
        ("sector is missing", "..x."),
        ("workers is not null", "xxx."),
        ("missing(sector) or is.na(workers)", "..xx"),
        ("workers.notna() and workers.isna()", "...."),
        ("workers == workers", "xxx."),
        ("3 < workers <= 12", ".xx."),
        ("workers >= 7 & member == 1", "..x."),
        ("workers >= 7 && !(member == 1)", ".x.."),
        ("sector == 'farm' | workers > 5", ".xx."),
        ("sector == 'trade' || workers > 100", "x..x"),  # true or unknown is true
        ("sector == 'farm' and workers > 100", "...."),
        ("workers + 1 > 2 * (member + 3) - 1 ^ 2", ".xx."),
        ("log(exp(workers)) / 1 % 5 <> 3", ".xx."),
        ("-workers < -5", ".xx."),
        ("workers > +5", ".xx."),
        ("abs(2 ** 2 - workers) == 1", "x..."),
        ("member", "x.x."),
        ("active == true", "x.x."),
        ("active == 'FALSE'", ".x.x"),
        ("member == '1'", "x.x."),
        ("code == 7", "x..."),
        ("code == 10.0", ".x.."),
        ("code != '7'", ".xx."),
        ("`sch.wide` == 'Yes' and sch.wide == 'Yes'", "x.x."),
        ("`tên ngành` == 'b'", ".x.x"),
        ("sector == 'it\\'s'", "...."),
        ("workers == NA", "...."),
        ("I(workers > 5)", ".xx."),
        ("sector == code", "...."),
    ],
)  # fmt: skip
def test_conditions_mean_what_they_say(condition, expected):
    found = "".join("x" if one else "." for one in filters.rows(FRAME, condition))

    assert found == expected


@pytest.mark.parametrize(
    ("condition", "refusal"),
    [
        ("", "An expression is empty"),
        ("sector ==", "it ends too early"),
        ("sector == 'trade", "cannot be read at"),
        ("sector == 'a' 'b'", "something is left over"),
        ("(workers > 1", r"'\)' is missing"),
        ("workers > )", "a value is missing"),
        ("workers is 3", "after 'is' stands missing"),
        ("sector in ('a' 'b')", "',' is missing"),
        ("no_such > 1", "There is no column 'no_such'"),
        ("workers > 'many'", "needs numbers, but row 1 holds 'many'"),
        ("code > 3", "needs numbers, but row 3 holds 'x'"),
        ("sector", "yields text, not true or false"),
        ("__import__('os')", "There is no function '__import__'"),
        ("log(workers, 2) > 1", "There is no function 'log'"),
        ("missing(sector, code)", "takes one column"),
        ("('a', 'b') == sector", "stands only after 'in'"),
        ("(" * 60 + "1" + ")" * 60, "nested more than 50 deep"),
        ("not " * 60 + "member", "nested more than 50 deep"),
        ("sector.__class__ == 'x'", "There is no column 'sector.__class__'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(condition, refusal):
    with pytest.raises(EstimationError, match=refusal):
        filters.rows(FRAME, condition)


def test_columns_can_be_computed_from_text_and_numbers():
    text = filters.column(FRAME, parse("sector"))
    number = filters.column(FRAME, parse("workers * 2"))

    assert text.isna().tolist() == [False, False, True, False]
    assert number.tolist()[:3] == [6.0, 24.0, 14.0]


@pytest.mark.parametrize(
    ("text", "r"),
    [
        ("I(x^2)", "I(x^2)"),
        ("factor( k )", "factor(k)"),
        ("a+b*c", "a + b * c"),
        ("not(a=='x' and b<=1)", '!(a == "x" & b <= 1)'),
        ("a or -b % 2", "a | -b %% 2"),
        ("x in (1, true, NA)", "in(x, c(1, TRUE, NA))"),
        ("missing(x)", "missing(x)"),
    ],
)  # fmt: skip
def test_expressions_are_written_as_r_writes_them(text, r):
    assert write_expression(parse(text)) == r


def test_names_lists_each_column_once():
    assert names(parse("a > 1 and b in (c, 2) and a < 3")) == ["a", "b", "c"]
