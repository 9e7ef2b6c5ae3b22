"""Links to follow an issue: a new one for who asks from the right address, an end for all."""

from datetime import datetime

from django.db import transaction
from django_q.tasks import async_task

from core.http import rate_limit
from dialogues.issues.actions.steps import By, lock_issue, record
from dialogues.models import Issue
from dialogues.notifications import letters

TRIES = 10
WORK = "dialogues.tasks.send_new_link"
WINDOW = 15 * 60  # seconds


def may_ask(*, visitor: str) -> bool:
    """Whether this visitor has tries left; each question counts as one."""
    return rate_limit.claim_try("link-tries", visitor, most=TRIES, seconds=WINDOW) is not None


@transaction.atomic
def end_links(*, issue: Issue, by: By, now: datetime) -> int:
    """Close every link of an issue; say how many were open."""
    lock_issue(issue)
    count = issue.follow_links.alive(now).update(ended_at=now)
    if count:
        record(issue=issue, act="end_links", by=by, now=now, links=count)
    return count


def ask_for_link(*, number: str, email: str, now: datetime) -> None:
    """Leave the question to the worker, so that the answer takes as long, right or wrong."""
    unkept = {"save": False}  # the address typed stays in no list of finished work
    async_task(WORK, number=number[:12], email=email, asked_at=now, q_options=unkept)


def send_new_link(*, number: str, email: str, now: datetime) -> bool:
    """Write a new link to the raiser's address on record, and only if it is the one typed."""
    issue = Issue.objects.select_related("enterprise").filter(number=number.strip()).first()
    known = issue.enterprise.email if issue and issue.enterprise else ""
    if not issue or not known or known.casefold() != email.strip().casefold():
        return False
    return letters.send_link(issue=issue, now=now)
