"""Whose turn it is on a small machine: a page somebody waits for goes before work that can wait."""

import os

from django.conf import settings


def let_pages_go_first() -> None:
    """Make this process, and those it starts from now on, give way to the web server."""
    os.nice(settings.WORKER_NICE)
