"""What holds for the whole installation."""

from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SiteState(models.Model):
    """One row: whether what is stored was invented for a demonstration."""

    is_demonstration = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("state of the installation")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="site_state_is_one_row")]

    def __str__(self) -> str:
        return str(_("state of the installation"))


def site_is_demonstration() -> bool:
    """Tell whether pages must carry the mark "invented data"; asked once a minute at most."""
    known = cache.get("site-is-demonstration")
    if known is None:
        known = SiteState.objects.filter(is_demonstration=True).exists()
        cache.set("site-is-demonstration", known, 60)
    return bool(known)
