"""Open data: written by the worker once something changed, and never older than what is public."""

import csv
import gzip
import io
import json
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.models import Job
from dialogues.issues import data_files
from dialogues.issues.actions import publication
from dialogues.models import Issue
from tests.factories.dialogues import published, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def prepare():
    order = data_files.order(now=timezone.now())
    if order:
        jobs.run(order.pk)
    return order


def ask(client, form, **headers):
    return client.get(reverse("dialogues:open_data", args=[form]), headers=headers)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_all_forms_lie_ready_and_hold_the_same(client):
    numbers = {published().number for _each in range(3)}
    assert prepare()

    table = csv.DictReader(io.StringIO(body(ask(client, "csv")).decode("utf-8-sig")))
    records = json.loads(body(ask(client, "json")))
    columns = pq.read_table(io.BytesIO(body(ask(client, "parquet")))).to_pylist()

    assert {row["number"] for row in table} == numbers
    assert {row["number"] for row in records} == {row["number"] for row in columns} == numbers
    assert prepare() is None


def test_the_file_is_handed_out_compressed_with_a_tag(client):
    published()
    prepare()

    first = ask(client, "csv", accept_encoding="gzip")
    again = ask(client, "csv", accept_encoding="gzip", if_none_match=first["ETag"])

    assert first["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(first)).startswith(b"\xef\xbb\xbfnumber,")
    assert again.status_code == 304


def test_what_was_taken_back_is_not_handed_out(client):
    issue = published()
    prepare()
    publication.unpublish_issue(issue=issue, by=staff(), now=timezone.now(), reason="Lộ danh")

    assert json.loads(body(ask(client, "json"))) == []
    assert ask(client, "parquet").status_code == 503
    assert Job.objects.waiting().filter(kind="open_data").count() == 1


def test_a_new_support_counts_at_once(client):
    issue = published()
    prepare()
    Issue.objects.filter(pk=issue.pk).update(supports=5)

    assert json.loads(body(ask(client, "json")))[0]["supports"] == 5


def test_files_of_an_hour_ago_are_taken_away(monkeypatch):
    published()
    prepare()
    old = data_files.fingerprint()
    published()
    later = timezone.now() + timedelta(hours=1, minutes=1)
    order = data_files.order(now=later)
    jobs.run(order.pk)

    _folders, names = default_storage.listdir("open-data")
    assert len(names) == 3
    assert not [name for name in names if name.startswith(old)]


@pytest.mark.parametrize("count", [0, 1, 1000, 1001])
def test_json_is_one_array_however_long(count):
    rows = iter([[number] * len(data_files.open_data.NAMES) for number in range(count)])

    assert len(json.loads(b"".join(data_files.json_pieces(rows)))) == count
