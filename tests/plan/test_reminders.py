"""Letters about reports of the plan, due days, evidence, targets that measure themselves."""

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.access import Role
from core.messaging.kinds import find_unwanted
from core.models import OutgoingMessage, Unwanted
from plan.actions import reports
from plan.models import Measure, ProgressReport, TaskNote
from plan.reminders import actions
from plan.reporting.measures import measure
from tests.factories.accounts import UserFactory
from tests.factories.plan import (
    AssignmentFactory,
    PlanFactory,
    ReportingDateFactory,
    TargetFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


def picture():
    held = io.BytesIO()
    Image.new("RGB", (9, 9)).save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def officer():
    return UserFactory(role=Role.OFFICER, date_joined=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def point(officer):
    plan = PlanFactory(first_year=2026, last_year=2026)
    ReportingDateFactory(plan=plan, month=6, day=10)
    found = AssignmentFactory(plan=plan)
    found.leads.set([officer.agency])
    return found


def at(month, day):
    return datetime(2026, month, day, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("month", "day", "letters"),
    [(5, 26, 0), (5, 27, 1), (5, 29, 1), (5, 30, 0), (6, 7, 1), (6, 10, 0), (6, 11, 1), (6, 14, 0)],
)
def test_letters_come_fourteen_and_three_days_before_and_once_it_is_late(
    point, month, day, letters
):
    assert actions.remind(now=at(month, day)) == letters
    assert actions.remind(now=at(month, day)) == 0


def test_a_letter_is_not_sent_once_the_report_is(point, officer):
    actions.remind(now=at(6, 7))
    letter = OutgoingMessage.objects.get()
    assert officer.full_name in letter.body
    assert find_unwanted([letter], at(6, 7)) == {}
    report = ProgressReport(assignment=point, agency=officer.agency, due_on=date(2026, 6, 10))
    kept = reports.save_draft(report=report, text="Đã làm", obstacles="", by=officer, now=at(6, 7))
    reports.send(report=kept, by=officer, now=at(6, 7))

    assert find_unwanted([letter], at(6, 7)) == {letter.pk: Unwanted.SETTLED}


def test_a_returned_report_is_told_with_its_reason(point, officer):
    report = ProgressReport(assignment=point, agency=officer.agency, due_on=date(2026, 6, 10))
    kept = reports.save_draft(report=report, text="Đã làm", obstacles="", by=officer, now=at(6, 7))
    sent = reports.send(report=kept, by=officer, now=at(6, 7))
    back = reports.return_report(report=sent, reason="Thiếu số liệu", by=officer, now=at(6, 8))

    assert actions.tell_returned(report=back, now=at(6, 8)) == 1
    letter = OutgoingMessage.objects.get()
    assert "Thiếu số liệu" in letter.body
    assert find_unwanted([letter], at(6, 8)) == {}
    reports.send(report=back, by=officer, now=at(6, 9))
    assert find_unwanted([letter], at(6, 9)) == {letter.pk: Unwanted.SETTLED}


def test_evidence_is_a_file_too_and_opens_for_who_follows_the_plan(point, officer, client):
    task = TaskFactory(assignment=point)
    client.force_login(officer)
    upload = SimpleUploadedFile("Biên bản.png", picture(), "image/png")
    client.post(
        reverse("plan:task", args=[task.pk]),
        {"state": "done", "text": "Đã công bố", "file": upload},
    )
    note = TaskNote.objects.get()
    address = reverse("plan:evidence", args=[note.pk])

    assert note.evidence_name == "Biên bản.png"
    assert "Biên bản" not in note.evidence_file.name
    assert client.get(address).content.startswith(b"\x89PNG")
    client.force_login(UserFactory(role=Role.ENTERPRISE))
    assert client.get(address).status_code == 403


def test_what_is_no_document_is_refused_and_the_words_stay(point, officer, client):
    task = TaskFactory(assignment=point)
    client.force_login(officer)
    upload = SimpleUploadedFile("virus.exe", b"MZ\x90\x00", "application/pdf")

    page = client.post(
        reverse("plan:task", args=[task.pk]),
        {"state": "done", "text": "Đã công bố", "file": upload},
    )

    assert "Đã công bố" in page.content.decode()
    assert not TaskNote.objects.exists()


def test_planners_say_by_when_a_task_is_done(point, officer, client):
    task = TaskFactory(assignment=point)
    address = reverse("plan:task", args=[task.pk])
    client.force_login(officer)
    assert client.post(address, {"set_due": "", "due_on": "2026-09-30"}).status_code == 403
    client.force_login(UserFactory(role=Role.PLANNER))
    client.post(address, {"set_due": "", "due_on": "2026-09-30"})

    task.refresh_from_db()
    assert task.due_on == date(2026, 9, 30)
    assert "30/09/2026" in client.get(address).content.decode()


def test_targets_that_measure_themselves_need_no_typing(point):
    held = TargetFactory(plan=point.plan, measure=Measure.SESSIONS_HELD, unit="")
    typed = TargetFactory(plan=point.plan, measure="", unit="share")

    assert measure(held, date(2026, 6, 10)).text == "0"
    assert measure(typed, date(2026, 6, 10)) is None
    assert measure(TargetFactory(plan=point.plan, measure=Measure.ISSUES_IN_TIME), date.max) is None
