"""Model formulas as R writes them: ``y ~ a + b:c + factor(d)``, parsed and turned into a matrix."""

from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame import filters
from analysis.estimators.frame.arrays import Floats, Mask, codes
from analysis.estimators.frame.expressions import (
    Call,
    Literal,
    Name,
    Node,
    Parser,
    Several,
    write_expression,
)

Term = frozenset[str]


@dataclass(frozen=True, eq=False, slots=True)
class Formula:
    """A response and terms; each factor of a term is an expression known by its written form."""

    response: Node
    factors: dict[str, Node]
    terms: tuple[Term, ...]
    intercept: bool


def parse(text: str) -> Formula:
    """Read a formula; a response stands on the left, terms joined by + - : * on the right."""
    reader = Parser(text)
    response = reader.expression()
    reader.expect("~")
    factors: dict[str, Node] = {}
    terms: list[Term] = []
    intercept, sign = True, "+"
    while True:
        added = _product(reader, factors)
        if added == [frozenset({"0"})]:
            intercept = sign == "-"
        elif added == [frozenset({"1"})]:
            intercept = sign == "+"
        elif sign == "+":
            terms.extend(term for term in added if term not in terms)
        else:
            terms = [term for term in terms if term not in added]
        if reader.finished():
            break
        if not reader.peek("+", "-"):
            raise reader.wrong("terms are joined by +")
        sign = reader.next().value
    order = sorted(terms, key=len)
    return Formula(response, factors, tuple(order), intercept)


def _product(reader: Parser, factors: dict[str, Node]) -> list[Term]:
    """Read ``a``, ``a:b`` or ``a*b`` (which is ``a + b + a:b``)."""
    found = [_factor(reader, factors)]
    while reader.peek(":", "*"):
        crossing = reader.next().value == "*"
        right = _factor(reader, factors)
        both = [term | right for term in found]
        found = [*found, right, *both] if crossing else [*found[:-1], found[-1] | right]
    return found


def _factor(reader: Parser, factors: dict[str, Node]) -> Term:
    node = reader.atom()
    if isinstance(node, Literal):
        if node.value not in {0.0, 1.0} or isinstance(node.value, bool):
            raise reader.wrong("a term is a column, a function of columns, 0 or 1")
        return frozenset({f"{node.value:.0f}"})
    key = write_expression(node)
    factors[key] = node
    return frozenset({key})


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """A variable of a model: numbers, or the code of its level; NaN or -1 where empty."""

    values: Floats
    levels: tuple[Any, ...] | None

    @property
    def known(self) -> Mask:
        """Say where the variable has a value."""
        return np.isfinite(self.values) if self.levels is None else self.values >= 0

    def within(self, rows: Mask) -> "Column":
        """Return the rows, with only the levels that occur in them."""
        values = self.values[rows]
        if self.levels is None:
            return Column(values, None)
        used = np.unique(values).astype(int)
        place = np.full(len(self.levels), -1)
        place[used] = np.arange(len(used))
        return Column(place[values.astype(int)].astype(float), tuple(self.levels[u] for u in used))


def variable(frame: pd.DataFrame, node: Node) -> Column:
    """Compute a variable: text and ``factor()`` become levels, everything else numbers."""
    if isinstance(node, Call) and node.function in {"factor", "as.factor", "ordered", "C"}:
        return _levels(_series(frame, node.arguments[0]))
    if isinstance(node, Call) and node.function == "cut":
        return _cut_intervals(frame, node)
    series = _series(frame, node)
    truth = isinstance(node, Call) and _is_condition(node)
    if truth or pd.api.types.is_bool_dtype(series.dtype):
        values = series.to_numpy(dtype=float, na_value=np.nan)
        return Column(np.where(np.isnan(values), -1, values), ("FALSE", "TRUE"))
    if pd.api.types.is_numeric_dtype(series.dtype):
        return Column(series.to_numpy(dtype=float, na_value=np.nan), None)
    return _levels(series)


def _is_condition(node: Call) -> bool:
    if node.function == "I" and isinstance(node.arguments[0], Call):
        return _is_condition(node.arguments[0])
    return node.function in {"==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in", "is.na"}


