"""The feed of questions and answers is what RFC 4287 calls a feed."""

from datetime import datetime
from xml.etree import ElementTree

from django.urls import reverse

from tests.factories.dialogues import published

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client):
    answer = client.get(reverse("dialogues:feed"))
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314 -- our own document


def test_a_feed_and_its_entries_have_what_the_standard_demands(client):
    published()
    published()

    root = feed(client)

    assert root.tag == ATOM + "feed"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    entries = root.findall(ATOM + "entry")
    assert len(entries) == 2
    for element in [root, *entries]:
        for name in ("id", "title", "updated"):
            assert element.findtext(ATOM + name), name
        assert datetime.fromisoformat(element.findtext(ATOM + "updated")).tzinfo
    assert len({entry.findtext(ATOM + "id") for entry in entries}) == 2
    assert all(entry.find(f"{ATOM}link[@rel='alternate']") is not None for entry in entries)


def test_what_people_wrote_is_text_and_never_markup(client):
    published(text="Bảng giá <b>đất</b> & lệ phí năm nay thế nào?")

    summary = feed(client).find(f"{ATOM}entry/{ATOM}summary")

    assert summary.get("type") == "html"
    assert "<p>Bảng giá &lt;b&gt;đất&lt;/b&gt; &amp; lệ phí" in summary.text
