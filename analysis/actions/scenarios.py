"""Scenarios kept under a name, and removed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from analysis.errors import NameTaken, NothingWished
from analysis.models import Forecast, Scenario
from core import audit


@transaction.atomic
def save_scenario(
    *,
    forecast: Forecast,
    name: str,
    wished: Mapping[str, float],
    target: float | None,
    by: User,
    now: datetime,
) -> Scenario:
    """Keep a scenario for everybody who reads the forecast."""
    if not wished:
        raise NothingWished
    if Scenario.objects.filter(forecast=forecast, name=name).exists():
        raise NameTaken(name)
    scenario = Scenario.objects.create(
        forecast=forecast, name=name, wished=dict(wished), target=target, made_at=now, made_by=by
    )
    audit.record(actor=by, action="scenario.save", now=now, target=scenario)
    return scenario


@transaction.atomic
def remove_scenario(*, scenario: Scenario, by: User, now: datetime) -> None:
    """Take a scenario away; the log keeps that it was there."""
    audit.record(actor=by, action="scenario.remove", now=now, target=scenario, name=scenario.name)
    scenario.delete()
