"""Addresses of this app."""

from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/export/<slug:kind>/", views.enterprises_export, name="enterprises_export"),
    path("enterprises/add/", views.enterprise_add, name="enterprise_add"),
    path("enterprises/import/", views.upload, name="upload"),
    path("enterprises/import/<int:pk>/", views.upload_preview, name="upload_preview"),
    path("enterprises/<int:pk>/", views.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/edit/", views.enterprise_edit, name="enterprise_edit"),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/<int:pk>/", views.agency, name="agency"),
    path("agencies/<int:pk>/edit/", views.agency_edit, name="agency_edit"),
]