def _series(frame: pd.DataFrame, node: Node) -> "pd.Series[Any]":
    if isinstance(node, Name) and node.name in frame.columns:
        return frame[node.name]
    return filters.column(frame, node)


def _levels(series: "pd.Series[Any]") -> Column:
    found, levels = codes(pd.DataFrame({"x": series}), "x")
    return Column(found.astype(float), tuple(levels))


def _cut_intervals(frame: pd.DataFrame, node: Call) -> Column:
    """Cut numbers into intervals open to the left, labelled as R labels them."""
    if len(node.arguments) < 2 or not isinstance(node.arguments[1], Several):
        raise EstimationError("cut() takes a column and the edges: cut(days, c(0, 5, 15, 100)).")
    edges = [_edge(one) for one in node.arguments[1].items]
    if len(edges) < 2 or edges != sorted(set(edges)):
        raise EstimationError("The edges of cut() must rise.")
    values = filters.column(frame, node.arguments[0]).to_numpy(dtype=float)
    at = np.searchsorted(edges, values, side="left") - 1
    inside = np.isfinite(values) & (at >= 0) & (at < len(edges) - 1)
    labels = [f"({low:.3g},{high:.3g}]" for low, high in pairwise(edges)]
    return Column(np.where(inside, at, -1).astype(float), tuple(labels))


def _edge(node: Node) -> float:
    if isinstance(node, Call) and node.function == "minus":
        return -_edge(node.arguments[0])
    if isinstance(node, Name) and node.name == "Inf":
        return float("inf")
    if isinstance(node, Literal) and isinstance(node.value, float):
        return node.value
    raise EstimationError("The edges of cut() are numbers.")


@dataclass(frozen=True, eq=False, slots=True)
class ModelFrame:
    """The rows of a model: its matrix, the names of its terms, and the response."""

    rows: Mask
    x: Floats
    names: tuple[str, ...]
    y: Column


def model_frame(frame: pd.DataFrame, formula: Formula, inside: Mask) -> ModelFrame:
    """Build the matrix on the rows of a domain where every variable has a value.

    Categories are coded against their first level; as in R, an interaction without its main effect
    keeps all the levels.
    """
    response = variable(frame, formula.response)
    columns = {key: variable(frame, node) for key, node in formula.factors.items()}
    used = {key: columns[key] for term in formula.terms for key in columns if key in term}
    rows = inside & response.known
    for one in used.values():
        rows &= one.known
    if not rows.any():
        raise EstimationError("No row has a value for every variable of the model.")
    within = {key: one.within(rows) for key, one in used.items()}
    blocks = [np.ones((int(rows.sum()), 1))] if formula.intercept else []
    names = ["(Intercept)"] if formula.intercept else []
    for term in formula.terms:
        block, labels = _term(term, formula, within)
        blocks.append(block)
        names.extend(labels)
    if not blocks:
        raise EstimationError("A model needs an intercept or a term.")
    return ModelFrame(rows, np.hstack(blocks), tuple(names), response.within(rows))


def _term(term: Term, formula: Formula, within: dict[str, Column]) -> tuple[Floats, list[str]]:
    coded = []
    for key in formula.factors:
        if key not in term:
            continue
        column = within[key]
        if column.levels is None:
            coded.append([(column.values, key)])
            continue
        rest = term - {key}
        marginal = formula.intercept if not rest else rest in formula.terms
        first = 1 if marginal else 0
        coded.append(
            [
                ((column.values == at).astype(float), f"{key}{level}")
                for at, level in enumerate(column.levels)
                if at >= first
            ]
        )
    size = len(next(iter(within.values())).values)
    columns, labels = [], []
    for combination in product(*reversed(coded)):
        values = np.ones(size)
        for one, _ in combination:
            values = values * one
        columns.append(values)
        labels.append(":".join(name for _, name in reversed(combination)))
    return (np.array(columns).T if columns else np.empty((size, 0))), labels


def as_levels(frame: pd.DataFrame, node: Node) -> Column:
    """Return a variable of numbers as ordered levels."""
    return _levels(_series(frame, node))
