"""Addresses of the review of responses and of the portal checklist; part of surveys.urls."""

from django.urls import path

from surveys.review import views

urlpatterns = [
    path("waves/<int:pk>/quality/", views.flagged, name="flagged"),
    path("waves/<int:pk>/quality/raise/", views.raise_flags, name="raise_flags"),
    path("responses/<int:pk>/", views.response, name="response"),
    path("waves/<int:pk>/portal/", views.portal, name="portal"),
    path("waves/<int:pk>/portal/review/", views.portal_review, name="portal_review"),
]
