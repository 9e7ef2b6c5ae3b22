"""A list costs the same number of queries for one row as for many."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Role
from dialogues.issues.actions import publication
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, answered, assigned, officer_of, staff
from tests.factories.directory import AgencyFactory, EnterpriseFactory


def published_answers(agency, enterprise, count):
    officer = officer_of(agency)
    for _number in range(count):
        issue = answered(lead=agency, enterprise=enterprise, officer=officer)
        publication.publish_issue(issue=issue, by=staff(), now=NOW)
        assigned(lead=agency, enterprise=enterprise)


PAGES = [
    ("questions", None),
    ("feed", None),
    ("issues", Role.STAFF),
    ("scorecard", Role.STAFF),
    ("my_work", Role.OFFICER),
    ("issues", Role.ENTERPRISE),
    ("sessions", None),
    ("information", Role.STAFF),
]


@pytest.mark.parametrize(("name", "role"), PAGES)
def test_a_list_costs_the_same_for_any_length(name, role):
    agency, enterprise = AgencyFactory(), EnterpriseFactory()
    people = {
        Role.STAFF: {},
        Role.OFFICER: {"agency": agency},
        Role.ENTERPRISE: {"enterprise": enterprise},
    }
    client = Client()
    if role:
        client.force_login(UserFactory(role=role, **people[role]))
    url = reverse(f"dialogues:{name}")
    costs = []
    for count in (1, 4):
        published_answers(agency, enterprise, count)
        client.get(url)  # what is cached once is not counted
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
            costs.append(len(seen))
    assert costs[0] == costs[1]
