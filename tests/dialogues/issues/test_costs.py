"""A list costs the same number of queries for one row as for many."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Role
from dialogues.issues.actions import publication
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    SessionFactory,
    answered,
    assigned,
    officer_of,
    staff,
)
from tests.factories.directory import AgencyFactory, EnterpriseFactory


def published_answers(agency, enterprise, count):
    officer = officer_of(agency)
    for _number in range(count):
        issue = answered(lead=agency, enterprise=enterprise, officer=officer)
        publication.publish_issue(issue=issue, by=staff(), now=NOW)
        assigned(lead=agency, enterprise=enterprise)


PAGES = {
    "questions": None,
    "questions ?q=ho+so": None,
    "questions ?state=replied": None,
    "feed": None,
    "sessions": None,
    "session": None,
    "issues": Role.STAFF,
    "issues ?overdue=on": Role.STAFF,
    "issues ?q=hồ+sơ": Role.STAFF,
    "scorecard": Role.STAFF,
    "information": Role.STAFF,
    "session as staff": Role.STAFF,
    "issues as planner": Role.PLANNER,
    "my_work": Role.OFFICER,
    "issues as enterprise": Role.ENTERPRISE,
}


def count_queries(people, session):
    """How many each page asks of the database, once what is cached once is there."""
    costs = {}
    for page, role in PAGES.items():
        name, _space, query = page.partition(" ")
        at = [session.year, session.slot] if name == "session" else []
        url = reverse(f"dialogues:{name}", args=at) + (query if query.startswith("?") else "")
        client = Client()
        if role:
            client.force_login(people[role])
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
            costs[page] = len(seen)
    return costs


def test_a_list_costs_the_same_for_any_length_and_no_more_than_twenty_questions():
    agency, enterprise = AgencyFactory(), EnterpriseFactory()
    session = SessionFactory(year=2026, quarter=1)
    own = {Role.OFFICER: {"agency": agency}, Role.ENTERPRISE: {"enterprise": enterprise}}
    people = {role: UserFactory(role=role, **own.get(role, {})) for role in PAGES.values() if role}

    published_answers(agency, enterprise, 1)
    one = count_queries(people, session)
    published_answers(agency, enterprise, 4)

    assert count_queries(people, session) == one
    assert max(one.values()) <= 20
