"""Where the issues of a period stand, by agency and by state."""

from datetime import date, timedelta

import pytest

from dialogues.issues.actions import steps
from dialogues.statistics.agency_outcomes import AgencyOutcomes, count_states, list_agency_outcomes
from dialogues.statistics.scorecard import scorecard
from dialogues.workflow.transitions import State
from tests.factories.dialogues import NOW, answered, assigned, filed, staff
from tests.factories.directory import AgencyFactory

DAY = timedelta(days=1)
SPAN = {"first": date(2026, 1, 1), "last": date(2026, 3, 31)}
LATER = date(2026, 4, 1)


def outcomes_of(**asked):
    return list_agency_outcomes(scorecard(**asked), **asked)


def test_each_issue_of_an_agency_is_in_one_part():
    lead = AgencyFactory(name_vi="Sở Tài chính", name_en="")
    assigned(lead=lead)
    assigned(lead=lead, days=60)
    answered(lead=lead, at=NOW + 2 * DAY)
    answered(lead=lead, at=NOW + 30 * DAY)

    assert outcomes_of(today=LATER, **SPAN) == [
        AgencyOutcomes("Sở Tài chính", in_time=1, late=1, waiting=1, overdue=1)
    ]


@pytest.mark.parametrize(("first", "count"), [(date(2026, 3, 2), 1), (date(2026, 3, 3), 0)])
def test_a_period_counts_what_came_in_it(first, count):
    answered(at=NOW + DAY)
    assert len(outcomes_of(today=LATER, first=first, last=LATER)) == count


def test_an_officer_reads_the_own_agency_alone():
    own, other = AgencyFactory(), AgencyFactory()
    for lead in (own, other):
        assigned(lead=lead)

    assert [one.agency for one in outcomes_of(today=LATER, only=own)] == [own.name]
    assert sum(one.count for one in count_states(today=LATER, **SPAN, only=own)) == 1


def test_a_complaint_stands_in_no_part():
    complaint = assigned()
    complaint.kind = "complaint"
    complaint.save(update_fields=["kind"])
    suspected = filed(text="Doanh nghiệp làm đơn tố cáo cán bộ nhận hối lộ.")

    assert suspected.suspected_kind
    assert outcomes_of(today=LATER) == []
    assert count_states(today=LATER, **SPAN) == []


def test_states_stand_in_the_order_of_the_course_with_what_is_overdue():
    assigned()
    assigned(days=60)
    answered(at=NOW + DAY)
    withdrawn = filed()
    steps.withdraw(issue=withdrawn, by=staff(), now=NOW, reason="Trùng kiến nghị khác")

    assert [(one.state, one.count, one.overdue) for one in count_states(today=LATER, **SPAN)] == [
        (State.ASSIGNED, 2, 1),
        (State.ANSWERED, 1, 0),
        (State.WITHDRAWN, 1, 0),
    ]
