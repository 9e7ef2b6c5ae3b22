"""The pictures of a study of ranks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.charts import rank_study as pictures
from analysis.models import ProvinceRank, RankStudy
from analysis.provenance import drawing_version
from analysis.reports.rank_study.sentences import causes, parts, verdict
from core.charts.base import Chart, write_number
from core.models import site_is_demonstration
from core.templatetags.formats import signed
from pci.models import Edition, OfficialScore, Province

WEEK = 7 * 24 * 60 * 60


def charts(
    edition: Edition, province: Province, study: RankStudy, found: ProvinceRank, *, draws: bool
) -> dict[str, Chart | None] | None:
    """The pictures in the active language; drawn once, kept for a week."""
    language = translation.get_language()
    stamp = f"{study.stamp[:24]}:{drawing_version()}"
    key = f"rank:{stamp}:{edition.year}:{province.pk}:{language}"
    known: dict[str, Chart | None] | None = cache.get(key)
    if known is None and not draws:
        return None
    if known is None:
        known = _draw(edition, province, study, found)
        cache.set(key, known, WEEK)
    return dict(known)


def _draw(
    edition: Edition, province: Province, study: RankStudy, found: ProvinceRank
) -> dict[str, Chart | None]:
    results, source = found.results, source_line(study)
    drawn: dict[str, Chart | None] = {
        "recipes": None,
        "causes": None,
        "frames": None,
        "steps": None,
    }
    if study.provinces_ranked and "rank" in results:
        told = causes(results)
        drawn["recipes"] = pictures.recipes(
            {int(rank): share for rank, share in results["rank_distribution"].items()},
            results["rank"],
            study.provinces_ranked,
            title=verdict(results, province),
            source=source,
        )
        drawn["causes"] = pictures.causes(told, title=_causes_title(told), source=source)
    fixed = {int(year): score for year, score in results.get("fixed_frame", {}).items()}
    if len(fixed) > 1:
        drawn["frames"] = pictures.frames(
            _published_scores(province, fixed), fixed, title=_frames_title(fixed), source=source
        )
    movement = results.get("movement")
    if movement:
        drawn["steps"] = pictures.steps(
            [(line.name, line.score) for line in parts(movement) if line.code != "others"],
            title=_steps_title(movement),
            source=source,
        )
    return drawn


def _published_scores(province: Province, among: Mapping[int, float]) -> dict[int, float]:
    rows = OfficialScore.objects.filter(province=province, edition__year__in=among)
    return dict(rows.order_by("edition__year").values_list("edition__year", "score"))


def _causes_title(rows: Sequence[tuple[str, float]]) -> str:
    name, share = rows[0]
    return _("The rank depends most on: %(name)s (%(share)s%% of its spread)") % {
        "name": name[:1].lower() + name[1:],
        "share": write_number(100 * share, 0),
    }


def _frames_title(fixed: Mapping[int, float]) -> str:
    first, last = min(fixed), max(fixed)
    return _(
        "Measured with fixed scale ends, the score went from %(before)s (%(first)s) to %(after)s"
        " (%(last)s)"
    ) % {
        "before": write_number(fixed[first]),
        "first": first,
        "after": write_number(fixed[last]),
        "last": last,
    }


def _steps_title(movement: Mapping[str, Any]) -> str:
    change = movement["score_after"] - movement["score_before"]
    return _("From %(first)s to %(second)s: %(change)s points, of these %(own)s by itself") % {
        "first": movement["first"],
        "second": movement["second"],
        "change": signed(change, 2),
        "own": signed(movement["score"]["own"], 2),
    }


def source_line(study: RankStudy) -> str:
    line = _("Source: official PCI workbooks; own computation, inputs %(digest)s.") % {
        "digest": study.inputs_digest[:12]
    }
    return f"{line} {_('Invented data.')}" if site_is_demonstration() else line
