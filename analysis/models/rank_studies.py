"""How firm the ranks of an edition are, kept until what is published changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pci.models import Edition, Province


class RankStudy(models.Model):
    """All provinces of one edition ranked by many recipes."""

    edition = models.OneToOneField(
        Edition, models.CASCADE, related_name="rank_study", verbose_name=_("edition")
    )
    stamp = models.CharField(_("state of the published figures"), max_length=64)
    inputs_digest = models.CharField(_("digest of the inputs"), max_length=64)
    code_version = models.CharField(_("version of the code"), max_length=64)
    seed = models.PositiveBigIntegerField(_("seed"))
    draws = models.PositiveIntegerField(_("ways of computing drawn"))
    provinces_ranked = models.PositiveSmallIntegerField(_("provinces ranked"))
    everywhere = models.JSONField(_("what holds for all provinces"), default=dict)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("study of ranks")
        verbose_name_plural = _("studies of ranks")
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"{self.edition} · {self.inputs_digest[:12]}"


class ProvinceRank(models.Model):
    """What a study says of one province."""

    study = models.ForeignKey(
        RankStudy, models.CASCADE, related_name="provinces", verbose_name=_("study of ranks")
    )
    province = models.ForeignKey(
        Province, models.CASCADE, related_name="+", verbose_name=_("province")
    )
    results = models.JSONField(_("results"))

    class Meta:
        verbose_name = _("rank of a province")
        verbose_name_plural = _("ranks of provinces")
        ordering = ["study", "province"]
        constraints = [
            models.UniqueConstraint(fields=["study", "province"], name="one_rank_a_province"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.province_id}"
