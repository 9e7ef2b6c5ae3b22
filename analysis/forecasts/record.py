"""Which backtest speaks of a forecast: that of the very case it was made in."""

import json
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent.with_name("forecasting") / "priors" / "record.json"


@cache
def load_shipped_record() -> dict[str, Any]:
    """Hits and misses of the present model by case and year."""
    return dict(json.loads(SHIPPED.read_text(encoding="utf-8")))


def record_of(*, whole_country: bool, own: bool) -> dict[str, Any]:
    """The record of forecasts made with all provinces or one alone, with own surveys or without."""
    case = ("panel" if whole_country else "alone") + ("-own" if own else "")
    shipped = load_shipped_record()
    return {"case": case, "model": shipped["model"], "years": shipped["cases"][case]}
