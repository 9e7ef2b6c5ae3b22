"""Fewer clicks: taken in on one page, many at once with undo, an answer taken back in time."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMessage
from dialogues.issues.actions import answers, attachments, escalation
from dialogues.models import Answer, AnswerStatus, Issue, SavedFilter, Visibility
from dialogues.workflow.transitions import State
from tests.dialogues.files import text_pdf
from tests.dialogues.replay import replay, snapshot
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, accepted, assigned, filed, officer_of
from tests.factories.directory import AgencyFactory, EnterpriseFactory

ANSWER = {"effect": "explained", "text": "Sở giải thích như sau.", "version": "0"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def at(name, *args):
    return reverse(f"dialogues:{name}", args=args)


@pytest.fixture
def desk():
    client = Client()
    client.force_login(UserFactory(role=Role.STAFF))
    return client


@pytest.mark.parametrize("make", [filed, accepted])
def test_an_issue_is_accepted_assigned_and_published_on_one_page(desk, make):
    issue, lead = make(), AgencyFactory()
    sent = {
        "lead": lead.pk,
        "days": "10",
        "coordinator_days": "5",
        "publish": "on",
        "title": "Chậm trả lời hồ sơ thuê đất",
        "text": issue.text,
    }

    done = desk.post(at("take_in", issue.number), sent)

    issue.refresh_from_db()
    assert done.status_code == 302
    assert (issue.state, issue.lead, issue.published_at) == (State.ASSIGNED, lead, NOW)
    assert issue.public_title == "Chậm trả lời hồ sơ thuê đất"


def test_an_issue_is_recorded_accepted_assigned_and_published_in_three_presses(desk):
    """Keep, open the page, send it: what the form brings along is sent as it stands there."""
    lead = AgencyFactory()
    spoken = "Đề nghị sửa đường vào cụm công nghiệp."
    kept = {"text": spoken, "kind": "proposal", "visibility": "without_name"}

    recorded = desk.post(at("raise"), kept, follow=True)
    issue = Issue.objects.get()
    assert f'href="{at("take_in", issue.number)}"' in recorded.content.decode()
    form = desk.get(at("take_in", issue.number)).context["form"]
    brought = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in brought.items() if value not in (None, "", False, [])}
    desk.post(at("take_in", issue.number), sent | {"lead": lead.pk, "publish": "on"})

    issue.refresh_from_db()
    assert (issue.state, issue.lead, issue.published_at) == (State.ASSIGNED, lead, NOW)


def test_what_is_refused_leaves_the_issue_as_it_was_and_the_words_on_the_page(desk):
    issue = filed(visibility=Visibility.WITHOUT_NAME)
    name = issue.enterprise.name
    sent = {
        "lead": AgencyFactory().pk,
        "days": "10",
        "coordinator_days": "5",
        "publish": "on",
        "title": "Kiến nghị",
        "text": f"{name} chưa nhận được trả lời.",
    }

    page = desk.post(at("take_in", issue.number), sent)

    issue.refresh_from_db()
    assert (issue.state, issue.published_at) == (State.RECEIVED, None)
    assert f"{name} chưa nhận được trả lời." in page.content.decode()


def test_a_hidden_issue_is_offered_no_publication(desk):
    page = desk.get(at("take_in", filed(visibility=Visibility.ASSOCIATION).number))

    assert "publish" not in page.context["form"].fields


def test_many_issues_are_published_at_once_and_taken_back(desk):
    good, hidden = accepted(), accepted(visibility=Visibility.ASSOCIATION)
    page = desk.post(
        at("take_many"), {"act": "publish", "numbers": [good.number, hidden.number]}, follow=True
    )
    good.refresh_from_db()
    hidden.refresh_from_db()
    assert (good.published_at, hidden.published_at) == (NOW, None)
    assert f"{hidden.number}: " in page.content.decode()
    assert f'value="{hidden.number}" checked' in page.content.decode()  # what is left to do
    assert f'value="{good.number}" checked' not in page.content.decode()
    assert at("undo_many") in page.content.decode()

    desk.post(at("undo_many"))

    good.refresh_from_db()
    assert good.published_at is None
    assert at("undo_many") not in desk.get(at("issues")).content.decode()


def test_many_issues_are_accepted_and_assigned_at_once(desk):
    issues, lead = [filed(), accepted()], AgencyFactory(name_vi="Sở Xa", email="")
    numbers = [issue.number for issue in issues]

    for wrong in ({"numbers": numbers}, {"lead": lead.pk}):
        page = desk.post(at("take_many"), {"act": "assign"} | wrong, follow=True).content.decode()
        assert not Issue.objects.filter(state=State.ASSIGNED).exists()
        assert page.count(" checked") == len(wrong.get("numbers", []))
        assert (f'value="{lead.pk}" selected' in page) == ("lead" in wrong)
    sent = {"act": "assign", "numbers": numbers, "lead": lead.pk}
    page = desk.post(at("take_many"), sent, follow=True)

    assert page.content.decode().count("Sở Xa chưa có") == 1  # nobody there gets a letter
    assert set(Issue.objects.values_list("state", "lead")) == {(State.ASSIGNED, lead.pk)}


FIVE_MINUTES = timedelta(minutes=5)


def undoing(desk, after):
    with time_machine.travel(NOW + after, tick=False):
        return desk.post(at("undo_many"), follow=True).content.decode()


@pytest.mark.parametrize("act", ["accept", "assign"])
def test_no_letter_leaves_while_what_was_done_for_many_can_be_undone(desk, act):
    issue, lead = filed(), AgencyFactory(email="a@example.test")
    before = snapshot(issue)
    page = desk.post(
        at("take_many"), {"act": act, "numbers": [issue.number], "lead": lead.pk}, follow=True
    ).content.decode()
    assert "Thư chờ đến 09:05" in page
    letters = OutgoingMessage.objects.released()
    assert letters.count() == {"accept": 1, "assign": 3}[act]
    assert not letters.due(NOW + timedelta(minutes=4, seconds=59)).exists()
    assert letters.due(NOW + FIVE_MINUTES).count() == letters.count()

    undoing(desk, timedelta(minutes=4, seconds=59))

    issue.refresh_from_db()
    assert snapshot(issue) == before == replay(issue.events.all())
    assert not OutgoingMessage.objects.released().exists()
    assert set(OutgoingMessage.objects.values_list("status", "body")) == {("cancelled", "")}
    assert not Issue.objects.visible_to(officer_of(lead)).exists()


def test_after_five_minutes_nothing_is_undone(desk):
    issue = filed()
    desk.post(at("take_many"), {"act": "accept", "numbers": [issue.number]})

    page = undoing(desk, FIVE_MINUTES)

    issue.refresh_from_db()
    assert "Không còn gì để hoàn tác" in page
    assert (issue.state, OutgoingMessage.objects.released().count()) == (State.ACCEPTED, 1)


def test_what_an_agency_has_begun_to_answer_is_not_taken_from_it(desk):
    early, lead = NOW - timedelta(hours=1), AgencyFactory()
    begun, other = accepted(now=early), accepted(now=early)
    numbers = [begun.number, other.number]
    desk.post(at("take_many"), {"act": "assign", "numbers": numbers, "lead": lead.pk})
    answers.save_draft(
        issue=begun, author=officer_of(lead), now=NOW, effect="solved", text="Đang xem."
    )

    page = undoing(desk, timedelta(minutes=1))

    begun.refresh_from_db()
    other.refresh_from_db()
    assert (begun.state, other.state) == (State.ASSIGNED, State.ACCEPTED)
    assert f"{begun.number}: Sau đó đã có thay đổi khác" in page
    letters = OutgoingMessage.objects.filter(kind__startswith="dialogues.assign")
    assert set(letters.filter(body__contains=begun.number).values_list("status")) == {("released",)}


def test_an_answer_waits_five_minutes_and_can_be_taken_back_until_then():
    issue = assigned()
    client = Client()
    client.force_login(officer_of(issue.lead))
    client.post(at("new_answer", issue.number), ANSWER | {"submit": "1"})
    answer = Answer.objects.get()
    assert (answer.status, answer.publish_at) == (
        AnswerStatus.SCHEDULED,
        NOW + timedelta(minutes=5),
    )
    assert at("take_back", answer.pk) in client.get(at("issue", issue.number)).content.decode()

    client.post(at("take_back", answer.pk))
    answer.refresh_from_db()
    assert (answer.status, answer.publish_at) == (AnswerStatus.DRAFT, None)


def test_an_answer_that_left_is_not_taken_back():
    issue = assigned()
    client = Client()
    client.force_login(officer_of(issue.lead))
    client.post(at("new_answer", issue.number), ANSWER | {"submit": "1"})
    escalation.send_scheduled(now=NOW + timedelta(minutes=5, seconds=-1))
    assert Answer.objects.get().status == AnswerStatus.SCHEDULED

    escalation.send_scheduled(now=NOW + timedelta(minutes=5))
    client.post(at("take_back", Answer.objects.get().pk))

    issue.refresh_from_db()
    assert (Answer.objects.get().status, issue.state) == (AnswerStatus.PUBLISHED, State.ANSWERED)


def test_an_officer_sees_the_answer_as_the_public_will_before_sending_it():
    issue = assigned()
    client = Client()
    client.force_login(officer_of(issue.lead))

    page = client.post(at("new_answer", issue.number), ANSWER | {"preview": "1"})

    assert "Nội dung công chúng sẽ đọc" in page.content.decode()
    assert Answer.objects.get().status == AnswerStatus.DRAFT


def test_the_list_puts_the_deadline_first_and_names_its_keys(desk):
    assigned()

    page = desk.get(at("issues")).content.decode()

    headings = page.split("<thead>")[1].split("</thead>")[0]
    assert headings.index("Hạn xử lý") < headings.index("Tiêu đề")
    assert "table-wrap--tall" not in page
    assert "data-shortcuts" in page


WORDS = "Chúng tôi đã nộp hồ sơ ba lần mà chưa nhận được trả lời của cơ quan. " * 3


def test_documents_without_a_name_are_released_at_once_and_closed_again(desk):
    def sent(text):
        issue = assigned(
            visibility=Visibility.ASSOCIATION, enterprise=EnterpriseFactory(name="Hoa Sen Xanh")
        )
        return attachments.attach(
            upload=text_pdf(text), issue=issue, title="don.pdf", by=None, now=NOW
        )

    plain, named = sent(WORDS), sent(f"{WORDS} Hoa Sen Xanh")
    numbers = [plain.issue.number, named.issue.number]

    page = desk.post(at("take_many"), {"act": "release", "numbers": numbers}, follow=True)

    plain.refresh_from_db()
    named.refresh_from_db()
    assert (plain.released_at, named.released_at) == (NOW, None)
    assert f"{named.issue.number}: " in page.content.decode()
    desk.post(at("undo_many"))
    plain.refresh_from_db()
    assert (plain.released_at, plain.released_by) == (None, None)


def test_filters_are_saved_under_a_name_for_oneself(desk):
    desk.post(at("save_filter"), {"name": "Quá hạn", "query": "overdue=on&page=3&x=1"})
    desk.post(at("save_filter"), {"name": "Trống", "query": "page=2"})
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("Quá hạn", "overdue=on")
    assert "?overdue=on" in desk.get(at("issues")).content.decode()

    other = Client()
    other.force_login(UserFactory(role=Role.PLANNER))
    assert "Quá hạn</a>" not in other.get(at("issues")).content.decode()
    other.post(at("forget_filter", kept.pk))
    assert SavedFilter.objects.count() == 1
    desk.post(at("forget_filter", kept.pk))
    assert SavedFilter.objects.count() == 0
