"""Addresses of what belongs to no app."""

from django.urls import path

from core.views import association, backups, calendar, jobs, long_tables, outbox, site

urlpatterns = [
    path("health/", site.health, name="health"),
    path("language/", site.set_language, name="set_language"),
    path("robots.txt", site.robots, name="robots"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("style/", site.style, name="style"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("outbox/", outbox.outgoing, name="outbox"),
    path("outbox/act/", outbox.act, name="outbox_act"),
    path("outbox/trial/", outbox.try_mail, name="outbox_trial"),
    path("outbox/letters/", outbox.letters, name="outbox_letters"),
    path("outbox/releases/<int:pk>/undo/", outbox.undo, name="outbox_undo"),
    path("outbox/<int:pk>/", outbox.message, name="outbox_message"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/again/", jobs.try_again, name="job_again"),
    path("tables/<int:pk>/", long_tables.fetch, name="table_file"),
    path("setup/association/", association.edit, name="association"),
    path("setup/backups/", backups.backups, name="backups"),
    path("association/logo.png", association.logo, name="association_logo"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:pk>/remove/", calendar.remove_correction, name="calendar_remove"),
]
