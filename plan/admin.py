"""The plan for administrators to look at; it is written on pages of ours, with a log."""

from django.contrib import admin

from core.admin import ReadOnly
from plan import models


class TaskInline(ReadOnly, admin.TabularInline[models.Task, models.Assignment]):
    model = models.Task
    extra = 0


@admin.register(models.Plan)
class PlanAdmin(ReadOnly, admin.ModelAdmin[models.Plan]):
    list_display = ["title_vi", "first_year", "last_year"]


@admin.register(models.Assignment)
class AssignmentAdmin(ReadOnly, admin.ModelAdmin[models.Assignment]):
    list_display = ["plan", "number", "leads_vi"]
    filter_horizontal = ["criteria", "leads", "coordinators"]
    inlines = [TaskInline]
    list_select_related = True


@admin.register(models.Target)
class TargetAdmin(ReadOnly, admin.ModelAdmin[models.Target]):
    list_display = ["plan", "code", "value", "year"]
    list_select_related = True


@admin.register(models.ReportingDate)
class ReportingDateAdmin(ReadOnly, admin.ModelAdmin[models.ReportingDate]):
    list_display = ["plan", "day", "month", "name_vi", "collector"]
    list_select_related = True
