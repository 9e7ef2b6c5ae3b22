"""What a forecast says, in sentences, and the answers to readers' questions."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.data import sources
from analysis.models import Forecast
from analysis.numbers import Basket
from analysis.reports.forecast.lines import CriterionLine, names_of_criteria, score_of
from analysis.reports.wave import findings
from core.charts.base import write_number

TOLD = 3  # criteria named in a sentence
NOTICEABLE = 0.01  # points of the score


def headline(forecast: Forecast) -> str:
    """The forecast in one sentence."""
    score = score_of(forecast)
    return _(
        "The sub-index on transparency of PCI %(year)s is expected around %(middle)s points: 8"
        " chances in 10 between %(low)s and %(high)s."
    ) % {
        "year": forecast.year,
        "middle": write_number(score.middle),
        "low": write_number(score.low80),
        "high": write_number(score.high80),
    }


def direction(forecast: Forecast) -> str:
    """Whether the score will be above the last one, in words."""
    said = forecast.content["said"]
    if said["p_above_last"] is None:
        return _("No published score is known with which it could be compared.")
    shown = {
        "last": write_number(said["last_score"]),
        "chance": findings.chance(said["p_above_last"]),
    }
    if forecast.content.get("merged"):
        return (
            _(
                "That it exceeds the score composed of the predecessors’ last values (%(last)s) is"
                " %(chance)s."
            )
            % shown
        )
    return _("That it exceeds the last published score (%(last)s) is %(chance)s.") % shown


def name_of_last(forecast: Forecast) -> str:
    """What the score is that a forecast is compared with: of a merger nobody published one."""
    if forecast.content.get("merged"):
        return _("Composed of the predecessors’ last values")
    return _("Last published")


def ahead_note(forecast: Forecast, last: int | None) -> str:
    """That editions before this one are not known, which no backtest of ours has tried."""
    if last is None or forecast.year - last < 2:
        return ""
    missing = range(last + 1, forecast.year)
    return _(
        "The results of PCI %(years)s are not known here, so this forecast goes %(ahead)s editions"
        " ahead and its intervals are wider. How often such intervals held was counted one edition"
        " ahead."
    ) % {"years": ", ".join(map(str, missing)), "ahead": len(missing) + 1}


def target_sentence(forecast: Forecast) -> str:
    """How likely the plan's target is, where there is a target and a distribution of the rank."""
    upto = forecast.content["rank_upto"]
    best, worst = sources.rank_target()
    if not upto or best is None or worst is None:
        return ""
    return _(
        "The plan’s target, rank %(best)s to %(worst)s or better, is reached with a probability of"
        " %(chance)s%%."
    ) % {
        "best": best,
        "worst": worst,
        "chance": write_number(100 * upto[min(worst, len(upto)) - 1], 0),
    }


def sentences_on_moves(rows: Sequence[CriterionLine]) -> list[str]:
    """What moves the expected score, largest first, a sentence each."""
    known = [(row, row.change) for row in rows if row.change is not None]
    known.sort(key=lambda pair: -abs(pair[1]))
    told = [_tell_move(row, change) for row, change in known[:TOLD] if abs(change) >= NOTICEABLE]
    new = [row.name for row in rows if row.change is None]
    if new:
        told.append(
            _("No change can be stated for criteria without a past: %(names)s.")
            % {"names": "; ".join(new)}
        )
    return told


def _tell_move(row: CriterionLine, change: float) -> str:
    """What one criterion does to the score; a value nobody published is not told."""
    shown = {
        "name": row.inner_name,
        "points": write_number(abs(change)),
        "last": row.last_text,
        "middle": row.middle_text,
    }
    if row.last is None and change > 0:
        text = _("“%(name)s” is expected to add %(points)s points to the score (to %(middle)s).")
    elif row.last is None:
        text = _("“%(name)s” is expected to cost the score %(points)s points (to %(middle)s).")
    elif change > 0:
        text = _(
            "“%(name)s” is expected to add %(points)s points to the score"
            " (from %(last)s to %(middle)s)."
        )
    else:
        text = _(
            "“%(name)s” is expected to cost the score %(points)s points"
            " (from %(last)s to %(middle)s)."
        )
    return text % shown


