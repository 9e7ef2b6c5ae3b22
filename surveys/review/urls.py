"""Addresses of the review of responses and of the portal checklist; part of surveys.urls."""

from django.urls import path

from surveys.review.views import corrections, portal, responses, scans

urlpatterns = [
    path("waves/<int:pk>/quality/decide/", responses.review_several, name="review_several"),
    path("waves/<int:pk>/quality/", responses.flagged, name="flagged"),
    path("waves/<int:pk>/quality/raise/", responses.raise_flags, name="raise_flags"),
    path("waves/<int:pk>/corrections/", corrections.corrections, name="corrections"),
    path("responses/<int:pk>/", responses.response, name="response"),
    path("responses/<int:pk>/files/<str:name>", responses.response_file, name="response_file"),
    path("responses/<int:pk>/scans/", scans.attach, name="attach_scan"),
    path("responses/<int:pk>/scans/<str:name>", scans.show, name="scan"),
    path("responses/<int:pk>/scans/<str:name>/remove/", scans.remove, name="remove_scan"),
    path("waves/<int:pk>/portal/", portal.portal, name="portal"),
    path("waves/<int:pk>/portal/review/", portal.portal_review, name="portal_review"),
]
