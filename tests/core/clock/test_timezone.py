"""One clock for all code of ours: the true one, but in a demonstration; doors keep the true one."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as settings_of_django
from django.contrib.auth import user_logged_in
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from core import tasks
from core.clock import shift, timezone
from core.jobs import sweeping
from core.models import SiteState
from tests.factories.accounts import UserFactory

TRUE = datetime(2026, 11, 29, 18, 30, tzinfo=UTC)  # the 30th in Viet Nam
OURS = {"core", "pci", "directory", "accounts", "plan", "surveys", "dialogues", "analysis"}
BACK = timedelta(days=-2916, hours=-16, minutes=-30)


@pytest.fixture
def turned(settings):
    """The clock of a demonstration: 2 a.m. UTC of 5 December 2018, which is nine in Viet Nam."""
    settings.CLOCK_SHIFT = BACK
    with time_machine.travel(TRUE, tick=False):
        yield


def test_our_clock_is_the_true_one_unless_it_was_turned(settings):
    with time_machine.travel(TRUE, tick=False):
        assert (timezone.now(), timezone.localdate()) == (TRUE, date(2026, 11, 30))
        assert timezone.find_demonstration() is None


def test_a_turned_clock_tells_another_day_and_runs_on(settings):
    settings.CLOCK_SHIFT = BACK
    with time_machine.travel(TRUE, tick=False) as outside:
        assert timezone.now() == datetime(2018, 12, 5, 2, 0, tzinfo=UTC)
        assert timezone.find_demonstration().today == date(2018, 12, 5)
        assert timezone.true_now() == timezone.true(timezone.now()) == TRUE
        assert timezone.localtime().hour == 9

        outside.shift(timedelta(minutes=5))

        assert timezone.now() == datetime(2018, 12, 5, 2, 5, tzinfo=UTC)


def test_the_distance_is_noted_beside_the_data_and_read_again(tmp_path):
    assert shift.read(tmp_path) == timedelta()

    shift.note(tmp_path, BACK)

    assert shift.read(tmp_path) == BACK
    shift.forget(tmp_path)
    assert shift.read(tmp_path) == timedelta()


@pytest.mark.django_db
def test_sessions_and_the_queue_keep_the_true_time(turned):
    for key, hours in (("over", -1), ("good", 1)):
        end = TRUE + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=end)

    tasks.tidy_up()

    assert [session.session_key for session in Session.objects.all()] == ["good"]
    assert sweeping.hand_over_again(now=timezone.now()) == 0


@pytest.mark.django_db
def test_moments_that_django_would_note_itself_are_told_by_our_clock(turned):
    person = UserFactory()

    user_logged_in.send(sender=User, request=None, user=person)

    person.refresh_from_db()
    assert person.last_login == person.date_joined == datetime(2018, 12, 5, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_pages_of_a_demonstration_say_the_day_it_plays(turned, client):
    cache.clear()
    SiteState.objects.update_or_create(pk=1, defaults={"is_demonstration": True})

    page = client.get(reverse("home")).content.decode()

    assert "Bản trình diễn: hôm nay là 05/12/2018." in page
    assert f'data-clock-shift="{round(BACK.total_seconds() * 1000)}"' in page
    cache.clear()


def test_no_template_script_or_column_asks_another_clock():
    """The linter watches our Python; these are the other places where a moment could come from."""
    root = settings_of_django.BASE_DIR
    pages = [path for path in (root / "templates").rglob("*.*") if path.suffix in {".html", ".txt"}]
    scripts = [path for path in (root / "static" / "js").glob("*.js") if ".min." not in path.name]
    shows = re.compile(r"toTimeString|toLocaleTimeString|toLocaleDateString")

    assert [path for path in pages if re.search(r"{%\s*now\b", path.read_text("utf-8"))] == []
    asked = {path.name for path in scripts if shows.search(path.read_text("utf-8"))}
    assert asked
    for path in scripts:
        assert path.name not in asked or "clockShift" in path.read_text("utf-8"), path.name
    for model in apps.get_models():
        if model.__module__.split(".")[0] in OURS:
            for field in model._meta.concrete_fields:
                assert not getattr(field, "auto_now", False), field
                assert not getattr(field, "auto_now_add", False), field
                assert not field.has_db_default(), field