def sentences_on_width(rows: Sequence[CriterionLine]) -> str:
    """Which criteria make the interval wide."""
    most = sorted(rows, key=lambda row: -row.uncertainty)[:TOLD]
    return _("The largest sources of doubt are %(list)s.") % {
        "list": "; ".join(
            _("“%(name)s” (%(share)s%%)")
            % {"name": row.inner_name, "share": write_number(100 * max(row.uncertainty, 0), 0)}
            for row in most
        )
    }


def score_chances(forecast: Forecast) -> list[tuple[str, float]]:
    """How likely the score reaches round marks around the forecast."""
    grid = forecast.content["grid"]["score"]
    first = math.ceil(2 * grid[0]) / 2
    marks = [first + step / 2 for step in range(12) if first + step / 2 <= grid[-1]]
    return [
        (_("at least %(mark)s points") % {"mark": write_number(mark, 1)}, chance_of(grid, mark))
        for mark in marks
    ]


def chance_of(grid: Sequence[float], mark: float) -> float:
    """Chance to reach a mark, from the 99 frozen percentiles, linear between them."""
    below = bisect_left(grid, mark)
    if below in {0, len(grid)}:
        return 0.99 if below == 0 else 0.01
    low, high = grid[below - 1], grid[below]
    inside = (mark - low) / (high - low) if high > low else 0.0
    return 1 - (below + inside) / (len(grid) + 1)


def rank_chances(forecast: Forecast) -> list[tuple[str, float]]:
    """How likely each round place or a better one is."""
    upto = forecast.content["rank_upto"]
    return [
        (_("place %(k)s or better") % {"k": k}, upto[k - 1]) for k in range(10, len(upto) + 1, 10)
    ]


def own_note(forecast: Forecast) -> str:
    """Which own surveys and checklists the forecast rests on."""
    rows = forecast.content.get("own_figures", [])
    surveys = sorted({row["wave_year"] for row in rows if row["kind"] == "survey"})
    judged = sorted({row["wave_year"] for row in rows if row["kind"] == "checklist"})
    told = []
    if surveys:
        told.append(
            ngettext(
                "It rests on the own survey of %(years)s.",
                "It rests on the own surveys of %(years)s.",
                len(surveys),
            )
            % {"years": ", ".join(map(str, surveys))}
        )
    if judged:
        told.append(
            ngettext(
                "The web score also uses the Association’s checklist of the portal of %(years)s;"
                " its error is taken from how far the two judges differ.",
                "The web score also uses the Association’s checklists of the portal of %(years)s;"
                " their errors are taken from how far the two judges differ.",
                len(judged),
            )
            % {"years": ", ".join(map(str, judged))}
        )
    return " ".join(told)


def merger_note(forecast: Forecast) -> str:
    """What stands for the past of a province that was made of others."""
    merged = forecast.content.get("merged")
    if not merged:
        return ""
    names = "; ".join(
        _("%(name)s (%(share)s%%)") % {"name": name, "share": write_number(100 * share, 0)}
        for name, share in merged["shares"].items()
    )
    told = _(
        "New boundaries: nothing has been published of the province as it is now. The official"
        " values of those it was made of stand for its past: %(names)s. Twice their sampling error"
        " is counted, because nobody published this mixture, and no rank is forecast: ranks of"
        " before and after the redrawing of the map are not among the same provinces."
    ) % {"names": names}
    if merged["by_enterprises"]:
        return told
    alike = _("They count alike until their numbers of enterprises are entered.")
    return f"{told} {alike}"


@dataclass(frozen=True, slots=True)
class Held:
    """An own figure that was not used, why, and the page on which it can be signed."""

    name: str
    year: int
    why: str
    version: int | None
    earlier: int | None


