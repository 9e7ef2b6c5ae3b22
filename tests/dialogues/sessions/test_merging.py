"""Two people at one draft of minutes: fields of both stay, what both changed is told."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.access import Role
from dialogues.models import Minutes
from dialogues.sessions.actions.merging import merge, note_changes
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, SessionFactory

PAGE = reverse("dialogues:edit_minutes", args=[2026, 1])
SCRIPT = {"HTTP_ACCEPT": "application/json"}
FIELDS = ("chair", "secretary", "opening", "discussion", "conclusions")


@pytest.fixture
def windows(db):
    """Two colleagues have opened the same draft."""
    session = SessionFactory(year=2026, quarter=1, status="held")
    Minutes.objects.create(session=session, due_on=NOW.date(), opening="Khai mạc.")
    return [Window(), Window()]


class Window:
    def __init__(self):
        self.client = Client()
        self.client.force_login(UserFactory(role=Role.STAFF))
        page = self.client.get(PAGE)
        self.form = {name: page.context["form"][name].value() for name in FIELDS}
        self.form |= {name: page.context[name] for name in ("window", "version")}

    def type(self, **fields):
        self.form |= fields
        answer = self.client.post(PAGE, self.form, **SCRIPT)
        if answer.status_code == 200:
            self.form["version"] = answer.json()["version"]
        return answer

    def save(self):
        return self.client.post(PAGE, self.form)


def stored():
    return Minutes.objects.values(*FIELDS).get()


def test_different_fields_of_two_colleagues_are_both_kept_however_often_they_type(windows):
    one, two = windows
    for end in ("", " Một.", " Một. Hai."):
        assert one.type(opening=f"Khai mạc lúc 8 giờ.{end}").status_code == 200
        assert two.type(conclusions=f"Kết luận.{end}").status_code == 200
    assert two.save().status_code == 302
    assert one.save().status_code == 302

    assert stored()["opening"] == "Khai mạc lúc 8 giờ. Một. Hai."
    assert stored()["conclusions"] == "Kết luận. Một. Hai."


def test_the_same_field_is_told_and_saved_only_once_that_was_read(windows):
    one, two = windows
    one.type(opening="Một.", chair="Bà Hoa")
    assert two.type(opening="Hai.").status_code == 409
    assert stored()["opening"] == "Một."

    page = two.save()

    assert page.context["form"]["chair"].value() == "Bà Hoa"  # not touched here: as it is stored
    assert page.context["form"]["opening"].value() == "Hai."
    assert "Một." in page.content.decode()
    two.form |= {"version": page.context["version"], "chair": "Bà Hoa"}
    assert two.save().status_code == 302
    assert (stored()["opening"], stored()["chair"]) == ("Hai.", "Bà Hoa")
    assert one.type(opening="Một nữa.").status_code == 409


def test_a_refused_page_of_minutes_overwrites_nothing_it_has_not_shown(windows):
    one, two = windows
    one.type(opening="Một.")
    two.form |= {"opening": "Hai.", "chair": "x" * 5000}
    page = two.save()
    assert page.context["form"].errors["chair"]

    two.form |= {"version": page.context["version"], "chair": ""}
    assert "Một." in two.save().content.decode()
    assert stored()["opening"] == "Một."


def test_who_opened_the_draft_while_another_was_typing_overwrites_nothing(windows):
    one, _two = windows
    one.type(opening="Một.")
    late = Window()
    one.type(opening="Một và thêm.")
    assert late.type(conclusions="Kết luận.").status_code == 409
    assert stored()["opening"] == "Một và thêm."


texts = st.sampled_from(["", "a", "b"])


@given(st.lists(st.tuples(st.sampled_from("AB"), texts, texts), max_size=8))
def test_no_field_is_changed_by_a_window_in_which_nobody_touched_it(steps):
    """Two windows that never read again."""
    stored, log = {"x": "", "y": ""}, {}
    touched = {"A": set(), "B": set()}
    for revision, (window, *texts_typed) in enumerate(steps, start=1):
        typed, before = dict(zip("xy", texts_typed, strict=True)), stored
        touched[window] |= {name for name in typed if typed[name]}
        merged = merge(stored=stored, typed=typed, log=log, window=window, seen=0)
        if not merged.disputed:
            stored = merged.values
            told = {"values": stored, "window": window, "revision": revision}
            log = note_changes(log=log, stored=before, **told)
        assert {name for name in "xy" if stored[name] != before[name]} <= touched[window]
