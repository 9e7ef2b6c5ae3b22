"""Districts and agencies for administrators; enterprises have pages of ours, with a log."""

from django.contrib import admin

from directory import models


@admin.register(models.District)
class DistrictAdmin(admin.ModelAdmin[models.District]):
    list_display = ["name", "position", "valid_from", "valid_to"]


@admin.register(models.Agency)
class AgencyAdmin(admin.ModelAdmin[models.Agency]):
    list_display = ["name_vi", "kind", "valid_from", "valid_to", "successor"]
    list_filter = ["kind"]
    search_fields = ["name_vi", "code"]
    list_select_related = True
