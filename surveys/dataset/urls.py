"""Addresses of answers that leave as files or come from elsewhere; part of surveys.urls."""

from django.urls import path

from surveys.dataset.views import exports, imports

urlpatterns = [
    path("waves/<int:pk>/data/", exports.exports, name="exports"),
    path("waves/<int:pk>/import/", imports.import_answers, name="import_answers"),
    path("imports/<int:pk>/", imports.answer_upload, name="answer_upload"),
    path("imports/<int:pk>/confirm/", imports.confirm_import, name="confirm_import"),
    path("exports/<int:pk>/", exports.download, name="download_export"),
]
