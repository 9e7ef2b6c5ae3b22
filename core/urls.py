"""Addresses of what belongs to no app: health, style page, language."""

from django.urls import path

from core import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("language/", views.set_language, name="set_language"),
    path("style/", views.style, name="style"),
]
