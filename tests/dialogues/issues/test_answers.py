"""Answers: what each effect demands, approval, sending later, verdicts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.models import OutgoingMessage
from dialogues.errors import (
    AnswerIncomplete,
    IdentityInText,
    LegalWayOnly,
    NamedInPublic,
    NeedsReason,
    NotTheTime,
    PeriodOver,
    ReadItFirst,
)
from dialogues.issues.actions import answers, editing, escalation, intake, publication
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.models import AnswerStatus, Visibility
from dialogues.workflow.transitions import Party, State
from tests.factories.dialogues import (
    NOW,
    accepted,
    answered,
    assigned,
    filed,
    officer_of,
    staff,
)
from tests.factories.directory import AgencyFactory, EnterpriseFactory

RAISER = By(None, Party.RAISER)
DAY = timedelta(days=1)


def draft(issue, officer=None, **fields):
    return answers.save_draft(
        issue=issue,
        author=officer or officer_of(issue.lead),
        now=NOW + DAY,
        **{"text": "Nội dung trả lời của Sở.", **fields},
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"effect": "refused"},
        {"effect": "forwarded"},
        {"effect": "committed"},
        {"effect": "committed", "committed_until": date(2026, 5, 1)},
        {
            "effect": "committed",
            "committed_until": date(2026, 3, 1),
            "commitment_owner": "Phó Giám đốc",
            "commitment_proof": "Văn bản",
        },
        {"effect": "solved", "text": "   "},
    ],
)
def test_an_answer_is_not_sent_without_what_its_effect_demands(fields):
    issue = assigned()
    answer = draft(issue, **fields)

    with pytest.raises(AnswerIncomplete):
        answers.submit(answer=answer, by=answer.author, now=NOW + DAY)

    issue.refresh_from_db()
    assert issue.state == State.ASSIGNED


@pytest.mark.parametrize(
    ("effect", "state", "is_running"),
    [
        ("solved", State.ANSWERED, False),
        ("explained", State.ANSWERED, False),
        ("forwarded", State.FORWARDED, False),
        ("refused", State.REFUSED, False),
        ("committed", State.COMMITTED, True),
    ],
)
def test_the_clock_stops_with_every_answer_but_a_commitment(effect, state, is_running):
    issue = answered(effect=effect)
    clock = issue.clocks.get()
    assert issue.state == state
    assert (clock.stopped_at is None) == is_running
    assert clock.was_in_time


def test_a_commitment_keeps_the_clock_and_counts_each_postponement():
    issue = answered(effect="committed")
    first = issue.due_on
    answered(issue=issue, effect="committed", at=NOW + 10 * DAY)

    clock = issue.clocks.get()
    issue.refresh_from_db()
    assert clock.postponements == 1
    assert issue.due_on == clock.promised_on > first
    assert clock.due_on < first


def test_the_head_approves_where_the_agency_wants_it():
    issue = assigned(lead=AgencyFactory(approves_answers=True))
    officer, head = officer_of(issue.lead), officer_of(issue.lead, is_head=True)
    answer = draft(issue, officer, effect="solved")

    answers.submit(answer=answer, by=officer, now=NOW + DAY)
    assert answer.status == AnswerStatus.SUBMITTED
    assert OutgoingMessage.objects.filter(recipient=head.email, key__contains="approve").exists()

    answers.send_back(answer=answer, by=head, remark="Ghi rõ số văn bản", now=NOW + DAY)
    assert (answer.status, answer.remark) == (AnswerStatus.DRAFT, "Ghi rõ số văn bản")

    answers.submit(answer=answer, by=officer, now=NOW + 2 * DAY)
    answers.approve(answer=answer, by=head, now=NOW + 2 * DAY)
    issue.refresh_from_db()
    assert issue.state == State.ANSWERED
    assert answer.approved_by == head


def test_an_answer_for_later_is_sent_by_the_worker_when_its_time_comes():
    issue = assigned()
    answer = draft(issue, effect="solved", publish_at=NOW + 3 * DAY)
    answers.submit(answer=answer, by=answer.author, now=NOW + DAY)
    assert answer.status == AnswerStatus.SCHEDULED

    assert escalation.send_scheduled(now=NOW + 2 * DAY) == 0
    assert escalation.send_scheduled(now=NOW + 4 * DAY) == 1
    assert escalation.send_scheduled(now=NOW + 4 * DAY) == 0
    issue.refresh_from_db()
    assert issue.state == State.ANSWERED


def test_a_scheduled_answer_to_a_withdrawn_issue_is_dropped():
    issue = assigned()
    answer = draft(issue, effect="solved", publish_at=NOW + 3 * DAY)
    answers.submit(answer=answer, by=answer.author, now=NOW + DAY)
    steps.withdraw(issue=issue, by=RAISER, now=NOW + 2 * DAY)

    escalation.send_scheduled(now=NOW + 4 * DAY)

    answer.refresh_from_db()
    assert answer.status == AnswerStatus.DROPPED


def test_a_co_ordinating_agency_contributes_and_stops_its_own_clock_alone():
    helper = AgencyFactory()
    issue = assigned(coordinators=[helper])
    answer = draft(issue, officer_of(helper), effect="explained")
    answers.submit(answer=answer, by=answer.author, now=NOW + DAY)

    issue.refresh_from_db()
    assert answer.is_contribution
    assert issue.state == State.ASSIGNED
    assert issue.clocks.get(agency=helper).stopped_at is not None
    assert issue.clocks.get(agency=issue.lead).stopped_at is None


def test_two_good_verdicts_confirm_and_the_two_are_separate():
    issue = answered()
    answers.judge(
        answer=issue.answers.get(), by=RAISER, is_answered=True, is_solved=False, now=NOW + 3 * DAY
    )
    issue.refresh_from_db()
    assert issue.state == State.ANSWERED

    answers.judge(
        answer=issue.answers.get(), by=RAISER, is_answered=True, is_solved=True, now=NOW + 4 * DAY
    )
    issue.refresh_from_db()
    assert issue.state == State.CONFIRMED


def test_reopening_needs_words_and_comes_within_the_period():
    issue = answered(at=NOW + DAY)
    verdict = {"answer": issue.answers.get(), "by": RAISER, "is_answered": False}
    verdict |= {"is_solved": False, "reopen": True}
    with pytest.raises(NeedsReason):
        answers.judge(**verdict, now=NOW + 2 * DAY)
    with pytest.raises(PeriodOver):
        answers.judge(**verdict, comment="Chưa rõ", now=NOW + 40 * DAY)

    answers.judge(**verdict, comment="Chưa rõ", now=NOW + 5 * DAY)

    issue.refresh_from_db()
    assert (issue.state, issue.round) == (State.REOPENED, 2)
    assert issue.clocks.filter(round=2, stopped_at=None).count() == 1


def test_the_association_may_reopen_after_the_period():
    issue = answered(at=NOW + DAY)
    steps.reopen(issue=issue, by=staff(), now=NOW + 60 * DAY, reason="Cam kết chưa thực hiện")
    assert issue.state == State.REOPENED


def test_a_draft_is_written_by_officers_alone():
    issue = assigned()
    with pytest.raises(NotTheTime):
        draft(issue, staff().actor, effect="solved")


def test_a_hidden_raiser_is_not_named_by_the_words_of_the_issue():
    enterprise = EnterpriseFactory(name="Công ty TNHH Hoa Sen Xanh")
    issue = accepted(
        enterprise=enterprise,
        visibility=Visibility.ASSOCIATION,
        text="CÔNG TY TNHH HOA SEN XANH đề nghị được xem bản đồ quy hoạch.",
    )
    with pytest.raises(IdentityInText, match="Hoa Sen Xanh"):
        steps.assign(issue=issue, by=staff(), now=NOW, lead=AgencyFactory())


def test_a_raiser_is_not_named_by_a_later_correction_or_in_public():
    enterprise = EnterpriseFactory(name="Công ty TNHH Hoa Sen Xanh")
    hidden = assigned(enterprise=enterprise, visibility=Visibility.ASSOCIATION)
    with pytest.raises(IdentityInText):
        editing.edit_issue(
            issue=hidden, by=staff(), now=NOW, text="Công ty TNHH Hoa Sen Xanh xin bản đồ."
        )
    hidden.refresh_from_db()
    assert "Hoa Sen" not in hidden.text

    unnamed = accepted(
        enterprise=enterprise,
        visibility=Visibility.WITHOUT_NAME,
        text="Công ty TNHH Hoa Sen Xanh xin bản đồ quy hoạch.",
    )
    with pytest.raises(NamedInPublic):
        publication.publish_issue(issue=unnamed, by=staff(), now=NOW)
    publication.publish_issue(
        issue=unnamed, by=staff(), now=NOW, title="Xin bản đồ", text="Doanh nghiệp xin bản đồ."
    )
    unnamed.refresh_from_db()
    assert unnamed.published_at is not None


def test_a_complaint_is_not_accepted_into_the_dialogue():
    issue = filed(kind="complaint")
    with pytest.raises(LegalWayOnly):
        steps.accept(issue=issue, by=staff(), now=NOW)


SUSPECT = "Chúng tôi tố cáo cán bộ đòi tiền khi nộp hồ sơ."


def test_what_sounds_like_a_denunciation_is_read_before_anybody_else_reads_it():
    issue = accepted(kind="difficulty", text=SUSPECT)
    assert (issue.suspected_kind, issue.may_go_public) == ("denunciation", False)

    with pytest.raises(ReadItFirst):
        publication.publish_issue(issue=issue, by=staff(), now=NOW)
    with pytest.raises(ReadItFirst):
        steps.assign(issue=issue, by=staff(), now=NOW, lead=AgencyFactory())
    editing.dismiss_suspicion(issue=issue, by=staff(), now=NOW, reason="Chỉ là cách nói.")
    publication.publish_issue(issue=issue, by=staff(), now=NOW)

    assert issue.published_at == NOW


def test_of_many_ticked_the_one_that_sounds_like_a_denunciation_stays():
    issues = [accepted(kind="difficulty", text=text) for text in (SUSPECT, "Xin bản đồ quy hoạch.")]

    outcome = intake.take_many(issues=issues, act="publish", by=staff(), now=NOW)

    assert outcome.done == [issues[1].number]
    assert [number for number, _why in outcome.refused] == [issues[0].number]


def drafted(issue, officer, **fields):
    given = {"effect": "committed", "text": "Sở sẽ cấp giấy.", "committed_until": NOW.date()}
    given |= {"commitment_owner": "Phó Giám đốc Sở", "commitment_proof": "Giấy đã cấp"}
    return answers.save_draft(issue=issue, author=officer, now=NOW, **given | fields)


def test_the_head_reads_everything_an_answer_promises_before_approving_it(client):
    agency = AgencyFactory(approves_answers=True)
    issue = assigned(lead=agency)
    draft = drafted(issue, officer_of(agency), committed_until=date(2026, 5, 4))
    answers.submit(answer=draft, by=draft.author, now=NOW)
    client.force_login(officer_of(agency, is_head=True))

    page = client.get(issue.get_absolute_url()).content.decode()

    assert "Duyệt và gửi" in page
    for promised in ("04/05/2026", "Phó Giám đốc Sở", "Giấy đã cấp"):
        assert promised in page


def test_a_begun_answer_is_continued_and_not_written_twice(client):
    agency = AgencyFactory(approves_answers=True)
    issue, officer = assigned(lead=agency), officer_of(agency)
    draft = drafted(issue, officer, committed_until=date(2026, 5, 4))
    begin = reverse("dialogues:new_answer", args=[issue.number])
    client.force_login(officer)

    assert begin not in client.get(issue.get_absolute_url()).content.decode()
    assert client.get(begin).url == reverse("dialogues:edit_answer", args=[draft.pk])
    answers.submit(answer=draft, by=officer, now=NOW)
    assert client.get(begin).url == issue.get_absolute_url()
