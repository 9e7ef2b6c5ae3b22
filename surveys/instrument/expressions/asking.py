"""How expressions ask for answers: of one respondent, or of many in a row."""

from collections.abc import Mapping
from typing import Any

from surveys.instrument.expressions.language import TODAY, Expression, Lookup

Answers = Mapping[str, Any]
_Asked = list[tuple[str, str]]
_Held = dict[tuple[Any, ...], bool]


def lookup(answers: Answers, here: Any = None, today: str = "") -> Lookup:
    """Let an expression ask for answers by question and row; ``here`` is the answer in hand."""

    def find(name: str, row: str) -> Any:
        if row == TODAY:
            return today
        answer = answers.get(name) if name else here
        if row:
            return answer.get(row) if isinstance(answer, Mapping) else None
        return answer

    return find


def holds(condition: Expression, answers: Answers) -> bool:
    """Whether a condition holds after these answers."""
    return condition.holds(lookup(answers))


class RememberedConditions:
    """Like :func:`holds`, from memory where the answers it asks for came before.

    For work that reads many responses and ends: what it remembers are answers. A page of one
    respondent evaluates its conditions afresh.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Expression, _Asked, _Held]] = {}

    def __call__(self, condition: Expression, answers: Answers) -> bool:
        known = self._known.get(id(condition))
        if known is None:
            known = self._known[id(condition)] = condition, sorted(condition.references()), {}
        _kept, asked, held = known
        key = tuple([_freeze(answers.get(name), row) for name, row in asked])
        told = held.get(key)
        if told is None:
            told = held[key] = holds(condition, answers)
        return told


def _freeze(answer: Any, row: str) -> Any:
    """An answer as a key: 1, 1.0 and true are three answers, though Python takes them for one."""
    if row:
        answer = answer.get(row) if isinstance(answer, Mapping) else None
    if answer is None or type(answer) is str:
        return answer
    return type(answer), repr(answer)
