"""The page on backups says what the log knows, and nothing more."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from core.backups import archive, noting
from core.backups.archive import Manifest
from core.clock import timezone
from core.models import Job
from dashboard.set_up import STEPS
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MADE = Manifest(1, "2026-11-29", "sqlite", [], {"a": 3, "b": 4}, 2)


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


def is_done():
    return next(step for step in STEPS if step.page == "backups").is_done()


def note(*, is_tried, ago=timedelta(0)):
    target = Path("/backup/a.tar.gz")
    noting.note(MADE, target, is_tried=is_tried, by=None, now=timezone.now() - ago)


def test_a_backup_that_was_not_tried_is_said_so_and_does_not_count(client, administrator):
    none = "Chưa có bản sao lưu nào"
    assert none in client.get(reverse("backups")).content.decode()
    note(is_tried=False)

    page = client.get(reverse("backups")).content.decode()
    assert "7 dòng, 2 tệp" in page
    assert none in page
    assert not is_done()


@pytest.mark.parametrize(
    ("ago", "done"), [(timedelta(days=6, hours=23), True), (timedelta(days=7, hours=1), False)]
)
def test_a_tried_backup_counts_for_seven_days(administrator, ago, done):
    note(is_tried=True, ago=ago)
    assert is_done() is done


def test_the_page_orders_one_and_the_last_three_are_kept(
    client, administrator, monkeypatch, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(archive, "take", lambda target, now: target.write_bytes(b"x") and MADE)
    monkeypatch.setattr(archive, "try_out", lambda target: MADE)
    client.post(reverse("backups"))
    assert Job.objects.get(kind="backup").ordered_by == administrator

    for second in range(4):
        noting.take_here(by=administrator, now=timezone.now() + timedelta(seconds=second))
    assert len(list((tmp_path / "backups").iterdir())) == 3
    assert client.get(reverse("backups")).context["known"].tried is not None


def test_backups_are_for_administrators(client):
    client.force_login(UserFactory(role="staff"))
    assert client.get(reverse("backups")).status_code == 403
