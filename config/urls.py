"""Where every address begins."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from dashboard import set_up, views
from dashboard.succession import views as succession

handler500 = "core.http.database_away.explain_error"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", views.home, name="home"),
    path("setup/", set_up.set_up, name="set_up"),
    path("overview/", views.public_overview, name="overview"),
    path("api/", include("dashboard.api.urls")),
    path("open-data/", include("dashboard.open_data.urls")),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("pci/", include("pci.urls")),
    path(
        "directory/agencies/<int:pk>/succession/",
        succession.agency_succession,
        name="agency_succession",
    ),
    path("directory/", include("directory.urls")),
    path("plan/agencies/", include("dashboard.agency_sheets.urls")),
    path("plan/", include("dashboard.follow_up.urls")),
    path("plan/", include("plan.urls")),
    path("", include("surveys.urls")),
    path("", include("dialogues.urls")),
    path("analysis/", include("analysis.urls")),
    path("admin/", admin.site.urls),
]
