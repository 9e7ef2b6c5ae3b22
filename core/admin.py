"""The worker's queue and timetable name the code that runs: no page may write into them."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django_q.admin import FailAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success


class ReadOnly:
    """What stands in the pages for administrators to be looked at, not to be changed."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SuccessAdmin(ReadOnly, TaskAdmin):  # type: ignore[misc]
    actions = None


class FailureAdmin(ReadOnly, FailAdmin):  # type: ignore[misc]
    """Failed tasks can be given back to the worker as they were."""


admin.site.unregister([Success, Failure, OrmQ, Schedule])
admin.site.register(Success, SuccessAdmin)
admin.site.register(Failure, FailureAdmin)
