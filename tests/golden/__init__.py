"""Facts and figures that tests compare with: README.md says where each comes from."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).resolve().parent
SURVEY, PCI = FOLDER / "survey", FOLDER / "pci"
CRITERIA, CONSTANTS = PCI / "criteria.csv", PCI / "constants.csv"
BASES, RANKS = PCI / "bases.csv", PCI / "ranks.csv"
SHEETS = {2013: "Transparency", 2017: "Transparency"}  # the others speak Vietnamese


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a table with a heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def official_workbook(year: int) -> bytes:
    """Lay a year's sheet out as published: captions, figures, and sums as formulas."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("Summary")
    sheet = book.add_worksheet(SHEETS.get(year, "Tính minh bạch"))
    with (PCI / f"sheet_{year}.csv").open(encoding="utf-8", newline="") as file:
        for place, row in enumerate(csv.reader(file)):
            sheet.write_row(place, 0, [read_cell(text) for text in row])
    book.close()
    return content.getvalue()


def read_cell(text: str) -> float | str:
    """Tell a figure from a caption."""
    try:
        return float(text)
    except ValueError:
        return text


def odk_vectors() -> list[dict[str, Any]]:
    """Random forms with answers, and what ODK's own engine said of them."""
    forms: list[dict[str, Any]] = json.loads((FOLDER / "odk/vectors.json").read_text("utf-8"))
    return forms