def sentences_on_held_back(forecast: Forecast) -> list[Held]:
    """Own figures of earlier years that nobody has signed as comparable."""
    rows = forecast.content.get("own_held_back", [])
    names = names_of_criteria(forecast.year) if rows else {}
    words = findings.reasons_held_back()
    return [
        Held(
            names.get(row["criterion"], row["criterion"]),
            row["wave_year"],
            words.get(row["why"], words["recoded"]),
            row["version"],
            row["earlier"],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """A reader's question, answered."""

    asked: str
    answer: str


def questions(forecast: Forecast) -> list[Question]:
    """What readers ask of a forecast, with the numbers of this one."""
    score = score_of(forecast)
    own = bool(forecast.content["own"])
    survey = (
        _(
            "Because what is forecast is the published figure. It comes from another survey, asked"
            " of other enterprises, and carries its own sampling error. Our survey differs from"
            " it systematically; by how much is estimated from the years in which both exist, and"
            " until then it counts with caution."
        )
        if own
        else _(
            "No survey of our own for this edition has been analysed yet. The forecast rests on"
            " the official values of past editions alone."
        )
    )
    wide = _(
        "Because the official survey asks about a hundred enterprises a province, for some"
        " questions only twenty. Even with nothing changing, the published score would move by"
        " about 0.2 points from one survey to the next. To this comes what nobody knows yet: the"
        " movement of the whole country and new records that move the ends of the scales."
    )
    promise = _(
        "The 80%% interval, here %(low)s to %(high)s, aims at holding eight published scores in"
        " ten. How often such intervals held on past editions is shown above; a miss is possible,"
        " and likelier in a year in which the whole country moves."
    ) % {"low": write_number(score.low80), "high": write_number(score.high80)}
    if "record" not in forecast.content:
        promise = _(
            "The 80%% interval, here %(low)s to %(high)s, aims at holding eight published scores in"
            " ten. This forecast was frozen before its method’s hits and misses were kept with it."
        ) % {"low": write_number(score.low80), "high": write_number(score.high80)}
    return [
        Question(_("Why not simply our survey’s number?"), survey),
        Question(_("Why is the interval so wide?"), wide),
        Question(_("What rank will the province get?"), _rank_answer(forecast)),
        Question(_("What does the interval promise?"), promise),
        Question(_("How will we know whether the forecast was good?"), _judged_answer(forecast)),
    ]


def _rank_answer(forecast: Forecast) -> str:
    """Whether a rank is told, and why not."""
    if forecast.content["said"]["rank"]:
        return _(
            "A place is hardly predictable: a tenth of a point spans many places. Read the"
            " probabilities above, not one number."
        )
    if forecast.content.get("merged"):
        return _(
            "No rank is forecast: ranks of before and after the redrawing of the map are not among"
            " the same provinces."
        )
    return _(
        "A place depends on all other provinces, and the platform holds official values of"
        " %(provinces)s only. Import the official workbooks; then the next forecast has one."
    ) % {"provinces": _provinces(forecast.content["model"]["provinces_known"])}


def _judged_answer(forecast: Forecast) -> str:
    """How the forecast is held against what will be published."""
    last = forecast.content["said"]["last_score"]
    shown = {"number": forecast.number, "digest": forecast.digest[:12], "last": write_number(last)}
    if last is None:
        return (
            _(
                "It cannot be changed any more: number %(number)s in a chain of seals, %(digest)s."
                " When the edition is out, the score and each criterion are held against it by the"
                " rule sealed with it."
            )
            % shown
        )
    return (
        _(
            "It cannot be changed any more: number %(number)s in a chain of seals, %(digest)s. When"
            " the edition is out, the score, each criterion and the place are held against it by"
            " the rule sealed with it, beside what simply repeating the last value (%(last)s) would"
            " have given."
        )
        % shown
    )


def _provinces(count: int) -> str:
    return ngettext("%(count)s province", "%(count)s provinces", count) % {"count": count}


def basket_sentence(basket: Basket) -> str:
    text = _("Printed %(change)s, like for like %(like)s: the set of criteria changed in %(after)s")
    if not basket.is_another_set:
        text = _(
            "%(after)s: %(change)s points, of these %(like)s by the province’s own values; the set"
            " of criteria stayed"
        )
    return text % {
        "change": _with_sign(basket.change),
        "like": _with_sign(basket.like_for_like),
        "after": basket.after,
    }


def _with_sign(value: float) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + write_number(abs(value))
