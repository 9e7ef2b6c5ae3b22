"""Size of an enterprise by Decree 80/2021/NĐ-CP, article 5."""

from dataclasses import dataclass
from decimal import Decimal

from directory.models import Size, Vsic
from directory.vsic import is_trade_or_services

Billions = Decimal | float


@dataclass(frozen=True, slots=True)
class Limit:
    """The most an enterprise of a size has: employees, and revenue or capital in billion VND."""

    size: Size
    employees: int
    revenue: int
    capital: int


PRODUCTION = (  # agriculture, forestry, fishery, industry, construction
    Limit(Size.MICRO, 10, 3, 3),
    Limit(Size.SMALL, 100, 50, 20),
    Limit(Size.MEDIUM, 200, 200, 100),
)
TRADE_AND_SERVICES = (
    Limit(Size.MICRO, 10, 10, 3),
    Limit(Size.SMALL, 50, 100, 50),
    Limit(Size.MEDIUM, 100, 300, 100),
)


def size_of(
    *,
    sector: str,
    employees: int,
    revenue: Billions | None = None,
    capital: Billions | None = None,
    vsic: int = Vsic.OF_2025,
) -> Size | None:
    """Return the smallest size whose limits hold; None when neither money figure is known.

    An enterprise is of a size when its average count of insured employees is within the limit
    and its revenue, or its capital, is within the limit, too.
    """
    if revenue is None and capital is None:
        return None
    limits = TRADE_AND_SERVICES if is_trade_or_services(sector, vsic) else PRODUCTION
    for limit in limits:
        has_money_within = (revenue is not None and revenue <= limit.revenue) or (
            capital is not None and capital <= limit.capital
        )
        if employees <= limit.employees and has_money_within:
            return limit.size
    return Size.LARGE
