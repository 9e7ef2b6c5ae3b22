"""Tables to take away."""

import io
from decimal import Decimal

import openpyxl
import pytest

from core.tabular import reading, writing


def test_csv_cannot_be_run_as_a_formula():
    text = writing.csv_bytes(["Tên"], [["=cmd|' /C calc'!A0"], ["-1"], [-1], ["Đắk Mil"]])

    lines = text.decode("utf-8-sig").splitlines()
    assert lines == ["Tên", "'=cmd|' /C calc'!A0", "'-1", "-1", "Đắk Mil"]


def test_xlsx_holds_texts_as_texts():
    content = writing.xlsx_bytes(["Tên", "Vốn"], [["=1+1", Decimal("2.5")], [None, True]])

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert (sheet["B2"].value, sheet["B3"].value) == (2.5, 1)


@pytest.mark.django_db  # an answer that is closed closes old connections
@pytest.mark.parametrize(("count", "streams"), [(1999, False), (2000, True)])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_table_streams_and_holds_the_same(count, streams, kind):
    rows = ([str(number), number] for number in range(count))

    answer = writing.download("table", ["a", "b"], rows, kind=kind)

    assert answer.streaming is streams
    content = b"".join(answer.streaming_content) if streams else answer.content
    answer.close()
    found = reading.sheets(f"x.{kind}", content)[0].lines
    assert len(found) == count + 1
    assert str(found[-1].cells[0]) == str(count - 1)
