"""The register for administrators."""

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


@admin.register(models.Enterprise)
class EnterpriseAdmin(admin.ModelAdmin[models.Enterprise]):
    list_display = ["name", "tax_code", "legal_type", "size", "district", "status"]
    list_filter = ["legal_type", "size", "district", "status"]
    search_fields = ["name", "tax_code"]
    list_select_related = True
