"""Factories of sessions and issues. Those in hand are brought there by the actions themselves."""

from datetime import UTC, datetime, timedelta

import factory

from core.access import Role
from dialogues.issues.actions import answers, filing, publication, steps
from dialogues.issues.actions.steps import By
from dialogues.models import Issue, Origin, Participant, Session, Visibility
from dialogues.sessions.actions import sessions
from dialogues.statistics.quarter import Quarter
from dialogues.workflow.transitions import Party
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory, EnterpriseFactory

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, 9:00 in Vietnam
TEXT = "Doanh nghiệp nộp hồ sơ thuê đất đã ba tháng nhưng chưa nhận được văn bản trả lời."


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    year = 2026
    quarter = factory.Sequence(lambda n: n % 4 + 1)
    starts_at = factory.LazyAttribute(
        lambda s: datetime(s.year, s.quarter * 3, 20, 1, 0, tzinfo=UTC)
    )
    ends_at = factory.LazyAttribute(lambda s: s.starts_at + timedelta(hours=3))
    place = "Hội trường Trung tâm Hội nghị tỉnh"
    seats = 100


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    session = factory.SubFactory(SessionFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    email = factory.Sequence(lambda n: f"guest{n}@example.test")
    invited_at = NOW


def staff() -> By:
    return By(UserFactory(role=Role.STAFF), Party.STAFF)


def filed(**fields) -> Issue:
    """An issue as it arrives."""
    by, now = fields.pop("by", By(None, Party.RAISER)), fields.pop("now", NOW)
    given = {
        "text": TEXT,
        "kind": "difficulty",
        "visibility": Visibility.PUBLIC,
        "origin": Origin.ONLINE,
    }
    given |= fields
    if "enterprise" not in given:
        given["enterprise"] = EnterpriseFactory(email="raiser@example.test")
    return filing.file_issue(new=filing.NewIssue(**given), by=by, now=now)


def accepted(**fields) -> Issue:
    now = fields.get("now", NOW)
    return steps.accept(issue=filed(**fields), by=staff(), now=now)


def assigned(*, lead=None, coordinators=(), days=10, assigned_at=None, **fields) -> Issue:
    now = assigned_at or fields.get("now", NOW)
    return steps.assign(
        issue=accepted(**fields),
        by=staff(),
        now=now,
        lead=lead or AgencyFactory(),
        coordinators=coordinators,
        days=days,
    )


def officer_of(agency, **fields):
    return UserFactory(role=Role.OFFICER, agency=agency, **fields)


EFFECTS = {
    "solved": {},
    "explained": {},
    "refused": {"legal_ground": "Khoản 1 Điều 23 Luật Đất đai 2024"},
    "forwarded": {"forwarded_to": "Bộ Tài nguyên và Môi trường"},
    "committed": {
        "commitment_owner": "Phó Giám đốc Sở",
        "commitment_proof": "Quyết định cho thuê đất",
    },
}


def answered(*, effect="solved", at=None, issue=None, officer=None, **fields) -> Issue:
    """An issue whose lead agency has sent an answer of this effect."""
    issue = issue or assigned(**fields)
    now = at or NOW + timedelta(days=2)
    extra = dict(EFFECTS[effect])
    if effect == "committed":
        extra["committed_until"] = (now + timedelta(days=30)).date()
    officer = officer or officer_of(issue.lead)
    draft = answers.save_draft(
        issue=issue,
        author=officer,
        now=now,
        effect=effect,
        text="Sở đã kiểm tra và giải quyết hồ sơ của doanh nghiệp.",
        **extra,
    )
    answers.submit(answer=draft, by=officer, now=now)
    issue.refresh_from_db()
    return issue


def published(**fields) -> Issue:
    issue = accepted(**fields)
    return publication.publish_issue(issue=issue, by=staff(), now=NOW)


def running_session(**fields) -> Session:
    session = SessionFactory(**fields)
    sessions.open_registration(session=session)
    sessions.start(session=session)
    return session


def quarter(year: int, number: int, **more) -> Quarter:
    """The numbers of a quarter, nothing where nothing is given."""
    none = dict.fromkeys((
        "answered", "in_time", "judged", "answered_well", "solved_well", "reopened", "promises_due",
        "promises_kept", "open_at_end", "overdue_at_end", "diverted",
    ), 0)  # fmt: skip
    given = none | {"kinds": {}, "effects": {}, "criteria": [], "median_days": None} | more
    return Quarter(year, number, sum(given["kinds"].values()), **given)
