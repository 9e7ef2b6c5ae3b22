"""Deadlines rest on documents the Association keeps, or say that they rest on none."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.access import Role
from core.models import AuditEntry, OutgoingMessage
from dialogues.errors import GroundInUse, GroundNotUsable, LongerThanGround, NotFromHere
from dialogues.issues.actions import escalation, grounds
from dialogues.issues.actions import steps as steps
from dialogues.issues.forms.issues import AssignForm
from dialogues.models import DeadlineGround, Issue, LegalProvision
from tests.dialogues.replay import replay, snapshot
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, accepted, answered, assigned, filed, staff
from tests.factories.directory import AgencyFactory, EnterpriseFactory

TODAY = NOW.date()


def ground(**fields):
    given = {
        "document": "Quy chế phối hợp số 12/QC-UBND ngày 05/01/2026",
        "provision": "khoản 2 Điều 7",
        "says": "Trả lời kiến nghị trong 12 ngày làm việc kể từ ngày nhận.",
        "working_days": 12,
        "source": "https://van-ban.example/12",
        "checked_on": TODAY,
    }
    return DeadlineGround.objects.create(**given | fields)


def test_the_list_begins_with_provisions_nobody_has_looked_up_yet():
    shipped = DeadlineGround.objects.all()

    assert [each.working_days for each in shipped] == [5, 15]
    assert not DeadlineGround.objects.usable(TODAY).exists()


@pytest.mark.parametrize(
    ("fields", "is_usable"),
    [
        ({}, True),
        ({"checked_on": None}, False),
        ({"valid_from": TODAY, "valid_until": TODAY}, True),
        ({"valid_from": TODAY + timedelta(days=1)}, False),
        ({"valid_until": TODAY - timedelta(days=1)}, False),
    ],
)
def test_only_what_is_in_force_and_looked_up_is_usable(fields, is_usable):
    made = ground(**fields)

    assert made.is_usable(TODAY) is is_usable
    assert DeadlineGround.objects.usable(TODAY).filter(pk=made.pk).exists() is is_usable


def test_a_deadline_names_its_ground_on_every_page_and_letter(client):
    lead, named = AgencyFactory(email="so@example.test"), ground()
    issue = steps.assign(issue=accepted(), by=staff(), now=NOW, lead=lead, days=12, ground=named)

    clock = issue.clocks.get()
    assert clock.ground == named
    letters = OutgoingMessage.objects.filter(key__contains=f"issue:{issue.number}:3:")
    assert letters.count() == 2  # the agency and the raiser
    assert all("khoản 2 Điều 7 Quy chế phối hợp" in letter.body for letter in letters)
    client.force_login(UserFactory(role=Role.STAFF))
    page = client.get(issue.get_absolute_url()).content.decode()
    assert f'href="{named.source}"' in page
    assert named.says in page
    escalation.escalate(now=NOW + timedelta(days=30))
    assert "khoản 2 Điều 7" in OutgoingMessage.objects.filter(key__startswith="clock:")[0].body


def test_a_deadline_without_a_ground_says_so(client):
    issue = assigned()
    client.force_login(UserFactory(role=Role.STAFF))

    page = client.get(issue.get_absolute_url()).content.decode()

    assert "Thời hạn do Hiệp hội đề nghị, không dẫn văn bản." in page


def test_no_deadline_is_longer_than_its_ground_gives():
    with pytest.raises(LongerThanGround, match="12 ngày làm việc"):
        steps.assign(
            issue=accepted(), by=staff(), now=NOW, lead=AgencyFactory(), days=13, ground=ground()
        )


def test_no_deadline_rests_on_what_is_not_in_force():
    over = ground(valid_until=TODAY - timedelta(days=1))

    with pytest.raises(GroundNotUsable):
        steps.assign(
            issue=accepted(), by=staff(), now=NOW, lead=AgencyFactory(), days=5, ground=over
        )


@pytest.mark.parametrize(
    ("typed", "chooses", "expected"), [("", True, 12), ("", False, 10), ("7", True, 7)]
)
def test_days_left_empty_are_those_of_the_document(typed, chooses, expected):
    lead, named = AgencyFactory(), ground(checked_on=date(2020, 1, 1))
    data = {"lead": lead.pk, "days": typed, "ground": named.pk if chooses else ""}

    form = AssignForm(data, issue=accepted())

    assert form.is_valid(), form.errors
    assert form.cleaned_data["days"] == expected
    assert form.cleaned_data["coordinator_days"] == 5


def test_more_days_than_the_document_gives_are_refused_beside_the_field():
    form = AssignForm(
        {"lead": AgencyFactory().pk, "days": "13", "ground": ground().pk}, issue=accepted()
    )

    assert form.errors == {"days": ["Văn bản này quy định 12 ngày làm việc."]}


def test_a_hand_over_keeps_the_ground_and_a_reopening_gives_its_time_again():
    first, second, named = AgencyFactory(), AgencyFactory(), ground()
    issue = steps.assign(issue=accepted(), by=staff(), now=NOW, lead=first, days=12, ground=named)
    steps.hand_over(issue=issue, by=staff(), now=NOW, agency=second, reason="Đúng thẩm quyền")
    assert issue.clocks.get(agency=second).ground == named
    answered(issue=issue)

    steps.reopen(issue=issue, by=staff(), now=NOW + timedelta(days=3), reason="Chưa rõ")

    again = issue.clocks.get(round=2)
    assert (again.ground, again.working_days) == (named, 12)


def test_naming_the_ground_later_leaves_the_deadline_and_can_be_replayed():
    issue, named = assigned(days=10), ground()
    clock, due = issue.clocks.get(), issue.due_on

    grounds.name_ground(issue=issue, clock=clock, by=staff(), now=NOW, ground=named)

    fresh = Issue.objects.get(pk=issue.pk)
    assert (fresh.clocks.get().ground, fresh.due_on) == (named, due)
    assert fresh.events.order_by("position").last().act == "ground"
    assert replay(fresh.events.order_by("position")) == snapshot(fresh)
    short = ground(working_days=5)
    with pytest.raises(LongerThanGround):
        grounds.name_ground(issue=issue, clock=clock, by=staff(), now=NOW, ground=short)


def test_a_stopped_deadline_keeps_what_it_rested_on():
    issue = answered()

    with pytest.raises(NotFromHere):
        grounds.name_ground(
            issue=issue, clock=issue.clocks.get(), by=staff(), now=NOW, ground=ground()
        )


def test_words_deadlines_rest_on_stay_and_their_end_may_be_entered():
    by, named = UserFactory(role=Role.STAFF), ground()
    steps.assign(issue=accepted(), by=staff(), now=NOW, lead=AgencyFactory(), days=5, ground=named)

    with pytest.raises(GroundInUse):
        grounds.change_ground(ground=named, by=by, now=NOW, working_days=20)
    changed = grounds.change_ground(ground=named, by=by, now=NOW, valid_until=TODAY)

    assert (changed.working_days, changed.valid_until) == (12, TODAY)
    assert changed.checked_by == by


def test_staff_keep_the_list_and_what_they_did_is_in_the_audit_log(client):
    client.force_login(UserFactory(role=Role.STAFF))
    data = {
        "document": "Nghị quyết số 5/NQ-HĐND",
        "says": "Trong 8 ngày làm việc.",
        "working_days": "8",
        "source": "https://van-ban.example/5",
    }

    client.post(reverse("dialogues:add_ground"), data)
    made = DeadlineGround.objects.get(document=data["document"])
    DeadlineGround.objects.filter(pk=made.pk).update(checked_on=None)
    client.post(reverse("dialogues:confirm_ground", args=[made.pk]))
    client.post(reverse("dialogues:edit_ground", args=[made.pk]), data | {"working_days": "9"})

    made.refresh_from_db()
    assert made.working_days == 9
    assert made.checked_on is not None
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "dialogues.ground_added",
        "dialogues.ground_looked_up",
        "dialogues.ground_changed",
    ]


def test_the_ground_of_a_running_deadline_is_named_on_its_page(client):
    named = ground(checked_on=date(2020, 1, 1))
    issue = assigned(days=10)
    url = reverse("dialogues:name_ground", args=[issue.number, issue.clocks.get().pk])
    client.force_login(UserFactory(role=Role.STAFF))

    assert str(named) in client.get(url).content.decode()
    answer = client.post(url, {"ground": named.pk})

    assert answer.url == issue.get_absolute_url()
    assert issue.clocks.get().ground == named


def test_the_letter_of_a_diverted_issue_quotes_what_staff_looked_up_and_nothing_else(client):
    rule = LegalProvision.objects.get(provision="Điều 27")
    member = UserFactory(role=Role.STAFF)
    client.force_login(member)
    fields = {name: getattr(rule, name) for name in ("document", "provision", "says", "source")}
    client.post(reverse("dialogues:edit_provision", args=[rule.pk]), fields)
    rule.refresh_from_db()
    assert rule.checked_by == member

    issue = filed(kind="complaint", enterprise=EnterpriseFactory(email="lan@hoasen.example"))
    steps.divert(issue=issue, by=staff(), now=NOW, reason="Thuộc Luật Khiếu nại.")

    body = OutgoingMessage.objects.get(recipient="lan@hoasen.example").body
    assert "136/2025/QH15" in body
    assert "Điều 27" in body
    assert "Điều 28" not in body
    assert "Điều 30" not in body


def test_laws_of_complaints_stand_unchecked_beside_the_one_that_amends_them():
    rows = LegalProvision.objects.all()
    assert {row.checked_on for row in rows} == {None}
    assert {row.document.split(" ngày")[0] for row in rows} == {
        "Luật Khiếu nại số 02/2011/QH13",
        "Luật Tố cáo số 25/2018/QH14",
        "Luật số 136/2025/QH15",
    }
