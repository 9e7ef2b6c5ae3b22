"""Choosing the province of this installation."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from core import audit
from core.access import User
from pci.models import Province


@transaction.atomic
def choose_home(*, province: Province, by: User, now: datetime) -> Province:
    """Make this the province at home; another one is no longer."""
    before = Province.objects.select_for_update().filter(is_home=True).first()
    if before == province:
        return province
    Province.objects.filter(is_home=True).update(is_home=False)
    Province.objects.filter(pk=province.pk).update(is_home=True)
    names = [before.name if before else None, province.name]
    changes = {"is_home": names}
    audit.record(actor=by, action="pci.choose_home", now=now, target=province, changes=changes)
    return province


@transaction.atomic
def count_enterprises(*, sizes: Mapping[int, int], by: User, now: datetime) -> None:
    """Keep how many enterprises former provinces had; they weigh their official values."""
    for province in Province.objects.select_for_update().filter(pk__in=sizes).order_by("pk"):
        before, after = province.enterprises, sizes[province.pk]
        if before == after:
            continue
        Province.objects.filter(pk=province.pk).update(enterprises=after)
        changes = {"enterprises": [before, after]}
        audit.record(
            actor=by, action="pci.count_enterprises", now=now, target=province, changes=changes
        )
