"""Tables to take away."""

import io
from decimal import Decimal

import openpyxl

from core.tabular import writing


def test_csv_cannot_be_run_as_a_formula():
    text = writing.csv_bytes(["Tên"], [["=cmd|' /C calc'!A0"], ["-1"], [-1], ["Đắk Mil"]])

    lines = text.decode("utf-8-sig").splitlines()
    assert lines == ["Tên", "'=cmd|' /C calc'!A0", "'-1", "-1", "Đắk Mil"]


def test_xlsx_holds_texts_as_texts():
    content = writing.xlsx_bytes(["Tên", "Vốn"], [["=1+1", Decimal("2.5")], [None, True]])

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["B2"].value, sheet["B3"].value) == (2.5, 1)
