"""What the numbers say, in sentences a reader without statistics understands."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.charts.criteria import in_unit
from analysis.numbers import (
    CriterionNumbers,
    Dialogues,
    QuestionNumbers,
    WaveNumbers,
    inside_quotes,
)
from analysis.reports.wave.verdicts import any_compared, criteria_that_moved, list_compared
from core.charts.base import write_number
from pci.models import Unit

CLEAR, LIKELY = 0.95, 0.8


def chance(probability: float) -> str:
    """Put a probability into words, with its size in tenths."""
    tenths = min(max(round(probability * 10), 1), 9)
    if probability >= CLEAR:
        return _("almost certainly (more than 9 in 10)")
    if probability >= LIKELY - 0.05:
        return _("very likely (about %(tenths)s in 10)") % {"tenths": tenths}
    if probability >= 0.6:
        return _("rather likely (about %(tenths)s in 10)") % {"tenths": tenths}
    if probability > 0.4:
        return _("cannot be told yet (about %(tenths)s in 10)") % {"tenths": tenths}
    return _("rather unlikely (about %(tenths)s in 10)") % {"tenths": tenths}


def by_room(rows: Sequence[CriterionNumbers]) -> list[CriterionNumbers]:
    """The criteria by what they could still add to the sub-index, the most first.

    Of a figure that is withheld no room is told: it would give the figure away.
    """
    known = [
        row for row in rows if row.gain_room is not None and (not row.score or row.score.is_shown)
    ]
    return sorted(known, key=lambda row: -(row.gain_room or 0))


def join_names(rows: Sequence[CriterionNumbers]) -> str:
    return "; ".join(row.name for row in rows)


def score_title(numbers: WaveNumbers) -> str:
    """The finding of the picture of the sub-index."""
    if numbers.outlook is None:
        return _("The sub-index so far and the survey of %(year)s") % {"year": numbers.year}
    return _(
        "%(year)s: a forecast of %(value)s points, 8 chances in 10 between %(low)s and %(high)s"
    ) % {
        "year": numbers.target_year,
        "value": write_number(numbers.outlook.score.middle),
        "low": write_number(numbers.outlook.score.low80),
        "high": write_number(numbers.outlook.score.high80),
    }


def criteria_title(numbers: WaveNumbers) -> str:
    """The finding of the picture of all criteria."""
    better = len(criteria_that_moved(numbers.basket_criteria, "better"))
    worse = len(criteria_that_moved(numbers.basket_criteria, "worse"))
    total = len(list_compared(numbers.basket_criteria))
    if not any_compared(numbers.basket_criteria):
        return _("The criteria in points: the last official values and the survey of %(year)s") % {
            "year": numbers.year
        }
    if not better and not worse:
        return _(
            "Of %(total)s criteria compared with the last official value, none has changed for"
            " certain"
        ) % {"total": total}
    if better and not worse:
        return _(
            "Of %(total)s criteria compared with the last official value, %(better)s are better for"
            " certain and none is worse"
        ) % {"total": total, "better": better}
    return _(
        "Of %(total)s criteria compared with the last official value, %(better)s are better for"
        " certain, %(worse)s worse"
    ) % {"total": total, "better": better, "worse": worse}


def shares_title(numbers: WaveNumbers) -> str:
    """The finding of the panels of shares: the one that moved most."""
    rows = [
        r
        for r in numbers.basket_criteria
        if r.is_share and r.design and r.design.is_shown and r.official
    ]
    if not rows:
        return _("Shares asked by the survey")

    def distance(row: CriterionNumbers) -> float:
        assert row.design is not None  # noqa: S101 -- chosen so above
        return abs(row.design.value - row.official[max(row.official)])

    far = max(rows, key=distance)
    assert far.design is not None  # noqa: S101 -- chosen so above
    return _(
        "“%(name)s” differs most from the last official value: %(own)s against %(official)s (two"
        " surveys that ask in their own ways, not a change)"
    ) % {
        "name": inside_quotes(far.name),
        "own": in_unit(far, far.design.value),
        "official": in_unit(far, far.official[max(far.official)]),
    }


def levers_title(numbers: WaveNumbers) -> str:
    """The finding of the picture of room: the first criterion and its points."""
    rows = by_room(numbers.basket_criteria)
    if not rows:
        return _("What each criterion could still add")
    return _("“%(name)s” has the most room: up to %(points)s points of the sub-index") % {
        "name": inside_quotes(rows[0].name),
        "points": write_number(rows[0].gain_room),
    }


def basket_title(numbers: WaveNumbers) -> str:
    """The finding of the picture of the change of basket."""
    basket = numbers.basket
    if basket is None:
        return _("The set of criteria did not change")
    if basket.like_for_like > 0 > basket.change:
        return _(
            "Counted alike, the province gained %(like)s points; the new set of criteria took"
            " %(rest)s"
        ) % {"like": write_number(basket.like_for_like), "rest": write_number(-basket.rest)}
    text = _("Of the change of %(change)s points, %(like)s come from the common criteria")
    if not basket.is_another_set:
        text = _(
            "Of the change of %(change)s points, %(like)s come from the province’s own values; the"
            " set of criteria stayed"
        )
    return text % {
        "change": write_number(basket.change),
        "like": write_number(basket.like_for_like),
    }


def response_title(numbers: WaveNumbers) -> str:
    """The finding of the picture of the fieldwork."""
    work = numbers.fieldwork
    return ngettext(
        "%(answered)s enterprise of %(asked)s asked answered (%(rate)s%%)",
        "%(answered)s enterprises of %(asked)s asked answered (%(rate)s%%)",
        work.answered,
    ) % {
        "answered": work.answered,
        "asked": work.asked,
        "rate": write_number(100 * work.answered / work.asked if work.asked else 0, 0),
    }


def needs_title(question: QuestionNumbers) -> str:
    """The finding of a question with several answers: the one named most."""
    shown = [answer for answer in question.answers if answer.share.is_shown]
    if not shown:
        return question.text
    first = max(shown, key=lambda answer: answer.share.value)
    return _("Named most often: %(name)s (%(share)s%%)") % {
        "name": first.name[:1].lower() + first.name[1:],
        "share": write_number(first.share.value * 100, 0),
    }


def satisfaction_title(questions: Sequence[QuestionNumbers]) -> str:
    """The finding of the ratings of improvement: where most are satisfied, and fewest."""

    def share_satisfied(question: QuestionNumbers) -> float:
        return sum(a.share.value for a in question.answers if a.code in {"4", "5"})

    told = [question for question in questions if question.is_told]
    if not told:
        return _("Too few answers to say where most are satisfied")
    best, worst = max(told, key=share_satisfied), min(told, key=share_satisfied)
    return _("Satisfied most often: %(best)s; least often: %(worst)s") % {
        "best": best.text,
        "worst": worst.text,
    }


def others_title(numbers: WaveNumbers) -> str:
    """The finding of the panels of ratings, days and points: which way the ratings moved."""
    rows = [r for r in numbers.basket_criteria if not r.is_share and r.design and r.official]
    better, worse = criteria_that_moved(rows, "better"), criteria_that_moved(rows, "worse")
    if better:
        return _("Easier than at the last official count: %(names)s") % {
            "names": join_names(better)
        }
    if worse:
        return _("Harder than at the last official count: %(names)s") % {"names": join_names(worse)}
    if not any_compared([row for row in rows if row.unit == Unit.SCALE]):
        return _("Access to documents: official values and this survey")
    return _("Access to documents: no change that stands out from chance")


def _first_of_a_province(numbers: WaveNumbers) -> str:
    """What can be said before any score of the province was published."""
    if numbers.outlook is not None:
        return _(
            "The sub-index on transparency of PCI %(target)s is expected around %(middle)s points"
            " (8 chances in 10 between %(low)s and %(high)s). No score of this province has been"
            " published yet."
        ) % {
            "target": numbers.target_year,
            "middle": write_number(numbers.outlook.score.middle),
            "low": write_number(numbers.outlook.score.low80),
            "high": write_number(numbers.outlook.score.high80),
        }
    if numbers.told_score is None:
        return _without_own_score(numbers)
    told = _(
        "The survey gives %(own)s points (%(low)s – %(high)s). No score of this province has been"
        " published yet."
    ) % {
        "own": write_number(numbers.told_score.value),
        "low": write_number(numbers.told_score.low),
        "high": write_number(numbers.told_score.high),
    }
    return f"{told} {numbers.coverage.sentence}"


def _without_own_score(numbers: WaveNumbers) -> str:
    if numbers.own_score and not numbers.coverage.is_enough:
        return numbers.coverage.sentence
    return _("The sub-index could not be computed from this survey alone.")


def direction_sentence(numbers: WaveNumbers) -> str:
    """Where the index seems to be going, as sure as the numbers are."""
    last = numbers.last
    if numbers.outlook is not None and last is not None:
        return _(
            "The sub-index on transparency of PCI %(target)s is expected around %(middle)s points"
            " (8 chances in 10 between %(low)s and %(high)s). Above the %(last)s points of"
            " %(year)s: %(chance)s."
        ) % {
            "target": numbers.target_year,
            "middle": write_number(numbers.outlook.score.middle),
            "low": write_number(numbers.outlook.score.low80),
            "high": write_number(numbers.outlook.score.high80),
            "last": write_number(last.score),
            "year": last.year,
            "chance": chance(numbers.outlook.above_last),
        }
    if last is None:
        return _first_of_a_province(numbers)
    if numbers.told_score is None:
        return _without_own_score(numbers)
    told = _(
        "The survey gives %(own)s points (%(low)s – %(high)s); the last published value is"
        " %(last)s points (%(year)s)."
    ) % {
        "own": write_number(numbers.told_score.value),
        "low": write_number(numbers.told_score.low),
        "high": write_number(numbers.told_score.high),
        "last": write_number(last.score),
        "year": last.year,
    }
    return f"{told} {numbers.coverage.sentence}"


def outlook_sentence(numbers: WaveNumbers) -> str:
    """How likely the next published score lies above the last one, and why not surer."""
    if numbers.outlook is None or numbers.last is None:
        return ""
    return _(
        "Above the %(last)s points of %(year)s: %(chance)s. The interval is wide"
        " because the official survey itself asks few enterprises: a perfect survey would still"
        " miss its values by several percentage points."
    ) % {
        "last": write_number(numbers.last.score),
        "year": numbers.last.year,
        "chance": chance(numbers.outlook.above_last),
    }


def issues_title(dialogues: Dialogues) -> str:
    """The finding of the picture of issues."""
    return ngettext(
        "%(issues)s issue was recorded; %(overdue)s overdue",
        "%(issues)s issues were recorded; %(overdue)s overdue",
        dialogues.issues,
    ) % {"issues": dialogues.issues, "overdue": dialogues.overdue}


def reasons_held_back() -> dict[str, str]:
    """Why an own figure of an earlier wave is not put beside the newest one."""
    return {
        "worded": _("the wording changed and nobody has signed for it."),
        "recoded": _("the answers, the coding or the enterprises asked changed."),
        "checklist": _("the checklist had other items or points."),
    }
