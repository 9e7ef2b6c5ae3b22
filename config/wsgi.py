"""What the web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from core.calendar import working_days  # noqa: E402 -- models need the application
from core.storage import mark  # noqa: E402 -- models need the application
from demo import clock  # noqa: E402 -- models need the application

mark.require_agreement()
clock.require_truth()
working_days.read_holidays()
get_resolver().url_patterns  # noqa: B018 -- pages are imported before the first visitor comes

# What is loaded by now stays as long as the process does. Looking through all of it for rubbish
# every 700 objects was a fifth of the time a page takes.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
