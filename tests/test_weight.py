"""A public page weighs less than 100 kB at first view: itself, its styles and its scripts."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from core.access import PUBLIC
from tests.pages import addresses

LINKED = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]* src)="/static/([^"]+)"')
MOST = 100_000  # bytes as they travel, without fonts


@pytest.mark.django_db
def test_every_public_page_is_light(client):
    heavy, seen = {}, 0
    for address in addresses():
        if address.has_arguments or address.access != PUBLIC:
            continue
        answer = client.get(address.url)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        page = answer.content.decode()
        linked = {re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name) for name in LINKED.findall(page)}
        parts = [answer.content, *(Path(finders.find(name)).read_bytes() for name in linked)]
        weight = sum(len(gzip.compress(part)) for part in parts)
        if weight >= MOST:
            heavy[address.url] = weight
    assert seen > 10
    assert heavy == {}
