"""A page read before and after something happened: no difference singles out a hidden raiser.

Two sessions in the same districts, issues of both and of neither. For one of them everybody is
tried as its raiser: those for whom the public would have read the same both times are the crowd.
"""

import random
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils.timezone import localdate

from dialogues.issues import data_files
from dialogues.issues.actions import editing, publication
from dialogues.issues.actions.steps import By, merge, withdraw
from dialogues.models import Issue, Visibility
from dialogues.sessions.actions import door, minutes, sessions
from dialogues.sessions.minutes_content import content
from dialogues.workflow.transitions import Party
from directory.actions.places import change_place, move_enterprises
from directory.models import Enterprise
from tests.dialogues.privacy.test_singled_out import (
    SEEDS,
    TEXT,
    count_crowd,
    draw_hall,
    draw_issues,
    read,
    read_each,
    read_the_same,
    release,
)
from tests.factories.dialogues import NOW, filed, staff
from tests.factories.directory import DistrictFactory, EnterpriseFactory

pytestmark = pytest.mark.slow
OF_ALL = ("questions", "feed", "sessions", "question_places")
OF_EACH = ("session", "minutes", "session_calendar")


def draw_world(rng):
    """Two halls that share districts and guests, and issues of both and of the register alone."""
    districts = DistrictFactory.create_batch(rng.randint(1, 3))
    first = draw_hall(rng, quarter=1, districts=districts)
    second = draw_hall(rng, quarter=2, districts=districts)
    for guest in first.participants.filter(enterprise__isnull=False)[: rng.randint(0, 3)]:
        second.participants.create(
            enterprise=guest.enterprise, name="x", invited_at=NOW, checked_in_at=second.starts_at
        )
    few = DistrictFactory()
    EnterpriseFactory.create_batch(rng.randint(1, 6), district=few, sector="C")
    online = [
        filed(enterprise=rng.choice(list(few.enterprises.all())), text=TEXT, visibility=unnamed)
        for unnamed in ("without_name", "without_name", "association")
    ]
    issues = [*draw_issues(first, rng), *draw_issues(second, rng), *online]
    return (first, second), issues, few


def channels_of(halls, issue):
    """Whatever a visitor finds; an address that is not there is told as such."""
    found = {"page": partial(find, "question", issue.number)}
    found["parquet"] = lambda: str(list(data_files.rows()))
    for session in halls:
        at = (session.year, session.quarter)
        found |= {f"{name} {session.pk}": partial(find, name, *at) for name in OF_EACH}
        found[f"list {session.pk}"] = partial(read, "questions", session=session.pk)
    found |= {name: partial(read, name) for name in OF_ALL}
    return found | {n: partial(read, f"api-1:{n}") for n in ("list_issues", "list_sessions")}


def find(name, *args):
    """What stands at an address, or nothing."""
    return read(name, *args, missing="")


@dataclass
class Turn:
    """What an event needs: the watched issue, the others, and who acts when."""

    issue: Any
    others: list
    few: Any
    session: Any
    now: Any
    by: Any

    @property
    def acts(self):
        return {"by": self.by, "now": self.now}

    def grow(self, sector="C"):
        """Others enter the register, where the raiser is and elsewhere."""
        EnterpriseFactory.create_batch(5, district=self.few, sector=sector)

    def correct(self):
        editing.edit_issue(issue=self.issue, **self.acts, title="Chờ giấy phép quá lâu")

    @contextmanager
    def off_the_pages(self):
        """The watched issue is unpublished, something happens, and it is published anew."""
        publication.unpublish_issue(issue=self.issue, **self.acts, reason="Xem lại")
        yield
        publication.publish_issue(issue=self.issue, **self.acts)

    def published_anew(self):
        with self.off_the_pages():
            self.grow()

    def published_anew_among_another_branch(self):
        with self.off_the_pages():
            self.grow(sector="G")

    def published_anew_after_its_place(self):
        with self.off_the_pages():
            self.move_enterprises()

    def published_anew_after_attendance(self):
        with self.off_the_pages():
            self.correct_attendance()

    def tied_to_whom_it_is(self):
        """Said again whose it is, after the register changed."""
        self.grow(sector="G")
        self.move_enterprises()
        another = Enterprise.objects.exclude(pk=self.issue.enterprise_id).first()
        editing.tie_enterprise(issue=self.issue, **self.acts, enterprise=another)

    def corrected(self):
        self.grow()
        self.correct()

    def redacted(self):
        words = {"after": "[…] chờ giấy phép.", "reason": "Tên"}
        publication.redact(issue=self.issue, **self.acts, **words)

    def another_published(self):
        release(self.others, random.Random(1))

    def another_withdrawn(self):
        withdraw(issue=self.others[0], by=By(None, Party.RAISER), now=self.now)

    def others_close(self):
        self.few.enterprises.exclude(pk=self.issue.enterprise_id).update(status="dissolved")
        self.correct()

    def minutes_signed(self):
        later, paper = self.now + timedelta(days=30), self.session.minutes
        with time_machine.travel(later, tick=False):
            minutes.sign(minutes=paper, by=self.by.actor, now=later, content=content(paper))

    def merged(self):
        merge(issue=self.issue, into=self.others[0], **self.acts)

    def the_other_merged(self):
        merge(issue=self.others[0], into=self.issue, **self.acts)

    def attendance_corrected(self):
        self.correct_attendance()
        self.correct()

    def correct_attendance(self):
        """Two who came were not there after all, and one who was not on the list was."""
        guests = self.session.participants.exclude(enterprise=self.issue.enterprise_id)
        came, away = guests.present(), guests.filter(checked_in_at=None)
        for guest in came.order_by("pk")[:2]:
            door.undo_check_in(participant=guest)
        for guest in away.order_by("pk")[:1]:
            door.check_in(participant=guest, by=self.by.actor, now=self.now, from_list=True)

    def place_followed_by_another(self):
        self.move_enterprises()
        self.correct()

    def move_enterprises(self):
        """Out of whichever place it is; who raised the watched issue changes nothing of it."""
        guests = self.session.participants.order_by("enterprise__district")
        place = guests.filter(enterprise__isnull=False).first().enterprise.district
        move_enterprises(out_of=place, to=self.few, by=self.by.actor, now=self.now)

    def place_renamed(self):
        change_place(place=self.few, by=self.by.actor, now=self.now, name="Nơi khác")

    def sessions_end(self):
        """Then alone the sessions are not over before; see below."""


