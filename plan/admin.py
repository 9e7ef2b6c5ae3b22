"""The plan for administrators."""

from django.contrib import admin

from plan import models


class TaskInline(admin.TabularInline[models.Task, models.Assignment]):
    model = models.Task
    extra = 0


@admin.register(models.Plan)
class PlanAdmin(admin.ModelAdmin[models.Plan]):
    list_display = ["title_vi", "first_year", "last_year"]


@admin.register(models.Assignment)
class AssignmentAdmin(admin.ModelAdmin[models.Assignment]):
    list_display = ["plan", "number", "leads_vi"]
    filter_horizontal = ["criteria", "leads", "coordinators"]
    inlines = [TaskInline]
    list_select_related = True


@admin.register(models.Target)
class TargetAdmin(admin.ModelAdmin[models.Target]):
    list_display = ["plan", "code", "value", "year"]
    list_select_related = True


@admin.register(models.ReportingDate)
class ReportingDateAdmin(admin.ModelAdmin[models.ReportingDate]):
    list_display = ["plan", "day", "month", "name_vi", "collector"]
    list_select_related = True
