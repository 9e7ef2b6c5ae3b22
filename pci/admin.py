"""The index's data for administrators to look at; it changes on pages alone, with its log."""

from django.contrib import admin

from core.admin import ReadOnly
from pci import models


class CriterionInEditionInline(
    ReadOnly, admin.TabularInline[models.CriterionInEdition, models.Edition]
):
    model = models.CriterionInEdition
    extra = 0


@admin.register(models.Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin[models.Edition]):
    list_display = ["year", "published_on", "provinces_ranked", "carried_over_from"]
    inlines = [CriterionInEditionInline]


@admin.register(models.Criterion)
class CriterionAdmin(ReadOnly, admin.ModelAdmin[models.Criterion]):
    list_display = ["code", "name_vi", "position"]


@admin.register(models.Province)
class ProvinceAdmin(ReadOnly, admin.ModelAdmin[models.Province]):
    list_display = ["name", "valid_from", "valid_to", "successor", "is_home"]
    search_fields = ["name", "code"]


@admin.register(models.OfficialResult)
class OfficialResultAdmin(ReadOnly, admin.ModelAdmin[models.OfficialResult]):
    list_display = ["province", "edition", "criterion", "value", "source"]
    list_filter = ["edition", "criterion"]
    list_select_related = True


@admin.register(models.OfficialScore)
class OfficialScoreAdmin(ReadOnly, admin.ModelAdmin[models.OfficialScore]):
    list_display = ["province", "edition", "score", "rank", "source"]
    list_filter = ["edition"]
    list_select_related = True


@admin.register(models.PrintedFigure)
class PrintedFigureAdmin(ReadOnly, admin.ModelAdmin[models.PrintedFigure]):
    list_display = ["edition", "position", "criterion", "printed_as", "document"]
    list_filter = ["edition"]
    list_select_related = True
