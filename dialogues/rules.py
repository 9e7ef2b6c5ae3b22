"""Who may do what in the dialogues: every grant stands here.

The permissions of the course of an issue are derived from its table.
"""

from typing import TYPE_CHECKING, Any

import rules

from core.access import User
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Transition

if TYPE_CHECKING:
    from dialogues.models import Answer, Attachment, Clock, InformationRequest, Issue, Minutes, Note

STAFF = {"staff", "administrator"}


@rules.predicate
def is_staff(user: User) -> bool:
    return user.is_active and user.role in STAFF


@rules.predicate
def is_planner(user: User) -> bool:
    return user.is_active and user.role == "planner"


@rules.predicate
def is_officer(user: User) -> bool:
    return user.is_active and user.role == "officer" and user.agency_id is not None


@rules.predicate
def stands_for_an_enterprise(user: User) -> bool:
    return user.is_active and user.role == "enterprise" and user.enterprise_id is not None


@rules.predicate
def raised_it(user: User, issue: "Issue") -> bool:
    return bool(user.enterprise_id) and issue.enterprise_id == user.enterprise_id


@rules.predicate
def runs_a_clock(user: User, issue: "Issue") -> bool:
    """An agency of the issue, while it is a matter of the dialogue and not of the law."""
    works = bool(user.agency_id) and issue.clocks.filter(agency=user.agency_id).exists()
    return works and not issue.is_lawful


@rules.predicate
def has_passed_the_association(user: User, issue: "Issue") -> bool:
    """Not a complaint, nothing that sounds like one, no hidden raiser before it is assigned."""
    return issue.is_for_planners


@rules.predicate
def works_on_it(user: User, issue: "Issue") -> bool:
    running = issue.clocks.filter(agency=user.agency_id, handed_over=False, round=issue.round)
    return bool(user.agency_id) and not issue.is_lawful and running.exists()


@rules.predicate
def is_of_the_agency(user: User, answer: "Answer | Note | InformationRequest | Clock") -> bool:
    return bool(user.agency_id) and answer.agency_id == user.agency_id


@rules.predicate
def is_of_the_dialogue(_user: User, answer: "Answer") -> bool:
    """Not an answer to what turned out to be a complaint or denunciation."""
    return not answer.issue.is_lawful


@rules.predicate
def approves(user: User, answer: "Answer") -> bool:
    return user.is_head and answer.agency_id == user.agency_id


@rules.predicate
def is_a_party(user: User, minutes: "Minutes") -> bool:
    session = minutes.session
    if user.enterprise_id:
        return session.participants.filter(
            enterprise=user.enterprise_id, checked_in_at__isnull=False
        ).exists()
    if user.agency_id:
        return session.agencies.filter(pk=user.agency_id).exists()
    return False


@rules.predicate
def asked_for_it(user: User, request: "InformationRequest") -> bool:
    return bool(user.enterprise_id) and request.enterprise_id == user.enterprise_id


@rules.predicate
def sent_file(user: User, file: "Attachment") -> bool:
    return file.issue is not None and raised_it(user, file.issue)


@rules.predicate
def wrote_with_file(user: User, file: "Attachment") -> bool:
    return file.answer is not None and bool(is_of_the_agency(user, file.answer))


def may_take(transition: Transition) -> Any:
    """Make the predicate of one row: one of its parties, and from one of its states."""

    def may(user: User, issue: "Issue") -> bool:
        return issue.state in transition.sources and not transition.parties.isdisjoint(
            issue.parties_of(user)
        )

    return rules.predicate(may, name=f"may_{transition.act}")


for row in transitions.TABLE.values():
    rules.add_perm(f"dialogues.{row.act}_issue", may_take(row))

rules.add_perm("dialogues.plan_sessions", is_staff)
rules.add_perm("dialogues.see_attendance", is_staff)
rules.add_perm("dialogues.record_live", is_staff)
rules.add_perm("dialogues.file_for_others", is_staff)
rules.add_perm("dialogues.file_issue", is_staff | stands_for_an_enterprise)
rules.add_perm("dialogues.support_issue", stands_for_an_enterprise & ~raised_it)
rules.add_perm(
    "dialogues.see_case",
    is_staff | (is_planner & has_passed_the_association) | raised_it | runs_a_clock,
)
rules.add_perm("dialogues.see_names_in_history", is_staff)
rules.add_perm("dialogues.edit_issue", is_staff)
rules.add_perm("dialogues.publish_issue", is_staff)
rules.add_perm("dialogues.redact_issue", is_staff)
rules.add_perm("dialogues.split_issue", is_staff)
rules.add_perm("dialogues.attach_to_issue", is_staff | raised_it)
rules.add_perm("dialogues.take_name_away", is_staff | raised_it)
rules.add_perm("dialogues.end_links", is_staff | raised_it)
rules.add_perm("dialogues.release_attachment", is_staff)
rules.add_perm("dialogues.change_attachment", is_staff | sent_file | (is_officer & wrote_with_file))
rules.add_perm("dialogues.judge_issue", raised_it)
rules.add_perm("dialogues.write_answer", is_officer & works_on_it)
rules.add_perm("dialogues.change_answer", is_officer & is_of_the_agency & is_of_the_dialogue)
rules.add_perm("dialogues.approve_answer", is_officer & approves & is_of_the_dialogue)
rules.add_perm("dialogues.add_note", is_staff | (is_officer & runs_a_clock))
rules.add_perm("dialogues.see_notes", is_staff | (is_officer & runs_a_clock))
rules.add_perm("dialogues.keep_templates", is_staff | is_officer)
rules.add_perm("dialogues.see_feedback", is_staff | is_planner)
rules.add_perm("dialogues.read_replies", is_staff)
rules.add_perm("dialogues.save_filters", is_staff | is_planner)
rules.add_perm("dialogues.keep_grounds", is_staff)
rules.add_perm("dialogues.see_grounds", is_staff | is_planner | is_officer)
rules.add_perm("dialogues.see_scorecard", is_staff | is_planner | is_officer)
rules.add_perm("dialogues.write_minutes", is_staff)
rules.add_perm("dialogues.see_draft_minutes", is_staff)
rules.add_perm("dialogues.comment_minutes", is_staff | is_a_party)
rules.add_perm("dialogues.log_information_request", is_staff | stands_for_an_enterprise)
rules.add_perm("dialogues.decide_information_request", is_staff | asked_for_it)
