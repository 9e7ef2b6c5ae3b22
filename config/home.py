"""The first page: what this is for a visitor, what must be done today for everyone else."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import public
from accounts.http import Request


@public
def home(request: Request) -> HttpResponse:
    return render(request, "home.html")
