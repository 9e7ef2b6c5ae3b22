"""Choosing the province of this installation."""

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
