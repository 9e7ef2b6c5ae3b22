"""Tables as files: short ones at once, long ones from the worker, for whoever ordered them."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from core.access import Role
from core.clock import timezone
from core.models import AuditEntry, Job
from core.tabular import long_tables, reading
from directory import queries
from directory.models import Enterprise
from tests.factories.accounts import UserFactory
from tests.factories.directory import EnterpriseFactory
from tests.work import do_the_work

pytestmark = pytest.mark.django_db
EXPORT = reverse("directory:enterprises_export", args=["csv"])


@pytest.fixture
def staff(client, monkeypatch):
    """Somebody of staff before a register of three, where two rows are short and three long."""
    monkeypatch.setattr(long_tables, "LONG", 3)
    EnterpriseFactory.create_batch(3)
    user = UserFactory(role=Role.STAFF)
    client.force_login(user)
    return user


def taken():
    return AuditEntry.objects.filter(action="directory.export_register").count()


def test_a_short_table_comes_at_once_and_a_long_one_is_ordered(
    client, staff, django_capture_on_commit_callbacks
):
    Enterprise.objects.first().delete()
    short = client.get(EXPORT)
    EnterpriseFactory()
    with django_capture_on_commit_callbacks(execute=False):
        long = client.get(EXPORT)

    assert (short.status_code, taken()) == (200, 1)
    assert long.url == reverse("job", args=[Job.objects.get().pk])


def test_a_long_table_is_ordered_before_a_row_of_it_is_made(
    client, staff, monkeypatch, django_capture_on_commit_callbacks
):
    made = []
    monkeypatch.setattr(queries, "export_rows", lambda rows: (made.append(row) for row in rows))

    with django_capture_on_commit_callbacks(execute=False):
        answer = client.get(EXPORT)

    assert (answer.status_code, made) == (302, [])


def test_the_worker_writes_what_the_page_shows_and_its_person_fetches_it(
    client, staff, django_capture_on_commit_callbacks
):
    chosen = Enterprise.objects.order_by("sort_name", "pk").first()
    EnterpriseFactory.create_batch(3, sector=chosen.sector)
    with django_capture_on_commit_callbacks(execute=False):
        client.get(EXPORT, {"sector": chosen.sector})
        client.get(EXPORT, {"sector": chosen.sector})  # pressed twice
    (job,) = do_the_work()

    assert (job.state, job.done, taken()) == ("done", Job.objects.get().done, 0)
    page = client.get(reverse("job", args=[job.pk]))
    assert reverse("table_file", args=[job.pk]) in page.content.decode()
    answer = client.get(reverse("table_file", args=[job.pk]), follow=True)
    lines = reading.sheets("x.csv", b"".join(answer.streaming_content))[0].lines
    listed = Enterprise.objects.filter(sector=chosen.sector).count()
    assert len(lines) == listed + 1
    assert answer["Content-Disposition"].startswith('attachment; filename="danh-ba')
    entry = AuditEntry.objects.get(action="directory.export_register")
    assert (entry.actor, entry.details["rows"]) == (staff, listed)


def test_a_workbook_is_written_too(client, staff, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        client.get(reverse("directory:enterprises_export", args=["xlsx"]))
    (job,) = do_the_work()

    answer = client.get(long_tables.address_of(job))

    lines = reading.sheets("x.xlsx", b"".join(answer.streaming_content))[0].lines
    assert len(lines) == 4


def test_a_file_is_for_whoever_ordered_it_on_the_page_it_was_ordered_on(
    client, staff, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False):
        client.get(EXPORT)
    (job,) = do_the_work()
    another = UserFactory(role=Role.STAFF)

    assert client.get(EXPORT, {"made": job.pk, "size": "small"}).status_code == 404
    assert client.get(EXPORT, {"made": "9" * 40}).status_code == 404
    client.force_login(another)
    for address in (reverse("table_file", args=[job.pk]), reverse("job", args=[job.pk])):
        assert client.get(address).status_code == 404
    assert client.get(EXPORT, {"made": job.pk}).status_code == 404
    staff.role = Role.ENTERPRISE
    staff.save(update_fields=["role"])
    client.force_login(staff)
    assert client.get(long_tables.address_of(job)).status_code == 403
    assert taken() == 0


def test_a_file_is_erased_after_a_day(client, staff, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        client.get(EXPORT)
    (job,) = do_the_work()
    name = f"tables/{job.pk}.csv"

    long_tables.erase_old(now=timezone.now() + timedelta(hours=23))
    assert default_storage.exists(name)
    long_tables.erase_old(now=timezone.now() + timedelta(hours=25))
    assert not default_storage.exists(name)
    assert client.get(long_tables.address_of(job)).status_code == 404
