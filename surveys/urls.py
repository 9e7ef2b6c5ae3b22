"""Addresses of this app: each folder with pages lists its own."""

from django.urls import URLPattern, URLResolver

from surveys.answering.urls import urlpatterns as answering
from surveys.dataset.urls import urlpatterns as dataset
from surveys.fieldwork.urls import urlpatterns as fieldwork
from surveys.questionnaires.urls import urlpatterns as questionnaires
from surveys.review.urls import urlpatterns as review

app_name = "surveys"
urlpatterns: list[URLPattern | URLResolver] = [
    *questionnaires,
    *fieldwork,
    *review,
    *dataset,
    *answering,
]
