"""The text of an issue is on the server while one types: for its writer alone, and not for long."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import AuditEntry
from dialogues import tasks
from dialogues.issues.actions import saved_filters, typed_drafts
from dialogues.issues.actions.typed_drafts import forget_old_typed, keep_typed, typed_by
from dialogues.models import Issue, TypedDraft
from dialogues.sessions.actions import sessions
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, ParticipantFactory, SessionFactory
from tests.factories.directory import EnterpriseFactory

pytestmark = pytest.mark.django_db
RAISE = reverse("dialogues:raise")
SCRIPT = {"HTTP_ACCEPT": "application/json"}
BROWSER = {"HTTP_ACCEPT": "text/html"}
HALF = "Kho hàng của chúng tôi"
WHOLE = {
    "text": "Kho hàng của chúng tôi chờ giấy phép phòng cháy đã ba tháng.",
    "kind": "difficulty",
    "visibility": "association",
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def writer():
    return UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory())


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def window_of(client, address=RAISE):
    """What the page of the form gives to whatever is typed into it."""
    page = client.get(address)
    form = {name: page.context[name] for name in ("window", "version")}
    return form | ({"key": page.context["form"]["key"].value()} if address == RAISE else {})


def typed(client, form, address=RAISE, **fields):
    answer = client.post(address, form | fields, **SCRIPT)
    if answer.status_code == 200:
        form["version"] = answer.json()["version"]
    return answer


@pytest.fixture
def guest():
    session = SessionFactory(year=2026, quarter=1)
    sessions.open_registration(session=session)
    return ParticipantFactory(session=session)


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.STAFF])
def test_half_a_sentence_waits_on_another_device(role):
    firm = EnterpriseFactory() if role == Role.ENTERPRISE else None
    user = UserFactory(role=role, enterprise=firm)
    phone, desk = client_of(user), client_of(user)
    assert typed(phone, window_of(phone), text=HALF, visibility="association").status_code == 200

    page = desk.get(RAISE)

    assert page.context["form"]["text"].value() == HALF
    assert page.context["form"]["visibility"].value() == "association"
    assert "Đây là nội dung đã lưu lúc" in page.content.decode()
    assert not Issue.objects.exists()


def test_a_guest_goes_on_behind_the_personal_link_and_the_text_goes_when_it_is_sent(guest):
    client, address = Client(), reverse("dialogues:guest_questions", args=[guest.key])
    form = window_of(client, address)
    assert typed(client, form, address, text=HALF).status_code == 200
    assert HALF in Client().get(address).content.decode()
    other = ParticipantFactory(session=guest.session)
    theirs = reverse("dialogues:guest_questions", args=[other.key])
    assert HALF not in Client().get(theirs).content.decode()

    client.post(address, form | WHOLE)

    assert Issue.objects.count() == 1
    assert not TypedDraft.objects.exists()


def test_signing_out_loses_nothing_that_was_stored(writer):
    client = client_of(writer)
    form = window_of(client)
    typed(client, form, text=HALF)
    client.logout()
    assert typed(client, form, text=WHOLE["text"]).status_code == 401
    client.force_login(writer)
    assert client.get(RAISE).context["form"]["text"].value() == HALF


def test_what_is_sent_is_erased_and_does_not_come_back_from_an_old_window(writer):
    one, two = client_of(writer), client_of(writer)
    form = window_of(one)
    typed(one, form, text=HALF)
    old = window_of(two)

    one.post(RAISE, form | WHOLE)

    assert not TypedDraft.objects.exists()
    late = typed(two, old, text=HALF + " xin nói thêm")
    assert late.status_code == 409
    assert "thiết bị khác" in late.json()["refusal"]
    assert not TypedDraft.objects.exists()


def test_of_two_windows_the_later_is_told_and_overwrites_nothing(writer):
    one, two = client_of(writer), client_of(writer)
    first, second = window_of(one), window_of(two)
    assert typed(one, first, text="Một").status_code == 200
    assert typed(two, second, text="Hai").status_code == 409
    assert typed(one, first, text="Một nữa").status_code == 200
    assert TypedDraft.objects.get().values["text"] == "Một nữa"


def test_a_window_goes_on_when_the_answer_to_its_last_text_was_lost(writer):
    client = client_of(writer)
    form = window_of(client)
    for text in ("Một", "Hai"):  # the version is that of the beginning both times
        assert client.post(RAISE, form | {"text": text}, **SCRIPT).status_code == 200
    assert TypedDraft.objects.get().values["text"] == "Hai"


def test_text_from_another_window_stays_when_an_older_one_is_sent(writer):
    one, two = client_of(writer), client_of(writer)
    first = window_of(one)
    typed(one, first, text=HALF)
    second = window_of(two)
    typed(two, second, text=HALF + " và xe")

    one.post(RAISE, first | WHOLE)

    assert TypedDraft.objects.get().values["text"] == HALF + " và xe"
    page = two.post(RAISE, second | WHOLE | {"text": WHOLE["text"] + " Và xe nữa."})
    assert Issue.objects.count() == 1
    assert "một cửa sổ khác đã gửi" in page.content.decode()
    again = {"key": page.context["form"]["key"].value(), "text": WHOLE["text"] + " Và xe nữa."}
    two.post(RAISE, second | WHOLE | again)
    assert Issue.objects.count() == 2
    assert not TypedDraft.objects.exists()


def test_sent_twice_from_one_window_it_is_one_issue(writer):
    client = client_of(writer)
    form = window_of(client)
    assert [client.post(RAISE, form | WHOLE).status_code for _twice in range(2)] == [302, 302]
    assert Issue.objects.count() == 1


def test_whoever_throws_it_away_begins_anew(writer):
    client = client_of(writer)
    typed(client, window_of(client), text=HALF)
    client.post(RAISE, window_of(client) | {"text": HALF, "anew": "1"})
    assert not TypedDraft.objects.exists()
    assert HALF not in client.get(RAISE).content.decode()


def test_nobody_else_sees_it_and_no_log_keeps_it(writer, caplog):
    typed(client_of(writer), form := window_of(client_of(writer)), text=HALF)
    colleague = UserFactory(role=Role.ENTERPRISE, enterprise=writer.enterprise)
    for other in (colleague, UserFactory(role=Role.STAFF), UserFactory(role=Role.PLANNER)):
        for address in (RAISE, reverse("dialogues:issues")):
            assert HALF not in client_of(other).get(address).content.decode()
    assert typed(client_of(colleague), form, text="Khác").status_code == 409
    assert HALF not in str(list(AuditEntry.objects.values()))
    assert HALF not in caplog.text


@pytest.mark.parametrize(("late", "gone"), [(-1, 0), (0, 1)])
def test_it_is_kept_for_seven_days(writer, late, gone):
    keep_typed(writer=writer, values={"text": HALF}, window="w", seen=0, now=NOW)
    assert forget_old_typed(now=NOW + timedelta(days=7, seconds=late)) == gone


def test_the_worker_forgets_and_the_notice_says_when(writer):
    keep_typed(writer=writer, values={}, window="w", seen=0, now=NOW - timedelta(days=7))
    tasks.escalate_issues()
    assert typed_by(writer) is None
    notice = Client().get(reverse("accounts:privacy")).content.decode()
    assert "hoặc sau bảy ngày kể từ lần nhập cuối" in notice


@pytest.mark.parametrize(("letters", "status"), [(40_000, 200), (40_001, 413)])
def test_a_text_is_stored_whole_or_not_at_all_and_that_is_said(letters, status):
    client = client_of(UserFactory(role=Role.STAFF))
    answer = typed(client, window_of(client), text="a" * letters)

    assert answer.status_code == status
    assert TypedDraft.objects.exists() is (status == 200)
    assert ("quá dài" in answer.json().get("refusal", "")) is (status == 413)


def test_a_text_that_was_thrown_away_from_elsewhere_stays(writer):
    keep_typed(writer=writer, values={"text": HALF}, window="w", seen=0, now=NOW)
    typed_drafts.forget_typed(writer=writer, window="other", seen=0)
    assert typed_by(writer) is not None


def test_ones_own_copy_of_ones_data_holds_it_and_nobody_elses(client):
    mine, other = (UserFactory(role=Role.ENTERPRISE) for _each in range(2))
    for writer in (mine, other):
        keep_typed(writer=writer, values={"text": f"{writer.pk}"}, window="w", seen=0, now=NOW)
    saved_filters.save_filter(user=mine, name="Quá hạn", query="overdue=on")
    client.force_login(mine)

    told = client.get(reverse("accounts:my_data_file")).json()
    page = client.get(reverse("accounts:my_data")).content.decode()

    assert [each["values"] for each in told["typed_texts"]] == [{"text": f"{mine.pk}"}]
    assert told["saved_filters"] == [{"name": "Quá hạn", "query": "overdue=on"}]
    assert "Nội dung đang gõ, chưa gửi" in page
