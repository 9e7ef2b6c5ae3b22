"""Database and files carry one mark, so that no machine stores where nobody else looks."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError

from core.models import SiteState
from core.storage import mark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "one"


def agree(waits=None):
    mark.require_agreement(wait=(waits if waits is not None else []).append)


def test_the_first_machine_marks_both_and_a_second_one_agrees():
    agree()
    agree()

    assert len(mark.found_mark()) == 32
    assert mark.found_mark() == SiteState.objects.get().storage_mark


def test_a_machine_with_a_folder_of_its_own_is_refused(settings, tmp_path):
    agree()
    settings.MEDIA_ROOT = tmp_path / "another"
    waits = []

    with pytest.raises(mark.FilesElsewhere, match="FILES"):
        agree(waits)

    assert waits == [1, 1]
    assert mark.found_mark() == ""


def test_a_machine_with_a_database_of_its_own_is_refused():
    agree()
    SiteState.objects.update(storage_mark="")

    with pytest.raises(mark.FilesElsewhere):
        agree()


def test_the_mark_of_another_database_is_refused_until_the_files_are_claimed(monkeypatch):
    monkeypatch.setattr(mark, "TRIES", 1)
    agree()
    SiteState.objects.update(storage_mark="f" * 32)
    with pytest.raises(CommandError, match="claim_files"):
        call_command("qcluster", run_once=True)

    call_command("claim_files")

    agree()
    assert mark.found_mark() == "f" * 32


def test_of_two_machines_that_begin_at_once_the_second_takes_the_mark_of_the_first(monkeypatch):
    monkeypatch.setattr(mark, "_new_mark", lambda: "b" * 32)
    saves = default_storage.save

    def save_second(name, content):
        if not default_storage.exists(name):
            saves(name, ContentFile(b"a" * 32))
        return saves(name, content)

    monkeypatch.setattr(default_storage, "save", save_second)
    agree()

    assert (mark.found_mark(), mark.noted_mark()) == ("a" * 32, "a" * 32)
    assert default_storage.listdir("")[1] == [mark.NAME]


def test_a_mark_that_is_being_written_is_waited_for():
    default_storage.save(mark.NAME, ContentFile(b"a" * 32))

    def note(_seconds):
        SiteState.objects.update_or_create(pk=1, defaults={"storage_mark": "a" * 32})

    mark.require_agreement(wait=note)


def test_without_a_database_the_start_goes_on(monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(mark, "noted_mark", away)
    agree()


def test_a_place_that_cannot_be_written_is_told(settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"

    with pytest.raises(mark.FilesUnreachable, match="Error"):
        agree()
