"""What people decided on figures that no rule alone can judge, laid over stored results.

A figure that waits for a person is shown nowhere. A decision releases it (it is printed with a
mark) or withholds it; what follows from it (points, comparison, room, score) follows the figure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.numbers.coverage import Coverage
from analysis.numbers.figures import MARK, PRINT, REVIEW, SUPPRESS, Figure

RELEASE, WITHHOLD = "release", "withhold"
SUBINDEX = "subindex"
CONFIDENTIAL = frozenset({"cell", "dominance"})
BECOMES = {RELEASE: MARK, WITHHOLD: SUPPRESS}
Decisions = Mapping[str, str]  # by the key of a figure
Stored = Mapping[str, Any]


def key_of_criterion(code: str) -> str:
    return f"criterion:{code}"


def key_of_answer(question: str, code: str) -> str:
    return f"answer:{question}:{code}"


def decide(results: Stored, decisions: Decisions) -> dict[str, Any]:
    """Return stored results as people decided on them; nothing else is changed."""
    told = dict(results)
    told["criteria"] = decide_criteria(results["criteria"], decisions)
    for part in ("needs", "satisfaction"):
        told[part] = [_decide_question(row, decisions) for row in results[part]]
    if results.get("changes"):
        told["changes"] = _decide_changes(results["changes"], decisions)
    if results["own_score"]:
        told["own_score"] = decide_score(results["own_score"], told["criteria"], decisions)
    if not _is_shown(told["own_score"]):
        told |= _hide_scores(results)
    return told


def _hide_scores(results: Stored) -> dict[str, Any]:
    """Leave out what would give a withheld score away: other ways of counting the same answers."""
    quality = dict(results["quality"]) | {"score": None, "score_unflagged": None}
    return {"own_score_plain": None, "quality": quality}


def decide_criteria(rows: Iterable[Stored], decisions: Decisions) -> list[dict[str, Any]]:
    """Return the rows of criteria as decided; what is withheld is compared with nothing."""
    return [_decide_criterion(row, decisions) for row in rows]


def _decide_criterion(row: Stored, decisions: Decisions) -> dict[str, Any]:
    decision = decisions.get(key_of_criterion(row["code"]), "")
    design = _decide_figure(row.get("design"), decision)
    told = dict(row) | {"design": design, "score": _decide_figure(row.get("score"), decision)}
    return told if _is_shown(design) else told | {"comparison": None}


def decide_one(figure: Figure, code: str, decisions: Decisions) -> Figure:
    """Return the figure of a criterion as decided."""
    verdict = decisions.get(key_of_criterion(code), "")
    if not verdict or not (figure.waits or figure.decided):
        return figure
    return replace(figure, shown=BECOMES[verdict], decided=verdict)


def _decide_figure(figure: Stored | None, decision: str) -> dict[str, Any] | None:
    if figure is None:
        return None
    if not (figure.get("shown") == REVIEW or figure.get("decided")) or not decision:
        return dict(figure)
    return dict(figure) | {"shown": BECOMES[decision], "decided": decision}


def _is_shown(figure: Stored | None) -> bool:
    return bool(figure) and figure.get("shown", PRINT) in {PRINT, MARK}  # type: ignore[union-attr]


def _decide_question(question: Stored, decisions: Decisions) -> dict[str, Any]:
    answers = [
        dict(one)
        | {
            "share": _decide_figure(
                one["share"], decisions.get(key_of_answer(question["name"], one["code"]), "")
            )
        }
        for one in question["answers"]
    ]
    return dict(question) | {"answers": answers}


def _decide_changes(changes: Stored, decisions: Decisions) -> dict[str, Any]:
    rows = [
        dict(row)
        | {"now": _decide_figure(row["now"], decisions.get(key_of_criterion(row["code"]), ""))}
        for row in changes["rows"]
    ]
    return dict(changes) | {"rows": rows}


def decide_score(
    figure: Stored, criteria: Sequence[Stored], decisions: Decisions
) -> dict[str, Any]:
    """Judge the score by its parts: what is held back must not be had from it.

    The rule of :func:`analysis.estimators.uncertainty.release.judge_score`, where a part that waits
    for a person is held back like one that is withheld.
    """
    if not Coverage.of_stored(criteria).is_enough:
        return dict(figure) | {"shown": SUPPRESS, "why": "measured"}
    asked = [row for row in criteria if row["weight"] and row["design"]]
    held = [row for row in asked if not _is_shown(row["design"])]
    if not held:
        return dict(figure)
    alone = len(held) == 1 and not CONFIDENTIAL.isdisjoint(held[0]["design"]["why"].split(","))
    judged = dict(figure) | {"shown": SUPPRESS if alone else REVIEW, "why": "part"}
    return _decide_figure(judged, decisions.get(SUBINDEX, "")) or judged
