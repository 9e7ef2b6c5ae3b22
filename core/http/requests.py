"""Requests whose user is ours."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from core.access import User


class Request(HttpRequest):
    """A request of anybody."""

    user: User | AnonymousUser
    htmx: HtmxDetails


class UserRequest(Request):
    """A request of somebody signed in."""

    user: User
