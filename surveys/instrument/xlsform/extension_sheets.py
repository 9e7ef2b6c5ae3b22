"""The sheets of our own in an XLSForm: criteria and contradictions."""

from surveys.instrument.xlsform.parsing import Builder
from surveys.instrument.xlsform.row_types import Data
from surveys.instrument.xlsform.sheets import SheetRow


def criteria(builder: Builder) -> list[Data]:
    sheet = builder.sheets.get("criteria")
    rules = []
    for at, row in enumerate(sheet.rows if sheet else ()):
        cells = dict(row.cells)
        builder.origin[f"/criteria/{at}"] = ("criteria", row.number)
        rule: Data = {
            "criterion": cells.pop("criterion", ""),
            "measure": cells.pop("measure", ""),
            "items": cells.pop("items", "").split(),
            "named": cells.pop("named", "").split(),
            "where": builder.with_rows(cells.pop("where", "")),
        }
        reverse = cells.pop("reverse", "")
        if reverse:
            rule["reverse"] = _number(reverse)
        for column, value in cells.items():
            builder.remark("criteria", row.number, "unknown_column", column=column, value=value)
        rules.append(rule)
    return rules


def contradictions(builder: Builder) -> list[Data]:
    sheet = builder.sheets.get("contradictions")
    found = []
    for at, row in enumerate(sheet.rows if sheet else ()):
        cells = dict(row.cells)
        builder.origin[f"/contradictions/{at}"] = ("contradictions", row.number)
        expression = builder.with_rows(cells.pop("expression", ""))
        line = builder.line(SheetRow(row.number, cells), "contradictions")
        found.append(
            {
                "name": line.name,
                "expression": expression,
                "message": line.texts.get("message", {}),
            }
        )
    return found


def _number(written: str) -> int | float | str:
    """Read a number; what is none is left for the document to refuse."""
    if written.isdecimal():
        return int(written)
    return float(written) if written.replace(".", "", 1).isdecimal() else written
