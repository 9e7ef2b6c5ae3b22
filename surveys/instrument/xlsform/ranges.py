"""Ranges of an XLSForm: numbers between two ends, by steps."""

from typing import Any

from surveys.instrument.expressions.values import DECIMAL
from surveys.instrument.notation import write_value

WORDS = {
    "vi": "Xin chọn một số từ %(start)s đến %(end)s, mỗi bước %(step)s.",
    "ko": "%(start)s부터 %(end)s까지 %(step)s 단위로 숫자를 선택해 주십시오.",
    "zh-Hans": "请在 %(start)s 至 %(end)s 之间选择一个数字, 步长为 %(step)s。",
    "en": "Please choose a number from %(start)s to %(end)s in steps of %(step)s.",
}


class NoRange(ValueError):
    """The parameters of a range are no numbers."""


def read_range(parameters: list[str]) -> dict[str, Any]:
    """The constraint, the words of its message and the decimal places of a range."""
    given = dict(each.lower().split("=", 1) for each in parameters if "=" in each)
    start, end = given.get("start", "1"), given.get("end", "10")
    step = given.get("step", "1").lstrip("+-")
    written = (start, end, step)
    if not all(DECIMAL.fullmatch(each) for each in written) or float(step) == 0:
        raise NoRange(", ".join(written))
    if float(start) > float(end):
        start, end = end, start
    places = max(len(each.partition(".")[2]) for each in written)
    expression = f". >= {start} and . <= {end}"
    if float(step) != 10.0**-places:
        expression += f" and {_steps(start, step, places)}"
    words = {
        language: text
        % {"start": _say(start, language), "end": _say(end, language), "step": _say(step, language)}
        for language, text in WORDS.items()
    }
    return {"expression": expression, "decimals": places, "words": words}


def _say(written: str, language: str) -> str:
    """A number as the language writes it, with its zero before the decimals."""
    return write_value(float(written), language)


def _steps(start: str, step: str, places: int) -> str:
    """The number is a whole count of steps away from the start, whatever floats make of it."""
    if not places:
        return f"(. - {start}) mod {step} = 0"
    factor = 10**places
    whole, away = round(float(step) * factor), f"(. - {start}) * {factor}"
    return f"round({away}) mod {whole} = 0"
