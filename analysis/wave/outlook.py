"""What is likely to be published next."""

from collections.abc import Mapping

from analysis import sources
from analysis.estimators import index
from analysis.numbers import Outlook, Quantiles
from analysis.wave.sample import Sample


def outlooks(
    taken: Sample,
    official: sources.Official,
    basket: index.Basket,
    target: int,
    seed: int,
    known: Mapping[str, float],
) -> tuple[Outlook | None, dict[str, Quantiles]]:
    """Forecast what will be published for the target year."""
    return None, {}
