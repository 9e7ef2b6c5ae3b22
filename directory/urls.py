"""Addresses of this app."""

from django.urls import path

from directory.views import agencies, ended_places, enterprises, outlines, places, uploads

app_name = "directory"
urlpatterns = [
    path("enterprises/", enterprises.enterprises, name="enterprises"),
    path(
        "enterprises/export/<slug:kind>/", enterprises.enterprises_export, name="enterprises_export"
    ),
    path("enterprises/add/", enterprises.enterprise_add, name="enterprise_add"),
    path("enterprises/import/", uploads.upload, name="upload"),
    path("enterprises/import/<int:pk>/left/", uploads.left_over, name="upload_left"),
    path("enterprises/import/<int:pk>/", uploads.upload_preview, name="upload_preview"),
    path("enterprises/<int:pk>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/edit/", enterprises.enterprise_edit, name="enterprise_edit"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/import/", agencies.agency_file, name="agency_file"),
    path("agencies/add/", agencies.agency_add, name="agency_add"),
    path("places/", places.places, name="places"),
from directory.views import agencies, ended_places, enterprises, outlines, places, uploads
    path("places/<int:pk>/", places.place_edit, name="place_edit"),
    path("agencies/<int:pk>/", agencies.agency, name="agency"),
    path("agencies/<int:pk>/edit/", agencies.agency_edit, name="agency_edit"),
]
