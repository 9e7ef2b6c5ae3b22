"""Addresses of this app."""

from django.urls import path

from pci import views

app_name = "pci"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.edition, name="edition"),
    path("criteria/<slug:code>/", views.criterion, name="criterion"),
    path("home/", views.home, name="home"),
    path("import/", views.upload, name="upload"),
    path("import/<int:pk>/", views.upload_preview, name="upload_preview"),
]
