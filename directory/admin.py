"""Places and agencies for administrators to look at; they are changed on pages of ours."""

from django.contrib import admin

from core.admin import ReadOnly
from directory import models


@admin.register(models.District)
class DistrictAdmin(ReadOnly, admin.ModelAdmin[models.District]):
    list_display = ["name", "position", "valid_from", "valid_to"]


@admin.register(models.Agency)
class AgencyAdmin(ReadOnly, admin.ModelAdmin[models.Agency]):
    list_display = ["name_vi", "kind", "valid_from", "valid_to", "successor"]
    list_filter = ["kind"]
    search_fields = ["name_vi", "code"]
    list_select_related = True
