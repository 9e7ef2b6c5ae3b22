"""Figures as they are printed: how exact they are, whether one is another rounded."""

from decimal import Decimal

HALF = Decimal("0.5")


def decimals(value: float) -> int:
    """Count the decimals a figure was given with: 6.01 has two, 48.0 has none."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def is_rounding_of(rounded: float, exact: float, places: int | None = None) -> bool:
    """Tell whether ``rounded`` says the same as ``exact`` with fewer decimals."""
    places = decimals(rounded) if places is None else places
    step = Decimal(1).scaleb(-places)
    distance = abs(Decimal(repr(rounded)) - Decimal(repr(exact)))
    return distance <= HALF * step and (places > 0 or rounded == exact)
