"""The least a Django site must do for the same answers: no middleware, no questionnaire, no link.

Six requests a respondent, as bench.answering makes them: pages of a fixed size, forty fields
checked against six codes, stored as JSON, marked as sent. ``python -m bench._bare`` makes a table.
"""

import gzip
import json
import os
import sys

import dj_database_url
from django.conf import settings

CODES = {"1", "2", "3", "4", "5", "na"}
NAMES = [f"q{number}" for number in range(1, 41)]
INSERT = (
    "INSERT INTO bare (token, answers, sent) VALUES (%s, %s, 0)"
    " ON CONFLICT (token) DO UPDATE SET answers = excluded.answers"
)

if not settings.configured:
    database = dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)
    if "sqlite3" in database["ENGINE"]:
        pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL"  # as sure as ours
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "init_command": pragmas}
    settings.configure(
        SECRET_KEY=os.environ["SECRET_KEY"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": database},
        USE_I18N=False,
    )

import django  # noqa: E402 -- after its settings

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import path  # noqa: E402

PAGE = b"<!doctype html><html lang=vi><body>" + b"".join(
    f"<label><input type=radio name={name} value={code}>{code}</label>".encode()
    for name in NAMES
    for code in sorted(CODES)
)


def show(_request: HttpRequest, token: str = "", **_more: str) -> HttpResponse:
    """A page for everybody, with one look into the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sent FROM bare WHERE token = %s", [token])
        cursor.fetchall()
    response = HttpResponse(gzip.compress(PAGE, compresslevel=4, mtime=0))
    response["Content-Encoding"] = "gzip"
    return response


def page(request: HttpRequest, token: str, section: str) -> HttpResponse:
    if request.method == "GET":
        return show(request, token)
    answers = {name: request.POST.get(name) for name in NAMES}
    if not set(answers.values()) <= CODES:
        return HttpResponse(status=422)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [token, json.dumps(answers)])
    return HttpResponseRedirect(f"/s/{token}/check/")


def send(_request: HttpRequest, token: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bare SET sent = 1 WHERE token = %s AND sent = 0", [token])
    return HttpResponseRedirect(f"/s/{token}/done/")


urlpatterns = [
    path("s/", show),
    path("s/<str:token>/", show),
    path("s/<str:token>/p/<str:section>/", page),
    path("s/<str:token>/send/", send),
    path("s/<str:token>/<str:other>/", show),
]
application = get_wsgi_application()

if __name__ == "__main__":
    with connection.cursor() as making:
        making.execute("CREATE TABLE bare (token varchar(64) PRIMARY KEY, answers text, sent int)")
    sys.stdout.write("ready\n")
