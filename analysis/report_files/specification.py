"""A report as a specification for ``manage.py estimate``."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.estimators.uncertainty.release import LIKERT_HALF_WIDTH
from analysis.report_files.contents import Asked, Contents, Part
from surveys.dataset.variables import Variable

LEVEL = 0.95
SCORE = "sub-index"


def specification(contents: Contents) -> str:
    """Write everything the report estimates of its criteria as TOML."""
    columns = {item.name: item for one in contents.asked for item in one.items if item.codes}
    columns |= {column.name: column for column, _totals in contents.margins}
    blocks = [
        f"# {contents.title}\n"
        "# Repeats criteria, standard errors, intervals and sub-index of the published report:\n"
        f"# manage.py estimate {contents.file} --spec report.toml --out report.json\n",
        *(_table(f"columns.{_key(name)}", _codes(item)) for name, item in columns.items()),
        _table("design", _design(contents)),
        *_calibration(contents),
        *(_table("[estimate]", _estimate(one)) for one in contents.asked),
    ]
    if contents.parts:
        blocks.append(_score(contents.parts))
    return "\n".join(blocks)


def _design(contents: Contents) -> dict[str, Any]:
    names = contents.design
    return {
        "weights": names["before" if contents.margins else "weight"],
        "strata": [names["stratum"]],
        "fpc": [names["population"]],
        "lonely": "adjust",
        "keep": f"not missing({_name(names['weight'])})",
    }


def _calibration(contents: Contents) -> Iterator[str]:
    """Calibrate the weights as the report did, so that errors account for it."""
    if not contents.margins:
        return
    bounds = [contents.weighting.low, contents.weighting.high]
    yield _table("[calibrate]", {"method": "linear", "bounds": bounds})
    for column, totals in contents.margins:
        yield _table("[calibrate.margins]", {"by": [column.name], "totals": totals})


def _codes(item: Variable) -> dict[str, Any]:
    """Name an answer's code, its number in SPSS and Stata, and its label."""
    levels = {
        code.code: list(dict.fromkeys([*_other(str(code.number), code.code), code.label]))
        for code in item.codes
    }
    missing = [code.code for code in item.codes if code.missing]
    return {"levels": levels, "missing": missing} if missing else {"levels": levels}


def _other(number: str, code: str) -> list[str]:
    return [] if number == code else [number]


def _estimate(one: Asked) -> dict[str, Any]:
    rule = one.rule
    fields: dict[str, Any] = {
        "name": one.code,
        "measure": rule.measure,
        "variables": [item.name for item in one.items],
    }
    if rule.measure == "share":
        fields["levels"] = list(rule.named)
    if rule.measure == "mean":
        fields["half_width"] = LIKERT_HALF_WIDTH
    if rule.measure == "median":
        fields["rule"] = "woodruff"
    if rule.reverse and rule.measure != "share":
        fields["reverse"] = rule.reverse
    if one.base:
        fields["where"] = f"{_name(one.base)} == 1"
    return fields | {"confidence": LEVEL}


def _score(parts: Iterable[Part]) -> str:
    lines = ["[[score]]", f"name = {_value(SCORE)}", f"confidence = {LEVEL}", ""]
    for part in parts:
        source: dict[str, Any] = {"estimate": part.code}
        if part.value is not None:
            source = {"value": part.value, "se": part.se}
        fields = {
            "name": part.code,
            **source,
            "weight": part.weight,
            "direction": part.direction,
            "scale_min": part.scale_min,
            "scale_max": part.scale_max,
        }
        lines.append(_table("[score.criteria]", fields))
    return "\n".join(lines)


def _table(name: str, fields: Mapping[str, Any]) -> str:
    lines = [f"{_key(key)} = {_value(value)}" for key, value in fields.items()]
    return "\n".join([f"[{name}]", *lines, ""])


def _value(value: Any) -> str:
    """Write a value as TOML, whose texts are those of JSON."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _value(name)


def _name(column: str) -> str:
    """Write a column as a condition does."""
    return column if column.isidentifier() else f"`{column}`"
