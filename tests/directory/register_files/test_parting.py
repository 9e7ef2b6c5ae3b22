"""Names and tax codes kept in one cell, formulas, and ranges instead of numbers."""

import io

import pytest
import xlsxwriter

from core.tabular.cells import Line
from directory.register_files import matching
from directory.register_files.parting import split
from directory.register_files.readings import read_range
from tests.directory.register_files.messy import code, workbook
from tests.directory.register_files.test_examination import look, mended
from tests.factories.directory import DistrictFactory

A, B = code(580_200_017), code(580_200_176)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        (f"Cty TNHH Bảo An\nMST: {A}", ("Cty TNHH Bảo An", A)),
        (f"DNTN Bích Hà (mã số thuế {A})", ("DNTN Bích Hà", A)),
        (f"{A}-001 – CTCP Ánh Dương", ("CTCP Ánh Dương", f"{A}-001")),
        (A, None), ("DNTN Bích Hà", None), (f"DNTN A {A}, {B}", None), ("DNTN A 5802000170", None),
    ],
)  # fmt: skip
def test_a_name_and_its_one_code_are_parted(cell, parts):
    assert split(cell) == parts


@pytest.mark.parametrize(
    ("words", "bounds"),
    [
        ("10 - 50", (10, 50)), ("từ 51 đến 1.200", (51, 1200)), ("dưới 10", (0, 10)),
        ("<10", (0, 10)), ("trên 200 LĐ", (200, None)), ("50-10", None), ("12 (thời vụ 30)", None),
        ("200", None), ("", None),
    ],
)  # fmt: skip
def test_a_range_has_two_ends(words, bounds):
    assert read_range(words) == bounds


@pytest.mark.django_db
def test_a_column_of_names_with_codes_and_ranges_of_employees_is_read():
    DistrictFactory(code="tuy-duc", name="Xã Tuy Đức")
    head = ["Hội viên (tên, MST)", "Xã", "Quy mô lao động", "Quy mô vốn", "Mã ngành", "Loại hình"]
    rows = [
        [f"Cơ sở Bảo An, MST {A}", "Xã Tuy Đức", "51-200", "3 - 10 tỷ", "C1020", "Tư nhân"],
        [f"Công ty CP Ánh Dương\n{B}", "Xã Tuy Đức", "dưới 10", "< 3 tỷ", "G46", ""],
    ]
    found = mended(workbook(("DS", [head, *rows, ["", "Xã Tuy Đức"]])))

    assert [(one.tax_code, one.after["name"], one.after["size"]) for one in found.new] == [
        (A, "Cơ sở Bảo An", "medium"),
        (B, "Công ty CP Ánh Dương", "micro"),
    ]
    assert [one.after["legal_type"] for one in found.new] == ["private", "joint_stock"]
    assert not any("capital" in one.after for one in found.new)
    assert {"cells_parted", "size_range", "drop_capital"} <= set(found.offers)


def of_formulas():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("DS")
    sheet.write_row(
        0, 0, ["MST", "Tên doanh nghiệp", "Xã", "Mã ngành", "Lao động", "Vốn (tỷ đồng)"]
    )
    for row, tax_code in enumerate([A, B], 1):
        sheet.write_row(row, 0, [tax_code, "DNTN A", "", "4711"])
        sheet.write_formula(row, 2, "=VLOOKUP(A2,X!A:B,2,0)", None, "Xã Tuy Đức")
        sheet.write_formula(row, 4, "=7+5", None, 12)
        sheet.write_formula(row, 5, "=1/0", None, "#DIV/0!")
    book.close()
    return out.getvalue()


@pytest.mark.django_db
def test_formulas_count_as_what_was_shown_when_somebody_says_so():
    DistrictFactory(code="tuy-duc", name="Xã Tuy Đức")
    before, found = look(of_formulas()), mended(of_formulas())

    assert (len(before.new), len(found.new)) == (0, 2)
    assert found.new[0].after | {"district": "tuy-duc", "employees": 12} == found.new[0].after
    assert "capital" not in found.new[0].after
    offer = found.offers["formula"]
    assert (offer.count, offer.kind.is_certain) == (4, False)
    assert ("=7+5", "12") in [(one.before, one.after) for one in offer.examples]


@pytest.mark.parametrize(("words", "is_other"), [(["a", "b"], False), (["a", "b", "c"], True)])
def test_three_words_beside_yes_and_no_make_a_column_something_else(words, is_other):
    rows = [Line(number, (word,)) for number, word in enumerate(words)]
    known = {"is_member": lambda cell: cell == "yes"}

    assert matching._says_something_else(rows, 0, "is_member", known) is is_other
