"""What the formats share: columns one by one, and refusals."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from surveys.dataset.table import Table
from surveys.dataset.variables import Variable
from surveys.instrument.types.coding import DataType

if TYPE_CHECKING:
    import pandas as pd


class RowsLost(RuntimeError):
    """A file that was just written does not hold all rows."""

    def __init__(self, wanted: int, found: int) -> None:
        super().__init__(f"{found} of {wanted} rows were found in the file")


class UnknownCode(ValueError):
    """An answer that its question does not offer; better no file than one without it."""

    def __init__(self, variable: Variable, value: Any) -> None:
        super().__init__(f"{variable.name} has no code {value!r}")


def columns(table: Table) -> Iterator[tuple[Variable, list[Any]]]:
    """Go through the columns with their values."""
    for at, variable in enumerate(table.variables):
        yield variable, [row[at] for row in table.rows]


def plain_number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def series(variable: Variable, column: list[Any]) -> "pd.Series[Any]":
    """A column as SPSS and Stata hold it: numbers for codes, empty texts for none."""
    import pandas as pd  # noqa: PLC0415 -- slow import

    if variable.codes:
        numbers = {code.code: float(code.number) for code in variable.codes}
        return pd.Series([_number(variable, numbers, v) for v in column], dtype="float64")
    if variable.type is DataType.NUMBER:
        return pd.Series(column, dtype="float64")
    if variable.type in (DataType.DATE, DataType.MOMENT):
        return pd.Series(column, dtype=object)
    return pd.Series([value or "" for value in column], dtype=object)


def _number(variable: Variable, numbers: dict[str, float], value: Any) -> float | None:
    if value is None:
        return None
    if value not in numbers:
        raise UnknownCode(variable, value)
    return numbers[value]


def frame(found: dict[str, Any]) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 -- slow import

    return pd.DataFrame(found)
