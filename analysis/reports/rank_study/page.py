"""The page of a rank: how firm it is, what it hangs on, and why score and rank part ways."""

from typing import Any

from analysis.models import ProvinceRank, RankStudy
from analysis.reports.rank_study.pictures import charts
from analysis.reports.rank_study.sentences import (
    by_criterion,
    causes,
    parts,
    range_of_ranks,
    records,
    rows_left_out,
    sentence_on_part,
    sentence_on_step,
    verdict,
)
from pci.models import CriterionInEdition, Edition, Province


def context(
    edition: Edition,
    province: Province,
    study: RankStudy,
    found: ProvinceRank,
    *,
    draws: bool = True,
) -> dict[str, Any]:
    """Everything the page shows, in the active language.

    Without ``draws``, ``charts`` is ``None`` while nobody has drawn the pictures yet.
    """
    results = found.results
    names, units = _name_criteria(edition)
    movement = results.get("movement")
    is_ranked = study.provinces_ranked > 0 and "rank" in results
    lines = parts(movement) if movement else []
    shown: dict[str, Any] = {
        "study": study,
        "is_ranked": is_ranked,
        "results": results,
        "movement": movement,
        "parts": lines,
        "part_sentences": [sentence_on_part(line, is_ranked=is_ranked) for line in lines],
        "moved": sentence_on_step(movement, is_ranked=is_ranked) if movement else "",
        "by_criterion": by_criterion(movement, names) if movement else [],
        "charts": charts(edition, province, study, found, draws=draws),
    }
    if is_ranked:
        low, high = range_of_ranks(results)
        shown |= {
            "verdict": verdict(results, province),
            "low": low,
            "high": high,
            "causes": causes(results),
            "left_out": rows_left_out(results, names),
            "records": records(study, found, names, units),
        }
    return shown


def _name_criteria(edition: Edition) -> tuple[dict[str, str], dict[str, str]]:
    rows = CriterionInEdition.objects.filter(edition__year__lte=edition.year)
    ordered = rows.select_related("criterion").order_by("edition__year")
    found = {row.criterion.code: row for row in ordered}
    return (
        {code: row.criterion.name for code, row in found.items()},
        {code: row.unit for code, row in found.items()},
    )
