"""Random respondents: several windows, a network that comes and goes, storage that is cleared.

Nothing that was acknowledged is lost, nothing is stored that nobody gave, what is sent is what its
sender saw last, and a page that an answer brings up is asked before anything is sent.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from surveys.instrument import routing
from surveys.instrument.loading import load
from surveys.models import Draft, Response
from tests.surveys.answering.test_views import shown_on, text
from tests.surveys.instrument.documents import question, words
from tests.surveys.links import link, two_pages

pytestmark = pytest.mark.django_db
SECTIONS = {
    "one": ("met", "days", "rated.r1", "rated.r2"),
    "more": ("web",),  # asked of those who have not met
    "two": ("happy", "why"),
}
VALUES = {
    "met": ("yes", "no"),
    "days": ("1", "2", "3", ""),
    "rated.r1": ("a", "b", "c"),
    "rated.r2": ("a", "b", "c"),
    "happy": ("1", "2", "3", "na"),
    "why": ("vì vậy", "không rõ", ""),
    "web": ("có", "chưa", ""),
}
WINDOWS = st.integers(0, 2)


def three_pages():
    """Two pages, and one between them that becomes relevant by an answer on the first."""
    document = two_pages()
    document["sections"].insert(
        1,
        {
            "name": "more",
            "title": words("Phần thêm"),
            "relevance": "${met} = 'no'",
            "questions": [question("web", "text", required=True)],
        },
    )
    return document


class Window:
    """A page as the script holds it: what is typed, what was seen, what waits for the network."""

    def __init__(self, number, section, fields, seen):
        self.name, self.section = f"w{number}", section
        self.fields, self.seen, self.posted = fields, seen, 0
        self.waiting, self.base = [], dict(fields)

    def snapshot(self):
        self.posted += 1
        own = {"page-id": self.name, "page-number": str(self.posted), "page-seen": self.seen}
        return {**{name: value for name, value in self.fields.items() if value}, **own}


class Respondent(RuleBasedStateMachine):
    """One enterprise before up to three windows."""

    @initialize()
    def get_a_link(self):
        self.token, self.key = link(three_pages())
        self.document = load(three_pages())
        self.windows, self.opened = {}, 0
        self.given = {name: {""} for name in VALUES}  # all that anybody has typed
        self.typed_on = {name: set() for name in VALUES}  # the pages each was typed on
        self.acknowledged = {}  # the last answer each field was acknowledged with
        self.receipt = None
        for window in range(3):
            self.show(window, "one")

    def address(self, page, *more):
        return reverse(f"surveys:{page}", args=[self.token, *more])

    @rule(window=WINDOWS, section=st.sampled_from(sorted(SECTIONS)))
    @precondition(lambda self: self.receipt is None)
    def open_page(self, window, section):
        self.show(window, section)

    def show(self, window, section):
        page = text(Client().get(self.address("page", section) + "?keep"))
        fields = {
            name: values[-1] for name, values in shown_on(page, self.document, section).items()
        }
        seen = re.search(r'name="page-seen" value="([^"]*)"', page)[1]
        self.opened += 1
        held = {name: fields.get(name, "") for name in SECTIONS[section]}
        self.windows[window] = Window(self.opened, section, held, seen)

    @rule(
        window=WINDOWS,
        place=st.integers(0, 3),
        choice=st.integers(0, 3),
        network=st.sampled_from([True, True, False]),
        lost=st.sampled_from([False, False, True]),
    )
    @precondition(lambda self: self.receipt is None)
    def type_something(self, window, place, choice, network, lost):
        """Change one answer; the page is posted now, later, or its acknowledgement is lost."""
        page = self.windows[window]
        name = SECTIONS[page.section][place % len(SECTIONS[page.section])]
        value = VALUES[name][choice % len(VALUES[name])]
        page.fields[name] = value
        self.given[name].add(value)
        self.typed_on[name].add(page.name)
        page.waiting = [page.snapshot()] if not lost else [*page.waiting, page.snapshot()]
        if network:
            self.post_what_waits(page, lost=lost)

    @rule(window=WINDOWS)
    @precondition(lambda self: self.receipt is None)
    def network_comes_back(self, window):
        self.post_what_waits(self.windows[window], lost=False)

    @rule(window=WINDOWS)
    @precondition(lambda self: self.receipt is None)
    def storage_is_cleared(self, window):
        """What waited on the phone is gone; the open page still holds what is typed on it."""
        page = self.windows[window]
        page.waiting = [page.snapshot()] if page.waiting else []

    def post_what_waits(self, page, *, lost):
        """Post in any order what waits; what came late changes nothing."""
        for fields in reversed(page.waiting):
            answer = (
                Client()
                .post(
                    self.address("page", page.section),
                    {**fields, "page-go": "save", "page-language": "vi", "page-seconds": "1"},
                    headers={"Accept": "application/json"},
                )
                .json()
            )
            if not lost:
                self.take_answer(page, fields, answer)
        if not lost:
            page.waiting = []

    def take_answer(self, page, fields, answer):
        assert answer["saved"]
        disputed = Draft.objects.get(wave=self.key.wave).disputed
        is_newest = fields["page-number"] == str(page.posted)
        for name in SECTIONS[page.section]:
            mine = fields.get(name, "")
            if is_newest and mine and mine != page.base[name] and name in answer["differs"]:
                assert name in disputed, f"{mine} was dropped unasked"
            if name in disputed or not is_newest:
                self.acknowledged.pop(name, None)
            elif name in answer["differs"]:
                page.fields[name] = answer["differs"][name].get(name, [""])[-1]
                self.acknowledged[name] = page.fields[name]
            else:
                self.acknowledged[name] = fields.get(name, "")
        page.seen, page.base = answer["seen"], dict(page.fields)

    @rule(data=st.data())
    @precondition(lambda self: self.receipt is None)
    def settle_what_is_disputed(self, data):
        draft = Draft.objects.filter(wave=self.key.wave).first()
        for name in sorted(draft.disputed if draft else {}):
            section = next(each for each, names in SECTIONS.items() if name in names)
            choice = data.draw(st.sampled_from(["stored", "other"]))
            page = text(Client().get(self.address("page", section) + "?keep"))
            seen = re.search(r'name="page-seen" value="([^"]*)"', page)[1]
            shown = {n: v[-1] for n, v in shown_on(page, self.document, section).items()}
            fields = {**shown, f"keep.{name}": choice, "page-seen": seen, "page-go": "save"}
            fields.pop(f"keep.{name}_other", None)
            Client().post(self.address("page", section), fields)
            self.acknowledged.pop(name, None)

    @rule()
    @precondition(lambda self: self.receipt is None)
    def look_and_send(self):
        """Send what the last look showed, if nothing is unfinished."""
        look = Client().get(self.address("check"))
        if look.status_code != 200:
            return
        revision = re.search(r'name="page-revision" value="([^"]*)"', text(look))[1]
        draft = Draft.objects.get(wave=self.key.wave)
        seen = routing.relevant_answers(self.document, draft.answers)
        sent = Client().post(self.address("send"), {"page-revision": revision})
        if sent.url == self.address("done"):
            self.receipt = sent.url
            assert Response.objects.get(wave=self.key.wave).answers == seen
            assert not draft.disputed
            assert ("web" in seen) == (seen["met"] == "no"), "a page came up and was not asked"

    @rule()
    @precondition(lambda self: self.receipt is not None)
    def open_the_link_again(self):
        assert Client().get(self.address("start")).url == self.address("done")

    def stored(self):
        draft = Draft.objects.filter(wave=self.key.wave).first()
        fields = {}
        for section in SECTIONS:
            page = text(Client().get(self.address("page", section) + "?keep"))
            fields |= {n: v[-1] for n, v in shown_on(page, self.document, section).items()}
        return draft, fields

    def teardown(self):
        if not hasattr(self, "token") or self.receipt:
            return
        draft, fields = self.stored()
        disputed = draft.disputed if draft else {}
        for name, value in fields.items():
            if name in VALUES:
                assert value in self.given[name], "stored, though nobody gave it"
        for name, value in self.acknowledged.items():
            if value and name not in disputed:
                others = self.given[name] - {value}
                now = fields.get(name, "")
                assert now == value or now in others, f"{name} was acknowledged as {value}"
                if len(self.typed_on[name]) < 2 and not self.is_under_way(name):
                    assert now == value

    def is_under_way(self, name):
        """Whether an answer was posted whose acknowledgement was lost."""
        return any(name in page.fields and page.waiting for page in self.windows.values())


def test_random_respondents_lose_nothing_and_send_what_they_saw(client):
    run_state_machine_as_test(
        Respondent,
        settings=settings(
            max_examples=200,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # to make a failure smaller takes minutes here
            suppress_health_check=list(HealthCheck),
        ),
    )
