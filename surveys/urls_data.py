"""Addresses of questionnaires and of data that come and go; part of surveys.urls."""

from django.urls import path

from surveys.views import exports

urlpatterns = [
    path("waves/<int:pk>/data/", exports.exports, name="exports"),
    path("exports/<int:pk>/", exports.download, name="download_export"),
]
