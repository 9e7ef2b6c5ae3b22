"""How firm the ranks of an edition are: what a study rests on, and the study itself."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Sum

from analysis.data import sources
from analysis.errors import BasketIncomplete
from analysis.provenance import code_version, digest
from pci.models import CriterionInEdition, Edition, OfficialResult, OfficialScore

if TYPE_CHECKING:
    from analysis.estimators.index import Basket
    from analysis.forecasting.backtest import Inputs

FEWEST_PROVINCES = 10  # of an edition; fewer have no ranks worth the name
SAFE = 6  # decimals of a sum that do not hang on the order of its terms
DRAWS = 2000
SEED = 2018


def stamp(year: int) -> str:
    """Tell states of the published figures apart without reading them all; three queries."""
    results = OfficialResult.objects.filter(edition__year__lte=year)
    scores = OfficialScore.objects.filter(edition__year__lte=year)
    baskets = CriterionInEdition.objects.filter(edition__year__lte=year)
    sums = ("weight", "scale_min", "scale_max", "direction")
    state = {
        "results": results.aggregate(Count("pk"), Max("pk"), Sum("value"), Sum("base")),
        "scores": scores.aggregate(Count("pk"), Max("pk"), Sum("score")),
        "baskets": baskets.aggregate(Count("pk"), *(Sum(name) for name in sums)),
    }
    rounded = {
        table: {
            name: None if total is None else round(float(total), SAFE)
            for name, total in row.items()
        }
        for table, row in state.items()
    }
    return digest(rounded | {"code": code_version()})


@dataclass(frozen=True, slots=True)
class Study:
    """What was found for an edition: for all provinces, and for each by its name."""

    inputs_digest: str
    provinces_ranked: int  # 0 where too few are known for ranks
    everywhere: dict[str, Any]
    provinces: dict[str, dict[str, Any]]


def study(edition: Edition) -> Study:
    """Rank all provinces by many recipes; where too few are known, take the scores apart alone."""
    from analysis.forecasts import scoring  # noqa: PLC0415 -- slow import
    from analysis.rank_studies import tables as rank_tables  # noqa: PLC0415 -- slow import

    inputs = _inputs(edition.year)
    sealed = scoring.inputs_digest(inputs)
    try:
        told = rank_tables.study_ranks(inputs, edition.year, provinces=[], draws=DRAWS, seed=SEED)
    except rank_tables.CannotCompare:
        told = {"provinces_ranked": 0}
    ranked: int = told["provinces_ranked"]
    if ranked < FEWEST_PROVINCES:
        return Study(sealed, 0, {}, _alone(inputs, edition.year))
    return Study(sealed, ranked, told, told.pop("provinces"))


def _inputs(year: int) -> "Inputs":
    from analysis.data import frames  # noqa: PLC0415 -- slow import
    from analysis.forecasting.backtest import Inputs  # noqa: PLC0415 -- slow import

    return Inputs(
        official=frames.official_frame(before=year + 1),
        constants=frames.constants_frame(before=year + 1),
        bases=frames.bases_frame(before=year + 1),
        own=None,
    )


def _baskets(year: int) -> dict[int, "Basket"]:
    found = {}
    for edition in Edition.objects.filter(year__lte=year).order_by("year"):
        try:
            found[edition.year] = sources.basket_of(edition)
        except BasketIncomplete:
            continue
    return found


def _alone(inputs: "Inputs", year: int) -> dict[str, dict[str, Any]]:
    """Score and step of each province by itself; nothing here needs the others."""
    from analysis import rank_sensitivity  # noqa: PLC0415 -- slow import
    from analysis.rank_studies import tables as rank_tables  # noqa: PLC0415 -- slow import

    baskets = _baskets(year)
    tables = {y: rank_tables.wide(inputs.official, y) for y in baskets}
    if year not in tables:
        return {}
    earlier = max((y for y in baskets if y < year), default=None)
    told: dict[str, dict[str, Any]] = {}
    for name in tables[year].index:
        history = {y: dict(t.loc[name].dropna()) for y, t in tables.items() if name in t.index}
        step = None
        if earlier is not None:
            was, now = (tables[y].loc[tables[y].index == name] for y in (earlier, year))
            step = rank_sensitivity.movement(was, now, baskets[earlier], baskets[year], name)
        frames = rank_sensitivity.score_in_fixed_frames(history, baskets)
        told[name] = {
            "fixed_frame": {str(y): score for y, score in frames.items()},
            "movement": None if step is None else asdict(step),
        }
    return told
