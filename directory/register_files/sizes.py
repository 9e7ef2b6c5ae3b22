"""The size of an enterprise, from what a row and the register say together."""

from typing import Any

from directory.models import Enterprise, Size
from directory.register_files import columns
from directory.register_files.records import Record
from directory.sizes import size_of
from directory.vsic import SECTIONS


def settle_size(record: Record, known: Enterprise | None) -> None:
    """Derive the size where figures give it; for a new enterprise guess it where they do not."""

    def figure(name: str) -> Any:
        return record.after.get(name, getattr(known, name) if known else None)

    sector, vsic = figure("sector"), figure("vsic") or 2025
    if not sector or sector not in SECTIONS.get(vsic, ()):
        return
    money = {"revenue": figure("revenue"), "capital": figure("capital")}
    has_money = any(value is not None for value in money.values())
    employees = figure("employees")
    given = record.after.get("size")
    if employees is not None and has_money:
        derived = size_of(sector=sector, employees=employees, vsic=vsic, **money)
        if derived is not None:
            _take(record, given, derived)
    elif given is None and known is None and not record.is_wrong_in("size"):
        _guess(record, employees, money if has_money else {}, sector, vsic)


def _take(record: Record, given: Any, derived: Size) -> None:
    if given not in (None, derived.value):
        record.repair("size_figures", "size", columns.write_cell("size", given), derived.value)
    record.after["size"] = derived.value


def _take_range(
    record: Record, between: tuple[int, int | None], money: dict[str, Any], sector: str, vsic: int
) -> None:
    """Take the middle of a range for the number of employees; above a limit is one more."""
    least, most = between
    middle = least + 1 if most is None else (least + most) // 2
    derived = size_of(sector=sector, employees=middle, vsic=vsic, **(money or {"revenue": 0}))
    if derived is not None:
        record.after["size"] = derived.value
        said = f"{least}–{most}" if most is not None else f"> {least}"
        record.repair("size_range", "size", said, derived.value)


def _guess(
    record: Record, employees: int | None, money: dict[str, Any], sector: str, vsic: int
) -> None:
    """Take the limit of the figure there is; without any, most enterprises are micro."""
    if employees is None and record.employees_between:
        _take_range(record, record.employees_between, money, sector, vsic)
        return
    if employees is None and not money:
        record.after["size"] = Size.MICRO.value
        record.repair("size_unknown", "size", "", Size.MICRO.value)
        return
    given = money or {"revenue": 0}  # money within every limit: employees alone decide
    guessed = size_of(sector=sector, employees=employees or 0, vsic=vsic, **given)
    if guessed is not None:
        record.after["size"] = guessed.value
        said = "; ".join(_say(name, value) for name, value in _figures(employees, money))
        record.repair("size_one_figure", "size", said, guessed.value)


def _figures(employees: int | None, money: dict[str, Any]) -> list[tuple[str, Any]]:
    named = [("employees", employees), *money.items()]
    return [(name, value) for name, value in named if value is not None]


def _say(name: str, value: Any) -> str:
    return f"{columns.HEADINGS[name][0]}: {columns.write_cell(name, value)}"
