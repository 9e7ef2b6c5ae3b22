"""The official index as dated data."""

import math
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.tabular.uploads import Upload
from pci.labels import label_of


def choose_wording(vi: str, en: str) -> str:
    """Choose the wording of the reader's language."""
    return en if en and (get_language() or "vi") != "vi" else vi


class Edition(models.Model):
    """One publication of the index, named by the year it describes."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    provinces_ranked = models.PositiveSmallIntegerField(_("number of provinces"), default=63)
    carried_over_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("definition carried over from"),
    )
    note_vi = models.TextField(_("note (Vietnamese)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    weights_note = models.CharField(
        _("why the weights do not sum to 1"), max_length=300, blank=True
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["year"]

    def __str__(self) -> str:
        return f"PCI {self.year}"

    @property
    def last_day(self) -> date:
        """Return the day that decides which provinces the edition is about."""
        return date(self.year, 12, 31)

    @property
    def note(self) -> str:
        return choose_wording(self.note_vi, self.note_en)


class Criterion(models.Model):
    """What is measured, under one code for ever."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_vi = models.CharField(_("name (Vietnamese)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    captions = models.JSONField(_("captions in official workbooks"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return choose_wording(self.name_vi, self.name_en)


class Measure(models.TextChoices):
    MEAN = "mean", _("mean of ratings")
    SHARE = "share", _("share of answers")
    MEDIAN = "median", _("median")
    EXTERNAL = "external", _("score given by outside reviewers")


class Unit(models.TextChoices):
    SCALE = "scale", _("points from 1 to 5")
    SHARE = "share", _("share from 0 to 1")
    DAYS = "days", _("days")
    POINTS = "points", _("points from 0 to 50")
    NUMBER = "number", _("another number, from and to as given")


UNIT_LIMITS = {Unit.SCALE: (1, 5), Unit.SHARE: (0, 1), Unit.DAYS: (0, 365), Unit.POINTS: (0, 50)}


class CriterionInEdition(models.Model):
    """A criterion as one edition defines, measures and scores it."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="criteria", verbose_name=_("edition")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="in_editions", verbose_name=_("criterion")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    wording_vi = models.CharField(_("wording (Vietnamese)"), max_length=300)
    wording_en = models.CharField(_("wording (English)"), max_length=300, blank=True)
    measure = models.CharField(_("measure"), max_length=8, choices=Measure)
    named_answers = models.JSONField(_("answers that count"), default=list, blank=True)
    unit = models.CharField(_("unit"), max_length=6, choices=Unit)
    unit_name = models.CharField(_("name of the unit"), max_length=40, blank=True)
    unit_min = models.FloatField(_("lowest possible value"), null=True, blank=True)
    unit_max = models.FloatField(_("highest possible value"), null=True, blank=True)
    direction = models.SmallIntegerField(
        _("direction"), choices=[(1, _("higher is better")), (-1, _("lower is better"))]
    )
    weight = models.FloatField(_("weight"), null=True, blank=True)
    scale_min = models.FloatField(_("lower end of the scale"), null=True, blank=True)
    scale_max = models.FloatField(_("upper end of the scale"), null=True, blank=True)
    comparable_with_previous = models.BooleanField(
        _("comparable with the previous edition"), default=True
    )
    note_vi = models.TextField(_("note (Vietnamese)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("criterion in an edition")
        verbose_name_plural = _("criteria in editions")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "criterion"], name="criterion_once_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=[-1, 1]), name="direction_is_up_or_down"
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=1),
                name="weight_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(scale_min__isnull=True, scale_max__isnull=True)
                | Q(scale_max__gt=F("scale_min")),
                name="scale_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.wording}"

    @property
    def wording(self) -> str:
        return choose_wording(self.wording_vi, self.wording_en)

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest value the unit allows."""
        low, high = UNIT_LIMITS.get(Unit(self.unit), (-math.inf, math.inf))
        low = low if self.unit_min is None else self.unit_min
        return low, high if self.unit_max is None else self.unit_max

    @property
    def note(self) -> str:
        return choose_wording(self.note_vi, self.note_en)


class NoHomeProvince(DomainError):
    def __init__(self) -> None:
        super().__init__(
            gettext("No province is at home here yet. An administrator chooses it under “Set-up”.")
        )


class ProvinceQuerySet(models.QuerySet["Province"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def home(self) -> "Province":
        """Return the province of this installation."""
        if (home := self.filter(is_home=True).first()) is None:
            raise NoHomeProvince
        return home


class Province(models.Model):
    """A province, for as long as it exists."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    other_names = models.JSONField(_("other spellings"), default=list, blank=True)
    valid_from = models.DateField(_("exists from"), null=True, blank=True)
    valid_to = models.DateField(_("exists until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    is_home = models.BooleanField(_("the province of this installation"), default=False)
    enterprises = models.PositiveIntegerField(
        _("enterprises in business when it ended"), null=True, blank=True
    )

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_home"], condition=Q(is_home=True), name="one_home_province"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(valid_to__isnull=True),
                name="one_present_province_a_name",
            ),
            models.UniqueConstraint(
                fields=["name", "valid_to"], name="one_former_province_a_name_and_end"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="province_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return label_of(self.name, self.valid_from, self.valid_to)

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class OfficialResult(models.Model):
    """The published value of one criterion in one province; shares run from 0 to 1."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="results", verbose_name=_("province")
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="results", verbose_name=_("edition")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="results", verbose_name=_("criterion")
    )
    value = models.FloatField(_("value"))
    base = models.PositiveIntegerField(_("number of answers"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("official result")
        verbose_name_plural = _("official results")
        ordering = ["edition", "province", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "edition", "criterion"], name="one_official_value_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.edition} {self.criterion_id}"


class OfficialScore(models.Model):
    """The published sub-index of one province, from 1 to 10, with its rank among the provinces."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="scores", verbose_name=_("province")
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="scores", verbose_name=_("edition")
    )
    score = models.FloatField(_("score"))
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    rank_at_best = models.PositiveSmallIntegerField(_("rank, at best"), null=True, blank=True)
    rank_at_worst = models.PositiveSmallIntegerField(_("rank, at worst"), null=True, blank=True)
    provinces_ranked = models.PositiveSmallIntegerField(_("number of provinces"))
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("official score")
        verbose_name_plural = _("official scores")
        ordering = ["edition", "province"]
        constraints = [
            models.UniqueConstraint(fields=["province", "edition"], name="one_official_score_each"),
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=10), name="score_from_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.edition}: {self.score}"


class PrintedFigure(models.Model):
    """A figure as another document printed it, kept beside the official one where they differ."""

    document = models.CharField(_("document"), max_length=300)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", verbose_name=_("province")
    )
    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="printed", verbose_name=_("edition")
    )
    criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("criterion"),
    )
    position = models.PositiveSmallIntegerField(_("row"), default=0)
    label = models.CharField(_("label as printed"), max_length=300, blank=True)
    label_note_vi = models.TextField(_("what is wrong with the label (Vietnamese)"), blank=True)
    label_note_en = models.TextField(_("what is wrong with the label (English)"), blank=True)
    value = models.FloatField(_("value"))
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    printed_as = models.CharField(_("printed as"), max_length=20)
    reason_vi = models.TextField(_("why it differs (Vietnamese)"), blank=True)
    reason_en = models.TextField(_("why it differs (English)"), blank=True)

    class Meta:
        verbose_name = _("printed figure")
        verbose_name_plural = _("printed figures")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "province", "edition", "criterion"],
                name="one_printed_figure_each",
            ),
            models.UniqueConstraint(
                fields=["document", "province", "edition"],
                condition=Q(criterion__isnull=True),
                name="one_printed_total_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.criterion_id}: {self.printed_as}"

    @property
    def reason(self) -> str:
        return choose_wording(self.reason_vi, self.reason_en)

    @property
    def label_note(self) -> str:
        return choose_wording(self.label_note_vi, self.label_note_en)


class OfficialUpload(Upload):
    """A file with official results, from upload to import."""

    class Meta(Upload.Meta):
        abstract = False
        verbose_name = _("file of official results")
        verbose_name_plural = _("files of official results")


class BasketDraft(models.Model):
    """An edition with its basket as it is written; nothing reads it before it is published.

    ``rows`` holds one criterion each, by the names of ``pci.baskets.rows.FIELDS``.
    """

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    provinces_ranked = models.PositiveSmallIntegerField(_("number of provinces"), default=63)
    note_vi = models.TextField(_("note (Vietnamese)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    weights_note = models.CharField(
        _("why the weights do not sum to 1"), max_length=300, blank=True
    )
    rows = models.JSONField(_("criteria"), default=list, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("draft of a basket")
        verbose_name_plural = _("drafts of baskets")
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"PCI {self.year}"
