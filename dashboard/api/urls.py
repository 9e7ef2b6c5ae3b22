"""The addresses of the API; a new version gets a new number and leaves the old one as it is."""

from django.urls import path

from dashboard.api import index, meetings, results
from dashboard.api.service import api, open_to_everybody
from dashboard.views import api_page

api.add_router("", index.router)
api.add_router("", results.router)
api.add_router("", meetings.router)
patterns, application, namespace = api.urls
open_to_everybody(patterns)
urlpatterns = [
    path("", api_page, name="api"),
    path("v1/", (patterns, application, namespace)),
]
