"""Signed minutes: sealed whole, public without what must not be read, redacted, added to."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import AuditEntry
from dialogues.errors import (
    CommentsRun,
    NamesInMinutes,
    NeedsReason,
    NothingRedacted,
    NotTheTime,
)
from dialogues.issues.actions import publication, steps
from dialogues.models import Visibility
from dialogues.sessions import minutes_content
from dialogues.sessions.actions import minutes, sessions
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, ParticipantFactory, accepted, running_session, staff
from tests.factories.directory import EnterpriseFactory

RAW = "Chúng tôi chờ sổ đỏ đã ba năm."


def drafted(**texts):
    """Minutes of a session that ended three weeks ago, their comments over."""
    session = running_session(year=2026, quarter=1)
    sessions.close(session=session, now=NOW)
    paper = session.minutes
    minutes.write(minutes=paper, **{"discussion": "Trao đổi chung.", **texts})
    minutes.open_comments(minutes=paper, now=NOW)
    return paper


def signed(paper, **fields):
    content = minutes_content.content(paper)
    later = NOW + timedelta(days=20)
    return minutes.sign(minutes=paper, by=staff().actor, now=later, content=content, **fields)


def raise_at(session, **fields):
    given = {"session": session, "text": RAW, "visibility": Visibility.PUBLIC}
    return accepted(**given | fields)


def public_numbers(paper):
    return [each["number"] for each in minutes_content.public_content(paper)["issues"]]


def test_text_nobody_published_is_sealed_and_not_public():
    paper = drafted()
    issue = raise_at(paper.session)
    signed(paper)

    assert paper.frozen["issues"][0]["text"] == RAW
    assert minutes_content.public_content(paper)["issues"][0] | {} == paper.frozen["issues"][0] | {
        "title": "",
        "text": "",
        "raiser": "",
    }
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    shown = minutes_content.public_content(paper)["issues"][0]
    assert (shown["text"], shown["raiser"]) == (RAW, str(issue.enterprise))


def test_an_issue_redacted_later_is_redacted_in_signed_minutes_with_its_day():
    paper = drafted()
    issue = raise_at(paper.session)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    signed(paper)
    at = NOW + timedelta(days=30)
    publication.redact(
        issue=issue, by=staff(), now=at, after="Chúng tôi chờ ▇▇ đã ba năm.", reason="Tên"
    )

    shown = minutes_content.public_content(paper)
    assert shown["issues"][0]["text"] == "Chúng tôi chờ ▇▇ đã ba năm."
    assert shown["redacted_on"] == ["2026-04-01"]
    paper.refresh_from_db()
    assert paper.frozen["issues"][0]["text"] == RAW
    assert minutes.digest_of(paper.frozen) == paper.digest


@pytest.mark.parametrize("end", ["withdraw", "hide"])
def test_what_left_the_public_leaves_signed_minutes(end):
    paper = drafted()
    issue = raise_at(paper.session)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    signed(paper)
    assert public_numbers(paper) == [issue.number]

    if end == "withdraw":
        steps.withdraw(issue=issue, by=staff(), now=NOW, reason="Trùng")
    else:
        type(issue).objects.update(visibility=Visibility.ASSOCIATION, published_at=None)
    assert public_numbers(paper) == []


def test_unnamed_issues_stand_there_only_in_a_crowd():
    paper = drafted()
    issue = raise_at(paper.session, visibility=Visibility.WITHOUT_NAME)
    signed(paper)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    assert (issue.public_session, public_numbers(paper)) == (None, [])

    issue.public_session = paper.session
    issue.save()
    assert public_numbers(paper) == [issue.number]


def test_enterprises_are_named_as_they_agreed_and_guests_never():
    paper = drafted()
    for name, agrees in (("Công ty Đồng Ý", True), ("Công ty Im Lặng", False)):
        ParticipantFactory(
            session=paper.session,
            enterprise=EnterpriseFactory(name=name),
            name="Trần Văn Khách",
            may_be_named=agrees,
            consented_at=NOW,
            checked_in_at=NOW,
        )
    signed(paper)

    attendance = minutes_content.public_content(paper)["attendance"]
    assert attendance["enterprises"] == [{"who": "Công ty Đồng Ý"}]
    assert (attendance["others"], attendance["people"]) == (1, 2)
    assert paper.frozen["attendance"]["enterprises"][1]["name"] == "Trần Văn Khách"

    paper.session.participants.update(may_be_named=False)  # consent can be taken back
    assert minutes_content.public_content(paper)["attendance"]["enterprises"] == []


def test_names_in_the_text_are_looked_at_before_it_is_signed():
    paper = drafted(discussion="Công ty Hoa Sen Xanh hỏi về đất.")
    raiser = EnterpriseFactory(name="Công ty TNHH Hoa Sen Xanh")
    raise_at(paper.session, enterprise=raiser, visibility=Visibility.ASSOCIATION)

    with pytest.raises(NamesInMinutes):
        signed(paper)
    assert signed(paper, looked_through=True).status == "signed"


@pytest.mark.parametrize(("days", "may"), [(7, False), (8, True)])
def test_minutes_are_signed_once_the_comments_are_over(days, may):
    """Opened on Monday 2 March, five working days: until Monday 9 March."""
    paper = drafted()
    content = minutes_content.content(paper)
    order = {"minutes": paper, "by": staff().actor, "now": NOW + timedelta(days=days)}
    if may:
        assert minutes.sign(content=content, **order).status == "signed"
    else:
        with pytest.raises(CommentsRun):
            minutes.sign(content=content, **order)


def test_the_comments_fit_before_the_day_the_minutes_are_due():
    paper = drafted()
    assert paper.comments_until.isoformat() == "2026-03-09"
    assert paper.due_on.isoformat() == "2026-03-16"


def test_the_texts_of_signed_minutes_are_redacted_with_reason_and_day():
    paper = signed(drafted(discussion="Ông Nguyễn Văn A nói to."))
    person, at = UserFactory(role=Role.STAFF), NOW + timedelta(days=30)
    order = {"minutes": paper, "by": person, "now": at}
    with pytest.raises(NeedsReason):
        minutes.redact(reason=" ", discussion="x", **order)
    minutes.redact(reason="Tên người", discussion="▇▇ nói to.", **order)
    minutes.redact(reason="Cả đoạn", discussion="▇▇", **order)

    shown = minutes_content.public_content(paper)
    assert (shown["discussion"], shown["redacted_on"]) == ("▇▇", ["2026-04-01"])
    assert paper.frozen["discussion"] == "Ông Nguyễn Văn A nói to."
    assert [each.before for each in paper.redactions.all()] == [
        "Ông Nguyễn Văn A nói to.",
        "▇▇ nói to.",
    ]


def test_an_addendum_is_signed_beside_signed_minutes_alone():
    paper = drafted()
    order = {"text": "Bổ sung: đã có kết quả.", "by": UserFactory(role=Role.STAFF), "now": NOW}
    with pytest.raises(NotTheTime):
        minutes.add_addendum(minutes=paper, **order)
    signed(paper)
    before = paper.digest
    addendum = minutes.add_addendum(minutes=paper, **order)

    paper.refresh_from_db()
    assert (paper.digest, len(addendum.digest)) == (before, 64)
    shown = minutes_content.public_content(paper)["addenda"]
    assert [each["text"] for each in shown] == ["Bổ sung: đã có kết quả."]
    minutes.redact_addendum(
        addendum=addendum, by=order["by"], now=NOW, after="Bổ sung: ▇▇", reason="Tên"
    )
    shown = minutes_content.public_content(paper)["addenda"]
    assert [each["text"] for each in shown] == ["Bổ sung: ▇▇"]


def test_staff_read_what_was_sealed_and_it_is_noted(client):
    paper = drafted()
    raise_at(paper.session)
    signed(paper)
    client.force_login(UserFactory(role=Role.STAFF))
    with time_machine.travel(NOW, tick=False):
        at = [paper.session.year, paper.session.quarter]
        page = client.get(reverse("dialogues:sealed_minutes", args=at)).content.decode()
        public = Client().get(reverse("dialogues:minutes", args=at)).content.decode()
        for name in ("redact_minutes", "add_addendum"):
            assert client.get(reverse(f"dialogues:{name}", args=at)).status_code == 200

    assert RAW in page
    assert RAW not in public
    assert AuditEntry.objects.filter(action="dialogues.open_sealed_minutes").count() == 1


def test_the_forms_of_signed_minutes_write_and_come_back_with_what_was_typed(client):
    paper = signed(drafted())
    client.force_login(UserFactory(role=Role.STAFF))
    at = [paper.session.year, paper.session.quarter]
    redact = reverse("dialogues:redact_minutes", args=at)
    typed = {"opening": "", "discussion": "▇▇ chung.", "conclusions": ""}
    refused = client.post(redact, typed)
    assert "▇▇ chung." in refused.content.decode()
    assert client.post(redact, typed | {"reason": "Tên"}).status_code == 302
    addendum = {"text": "Bổ sung kết quả."}
    assert client.post(reverse("dialogues:add_addendum", args=at), addendum).status_code == 302
    again = reverse("dialogues:redact_addendum", args=[*at, paper.addenda.get().pk])
    assert client.post(again, {"after": "Bổ sung.", "reason": "Gọn"}).status_code == 302

    page = Client().get(reverse("dialogues:minutes", args=at)).content.decode()
    assert "▇▇ chung." in page
    assert "Bổ sung." in page
    assert "Bổ sung kết quả." not in page


def test_a_name_in_the_text_is_asked_about_on_the_page(client):
    paper = drafted(discussion="Công ty Hoa Sen Xanh hỏi về đất.")
    raise_at(
        paper.session,
        enterprise=EnterpriseFactory(name="Công ty TNHH Hoa Sen Xanh"),
        visibility=Visibility.ASSOCIATION,
    )
    client.force_login(UserFactory(role=Role.STAFF))
    step = reverse("dialogues:minutes_step", args=[2026, 1, "sign"])
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        asked = client.post(step)
        assert "Hoa Sen Xanh" in asked.content.decode()
        assert 'name="looked_through"' in asked.content.decode()
        client.post(step, {"looked_through": "1"})
    paper.refresh_from_db()
    assert paper.status == "signed"


def test_a_redaction_that_changes_no_word_is_refused_and_noted_nowhere():
    paper = drafted()
    issue = raise_at(paper.session)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    signed(paper)
    by, steps_before = staff(), issue.events.count()
    addendum = minutes.add_addendum(minutes=paper, text="Bổ sung.", by=by.actor, now=NOW)
    why = {"now": NOW, "reason": "Tên người"}

    with pytest.raises(NothingRedacted):
        publication.redact(issue=issue, by=by, after=RAW, title=issue.title, **why)
    with pytest.raises(NothingRedacted):
        minutes.redact(minutes=paper, by=by.actor, discussion="Trao đổi chung.", **why)
    with pytest.raises(NothingRedacted):
        minutes.redact_addendum(addendum=addendum, by=by.actor, after="Bổ sung.", **why)

    assert issue.events.count() == steps_before
    assert not AuditEntry.objects.filter(action="dialogues.redact_minutes").exists()
