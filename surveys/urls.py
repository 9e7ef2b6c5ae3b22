"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from surveys import urls_data, urls_fieldwork, urls_links
from surveys.views import counts, waves

app_name = "surveys"
urlpatterns: list[URLPattern | URLResolver] = [
    *urls_links.urlpatterns,
    path("waves/", waves.waves, name="waves"),
    path("waves/new/", waves.new_wave, name="new_wave"),
    path("waves/<int:pk>/", waves.wave, name="wave"),
    path("waves/<int:pk>/change/", waves.change_wave, name="change_wave"),
    path("waves/<int:pk>/open/", waves.open_wave, name="open_wave"),
    path("waves/<int:pk>/close/", waves.close_wave, name="close_wave"),
    path("waves/<int:pk>/count/", counts.count, name="count"),
    *urls_fieldwork.urlpatterns,
    *urls_data.urlpatterns,
]
