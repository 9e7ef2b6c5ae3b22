"""Comparisons that never hold, because one side is a text without an order."""

import math

from surveys.instrument.expressions.language import Expression, Node, walk
from surveys.instrument.expressions.values import as_number


def find_vain_comparison(expression: Expression) -> str:
    """The first comparison of larger and smaller with words, as written; nothing if there is none.

    XPath compares larger and smaller by numbers, and days as days since 1970; what is neither, such
    as ``'12:00'``, is neither smaller nor larger than anything.
    """
    for node in walk(expression.tree):
        if node[0] == "compare" and node[1] not in ("=", "!="):
            for side in node[2:]:
                if _has_no_order(side):
                    return f"{node[1]} '{side[1]}'"
    return ""


def _has_no_order(side: Node) -> bool:
    return side[0] == "text" and bool(side[1]) and math.isnan(as_number(side[1]))
