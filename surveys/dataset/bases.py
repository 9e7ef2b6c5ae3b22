"""Whether a response belongs to the base of a criterion: a column for each filter of a rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from surveys.dataset.variables import Variable
from surveys.instrument.expressions.asking import lookup
from surveys.instrument.model import Document
from surveys.instrument.types.coding import Code, DataType


def base_role(criterion: str) -> str:
    """Name the column that holds the base of a criterion."""
    return f"base_{criterion}"


def base_variables(document: Document) -> list[Variable]:
    """One column for each criterion that counts only some of those who answered."""
    return [
        Variable(
            base_role(rule.criterion),
            _("Counts for the criterion “%(criterion)s”") % {"criterion": rule.criterion},
            DataType.CODE,
            (Code("0", 0, _("does not count")), Code("1", 1, _("counts"))),
            explanation=_("1 where %(condition)s holds, the condition of the criterion.")
            % {"condition": rule.where.source},
        )
        for rule in document.criteria
        if rule.where is not None
    ]


def base_values(document: Document, answers: Mapping[str, Any]) -> Sequence[int]:
    """The values of :func:`base_variables` for one response."""
    find = lookup(answers)
    return [int(rule.where.holds(find)) for rule in document.criteria if rule.where is not None]
