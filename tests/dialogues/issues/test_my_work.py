"""The officer's own page: each issue once, with the way that leads furthest."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from dialogues.issues.actions import answers
from tests.factories.dialogues import assigned, officer_of

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def first_of_all(client):
    page = client.get(reverse("dialogues:my_work")).content.decode()
    return page.split('<ul class="tasks">')[1].split("</ul>")[0]


def test_an_overdue_issue_whose_answer_was_begun_stands_once_and_leads_to_the_draft(client):
    issue = assigned(assigned_at=LONG_AGO)
    officer = officer_of(issue.lead)
    client.force_login(officer)
    bare = first_of_all(client)

    draft = answers.save_draft(
        issue=issue, author=officer, now=LONG_AGO, effect="solved", text="Sở đã kiểm tra hồ sơ."
    )
    begun = first_of_all(client)

    assert (bare.count(issue.title), begun.count(issue.title)) == (1, 1)
    assert issue.get_absolute_url() in bare
    assert reverse("dialogues:edit_answer", args=[draft.pk]) in begun
    assert 'class="is-bad"' in begun
