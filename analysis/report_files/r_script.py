"""A report as a script for R and its package survey."""

from collections.abc import Iterable
from pathlib import Path

from analysis.report_files.contents import Asked, Contents, Part
from analysis.report_files.specification import LEVEL, SCORE
from surveys.dataset.variables import Variable

TEMPLATE = Path(__file__).with_name("report.R.txt")


def r_script(contents: Contents) -> str:
    """Write the same estimates as the specification as a script that needs R's survey alone."""
    lines = [
        TEMPLATE.read_text(encoding="utf-8")
        .replace("@TITLE@", contents.title)
        .replace("@FILE@", contents.file)
        .replace("@LEVEL@", str(LEVEL))
        .replace("@COUNTED@", contents.design["weight"])
        .replace("@WEIGHT@", contents.design["before" if contents.margins else "weight"])
        .replace("@CALIBRATION@", _calibration(contents))
        .replace("@STRATUM@", contents.design["stratum"])
        .replace("@POPULATION@", contents.design["population"]),
        "criteria <- list(",
        ",\n".join(_criterion(one) for one in contents.asked),
        ")",
        "results <- lapply(criteria, estimate)",
    ]
    if contents.parts:
        lines.append(_score(contents.parts))
    lines.append("tell(results)")
    return "\n".join([*lines, ""])


def _calibration(contents: Contents) -> str:
    """Calibrate as the report did: within bounds, to the totals of the register."""
    if not contents.margins:
        return ""
    rows = ",\n".join(
        f"  {_text(column.name)} = c({', '.join(f'{_text(k)} = {v!r}' for k, v in totals.items())})"
        for column, totals in contents.margins
    )
    bounds = f"c({contents.weighting.low!r}, {contents.weighting.high!r})"
    return f"design <- calibrated(list(\n{rows}), {bounds})\n"


def _criterion(one: Asked) -> str:
    items = ", ".join(_item(one, item) for item in one.items)
    measure = {"mean": "mean", "share": "share", "median": "median"}[one.rule.measure]
    base = f", base = {_text(one.base)}" if one.base else ""
    return f"  {_text(one.code)} = list(measure = {_text(measure)}, items = list({items}){base})"


def _item(one: Asked, item: Variable) -> str:
    name = _text(item.name)
    missing = [
        writing
        for code in item.codes
        if code.missing
        for writing in _writings(code.code, code.number)
    ]
    fields = [name, f"missing = c({_texts(missing)})" if missing else ""]
    if one.rule.measure == "share":
        numbers = {code.code: code.number for code in item.codes}
        wanted = [w for code in one.rule.named for w in _writings(code, numbers.get(code))]
        fields.append(f"named = c({_texts(wanted)})")
    elif one.rule.reverse:
        fields.append(f"reverse = {one.rule.reverse!r}")
    return f"item({', '.join(filter(None, fields))})"


def _writings(code: str, number: int | None) -> list[str]:
    return list(dict.fromkeys([code, *([] if number is None else [str(number)])]))


def _score(parts: Iterable[Part]) -> str:
    rows = ",\n".join(
        f"  list({_text(part.code)}, {part.weight!r}, {part.direction}, {part.scale_min!r}, "
        f"{part.scale_max!r}, {'NA' if part.value is None else repr(part.value)}, {part.se!r})"
        for part in parts
    )
    return f"results[[{_text(SCORE)}]] <- score(list(\n{rows}\n))"


def _texts(values: Iterable[str]) -> str:
    return ", ".join(map(_text, values))


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
