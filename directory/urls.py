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
    path("places/import/", places.place_file, name="place_file"),
    path("places/levels/", places.place_levels, name="place_levels"),
    path("places/ended/", ended_places.ended_places, name="ended_places"),
    path("places/ended/<int:pk>/", ended_places.move_out, name="move_out"),
    path("places/regions/<int:pk>/", places.region_edit, name="region_edit"),
    path("enterprises/<int:pk>/move/", ended_places.move_one, name="move_one"),
    path("places/outlines/", outlines.outlines, name="outlines"),
    path("places/<int:pk>/", places.place_edit, name="place_edit"),
    path("agencies/<int:pk>/", agencies.agency, name="agency"),
    path("agencies/<int:pk>/edit/", agencies.agency_edit, name="agency_edit"),
]
