"""The way to a page is told in the words of the pages it leads through."""

import re
from html import unescape
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.test import Client

from core.access import Role
from tests.crawling import walk
from tests.dialogues import world
from tests.factories.accounts import UserFactory
from tests.factories.surveys import WaveFactory
from tests.surveys.links import two_pages

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STARTS = ["/", "/dialogues/", "/issues/", "/hoi-dap/", "/plan/", "/plan/reports/", "/pci/"]


class Head(NamedTuple):
    """What a page calls itself, and the steps that lead to it: where each leads, its words."""

    names: set[str]
    way: list[tuple[str, str]]
    here: str


def text(pattern: str, source: str) -> str:
    found = re.search(pattern, source, re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]+>", "", found[1])).split()) if found else ""


def head(source: str) -> Head:
    """A page may be called by its heading, its lead, or a part of its title."""
    heading = text(r"<h1[^>]*>(.*?)</h1>", source)
    lead = text(r"</h1><p>(.*?)</p>", source)
    parts = re.split(r" [·–] ", text(r"<title>(.*?)</title>", source))
    names = {heading, heading.partition(":")[0], lead, f"{heading}, {lead}", *parts}
    crumbs = re.search(r'<nav class="breadcrumb".*?</nav>', source, re.DOTALL)
    steps = crumbs[0] if crumbs else ""
    way = [
        (url.partition("?")[0], text(r"(.*)", words))
        for url, words in re.findall(r'<a href="([^"]+)">(.*?)</a>', steps, re.DOTALL)
    ]
    return Head(names - {""}, way, text(r'aria-current="page">(.*?)</li>', steps))


@pytest.mark.parametrize("person", ["staff", "planner", "officer_a", "enterprise_x"])
def test_a_step_of_the_way_is_called_what_its_page_is_called(person, settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    call_command("load_fixtures", example=True)
    people = world.build().people | {"staff": UserFactory(role=Role.ADMINISTRATOR)}
    WaveFactory(status="planned", version__document=two_pages())
    client = Client()
    client.force_login(people[person])
    heads: dict[str, Head] = {}
    for url, answer, page in walk(client, STARTS, each=1, files=False):
        if page and answer.status_code == 200:
            heads[url.partition("?")[0]] = head(answer.content.decode())

    wrong = []
    for url, found in list(heads.items()):
        if found.here and found.here not in found.names:
            wrong.append((url, found.here, found.names))
        for target, words in found.way:
            if target not in heads:
                heads[target] = head(client.get(target, follow=True).content.decode())
            if words not in heads[target].names:
                wrong.append((url, words, heads[target].names))

    assert sum(bool(found.way) for found in heads.values()) >= 8
    assert wrong == []
