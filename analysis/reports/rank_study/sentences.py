"""What a study of ranks says, as lines and sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.models import ProvinceRank, RankStudy
from core.templatetags.formats import signed
from pci.models import Province
from pci.templatetags.figures import exactly_in_unit

FIRM, FAIRLY_FIRM = 10, 25  # places between the 5 % and the 95 % quantile
NOTICEABLE = 0.005  # points


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """Score and rank without one criterion."""

    name: str
    score: float
    score_shift: float
    rank: int
    rank_shift: int  # positive: further down


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A province at the end of a scale, and what it does to this one."""

    criterion: str
    province: str
    is_own: bool
    is_low: bool
    value: str
    without: str
    score: float | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the step from the edition before: points of the score, places of the rank."""

    code: str
    name: str
    score: float
    rank: int  # positive: further down


def factor_names() -> dict[str, str]:
    return {
        "normalisation": _("How values become points"),
        "weights": _("The weights of the criteria"),
        "aggregation": _("How points are added up"),
        "left_out": _("One criterion left out"),
        "sampling": _("Sampling error of the official survey"),
    }


def part_names() -> dict[str, str]:
    return {
        "own": _("The province’s own values"),
        "others": _("The values of the other provinces"),
        "scale_ends": _("Ends of the scales moved by new records"),
        "basket": _("New criteria and weights"),
    }


def causes(results: Mapping[str, Any]) -> list[tuple[str, float]]:
    """What the rank hangs on, the most first; choices acting together come last."""
    shares = results["first_order_shares"]
    known = [(name, shares.get(code, 0.0)) for code, name in factor_names().items()]
    rest = max(0.0, 1 - sum(share for _name, share in known))
    return [*sorted(known, key=lambda row: -row[1]), (_("Several of these together"), rest)]


def verdict(results: Mapping[str, Any], province: Province) -> str:
    """How firm the rank is, in one sentence."""
    low, high = range_of_ranks(results)
    said = {"province": province.name, "low": low, "high": high}
    if high - low <= FIRM:
        text = _(
            "The rank of %(province)s is firm: nine ways of computing in ten give "
            "%(low)s to %(high)s."
        )
    elif high - low <= FAIRLY_FIRM:
        text = _(
            "The rank of %(province)s is fairly firm: nine ways of computing in ten give "
            "%(low)s to %(high)s."
        )
    else:
        text = _(
            "The rank of %(province)s is not firm: nine ways of computing in ten give "
            "anything from %(low)s"
            " to %(high)s."
        )
    return text % said


def range_of_ranks(results: Mapping[str, Any]) -> tuple[int, int]:
    quantiles = results["rank_quantiles"]
    return round(quantiles["0.05"]), round(quantiles["0.95"])


def rows_left_out(results: Mapping[str, Any], names: Mapping[str, str]) -> list[LeftOutLine]:
    """Without each criterion in turn; what moves the rank most comes first."""
    lines = [
        LeftOutLine(
            names.get(row["criterion"], row["criterion"]),
            row["score"],
            row["score_shift"],
            row["rank"],
            row["rank_shift"],
        )
        for row in results["leave_one_out"]
    ]
    return sorted(lines, key=lambda line: (-abs(line.rank_shift), -abs(line.score_shift)))


def records(
    study: RankStudy, found: ProvinceRank, names: Mapping[str, str], units: Mapping[str, str]
) -> list[RecordLine]:
    """Provinces that set an end of a scale in this edition, with their effect on this one."""
    effects = {
        (row["criterion"], row["end"]): row for row in found.results.get("moved_by_records", [])
    }
    lines = []
    for row in study.everywhere.get("records", []):
        effect = effects.get((row["criterion"], row["end"]))
        unit = units.get(row["criterion"], "scale")
        lines.append(
            RecordLine(
                criterion=names.get(row["criterion"], row["criterion"]),
                province=row["province"],
                is_own=row["province"] == found.province.name,
                is_low=row["end"] == "low",
                value=exactly_in_unit(row["value"], unit),
                without=exactly_in_unit(row["end_without"], unit),
                score=effect["score"] if effect else None,
                rank=round(effect["rank"]) if effect else None,
            )
        )
    return lines


def parts(movement: Mapping[str, Any]) -> list[PartLine]:
    """The step from the edition before, taken apart."""
    return [
        PartLine(code, name, movement["score"][code], movement["rank"][code])
        for code, name in part_names().items()
    ]


def sentence_on_step(movement: Mapping[str, Any], *, is_ranked: bool) -> str:
    """What the step means, in one sentence."""
    change = movement["score_after"] - movement["score_before"]
    own = movement["score"]["own"]
    down = movement["rank_after"] - movement["rank_before"] if is_ranked else 0
    if own > NOTICEABLE and change < -NOTICEABLE:
        return _(
            "The score fell although the province’s own values improved: the fall comes from the"
            " way the index is put together, not from the province."
        )
    if own < -NOTICEABLE and change > NOTICEABLE:
        return _(
            "The score rose although the province’s own values got worse: the rise comes from the"
            " way the index is put together, not from the province."
        )
    if change > NOTICEABLE and down > 0:
        return _("The score rose and the rank fell: other provinces gained more.")
    if change < -NOTICEABLE and down < 0:
        return _("The score fell and the rank rose: other provinces lost more.")
    if abs(change) <= NOTICEABLE:
        return _("The score hardly moved.")
    if abs(own) * 2 >= abs(change):
        return _("Most of the change comes from the province’s own values.")
    return _("Most of the change does not come from the province’s own values.")


def sentence_on_part(part: PartLine, *, is_ranked: bool) -> str:
    """One part of the step as a sentence."""
    points = _("%(name)s: %(points)s points") % {"name": part.name, "points": signed(part.score, 2)}
    if part.code == "others":
        points = _("%(name)s: no effect on the score") % {"name": part.name}
    if not is_ranked:
        return points + "."
    return f"{points}; {places(part.rank)}."


def places(down: int) -> str:
    """A shift of the rank in words."""
    if down == 0:
        return _("no place gained or lost")
    if down > 0:
        return ngettext("%(n)s place lost", "%(n)s places lost", down) % {"n": down}
    return ngettext("%(n)s place gained", "%(n)s places gained", -down) % {"n": -down}


def by_criterion(
    movement: Mapping[str, Any], names: Mapping[str, str]
) -> list[tuple[str, float, float]]:
    """Name, own movement and moved scale ends of each common criterion, the largest first."""
    ends = movement["ends_by_criterion"]
    rows = [
        (names.get(code, code), value, ends.get(code, 0.0))
        for code, value in movement["by_criterion"].items()
    ]
    return sorted(rows, key=lambda row: -abs(row[1]))
