"""What holds for the whole installation."""

import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SiteState(models.Model):
    """One row: whether what is stored was invented, and the mark its files carry."""

    is_demonstration = models.BooleanField(_("demonstration data"), default=False)
    storage_mark = models.CharField(_("mark of the files"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("state of the installation")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="site_state_is_one_row")]

    def __str__(self) -> str:
        return str(_("state of the installation"))


class ShippedRow(models.Model):
    """A row that was loaded from what is shipped: deleted here, it is not loaded again."""

    model = models.CharField(_("kind of row"), max_length=60)
    key = models.CharField(_("key"), max_length=300)

    class Meta:
        verbose_name = _("shipped row")
        verbose_name_plural = _("shipped rows")
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="one_memory_a_shipped_row")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"


HELD_FOR = 60.0  # seconds until a process asks again what another one may have changed


class _Held:
    """What this process read last, and until when it counts."""

    is_demonstration: bool | None = None
    until = 0.0


def site_is_demonstration() -> bool:
    """Tell whether pages must carry the mark "invented data"; asked once a minute at most."""
    if _Held.is_demonstration is not None and time.monotonic() <= _Held.until:
        return _Held.is_demonstration
    known = SiteState.objects.filter(is_demonstration=True).exists()
    hold_demonstration(known, HELD_FOR)
    return known


def hold_demonstration(known: bool | None, seconds: float) -> None:
    """Let this count for a while; None has it read again."""
    _Held.is_demonstration, _Held.until = known, time.monotonic() + seconds