EVENTS = [
    Turn.published_anew, Turn.corrected, Turn.redacted, Turn.another_published,
    Turn.another_withdrawn, Turn.others_close, Turn.minutes_signed, Turn.sessions_end,
    Turn.merged, Turn.the_other_merged, Turn.attendance_corrected,
    Turn.place_followed_by_another, Turn.place_renamed, Turn.tied_to_whom_it_is,
    Turn.published_anew_among_another_branch, Turn.published_anew_after_its_place,
    Turn.published_anew_after_attendance,
]  # fmt: skip


def end(halls):
    for hall in halls:
        with time_machine.travel(hall.ends_at, tick=False):
            sessions.close(session=hall, now=hall.ends_at)
            minutes.open_comments(minutes=hall.minutes, now=hall.ends_at)


@contextmanager
def as_it_was():
    """Whatever happens in between is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def live_through(what, world, place):
    """Yield what a visitor can look at before and after, had the issue come from this place."""
    halls, issues, few, issue, by = world
    district, sector = place
    Issue.objects.filter(pk=issue.pk).update(district=district, sector=sector)
    issue.refresh_from_db()
    channels = channels_of(halls, issue)
    now = max(hall.ends_at for hall in halls) + timedelta(days=1)
    for hall in halls:
        hall.refresh_from_db()
    if what is not Turn.sessions_end:
        end(halls)
    with time_machine.travel(now, tick=False):
        publication.publish_issue(issue=issue, by=by, now=now)
        yield channels
        others = [each for each in issues if each != issue]
        for each in others:
            each.refresh_from_db()
        session = issue.session or halls[0]
        session.refresh_from_db()
        what(Turn(issue, others, few, session, now, by))
    if what is Turn.sessions_end:
        end(halls)
    with time_machine.travel(now, tick=False):
        yield channels


def possible_raisers(issue, told):
    """Those of the hall where day or page tell the session, else all of the register."""
    session = issue.session
    pages = " ".join(str(each["page"]).rsplit("<main", maxsplit=1)[-1] for each in told)
    at_hall = session and (
        localdate(issue.received_at) == localdate(session.starts_at)
        or session.get_absolute_url() in pages
        or any(issue.number in each[f"minutes {session.pk}"] for each in told)
    )
    pool = Enterprise.objects.filter(participations__session=session) if at_hall else None
    return Enterprise.objects.all() if pool is None else pool


@pytest.mark.crawl
@pytest.mark.parametrize("seed", SEEDS)
def test_no_event_singles_out_who_raised_what_was_read_before(seed):
    rng = random.Random(1000 + seed)
    with time_machine.travel(NOW, tick=False):
        halls, issues, few = draw_world(rng)
        by = staff()
    shown = [each for each in issues if each.visibility == Visibility.WITHOUT_NAME]
    for what in rng.sample(EVENTS, 2):
        issue = rng.choice(shown)
        world = (halls, issues, few, issue, by)
        truth = issue.district_id, issue.sector
        try:
            with as_it_was():
                told = [read_each(channels) for channels in live_through(what, world, truth)]
        except publication.FewInTheHall:
            continue
        possible = possible_raisers(issue, told)
        alike = partial(is_told_alike, what, world, told)
        assert count_crowd(possible, truth, alike) >= 5, (what.__name__, issue)


def is_told_alike(what, world, told, place):
    """Whether a visitor would have read the same before and after, had it come from there."""
    with as_it_was():
        both = zip(live_through(what, world, place), told, strict=True)
        return all(read_the_same(channels, once) for channels, once in both)
