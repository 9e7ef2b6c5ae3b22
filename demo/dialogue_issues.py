"""Forty invented issues, raised in four sessions and answered in various ways."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

from numpy.random import Generator

from accounts.models import User
from core.access import Role
from core.clock.timezone import localdate
from demo.people import find_officer
from dialogues.issues.actions import answers, escalation, filing, publication
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.models import DeadlineGround, Issue, Origin, Session, Visibility
from dialogues.workflow.transitions import Party
from directory.models import Agency, Enterprise
from pci.models import Criterion

OFFICE = "van-phong-ubnd-tinh"
OPEN = {"overdue", "assigned", "accepted", "new", "law"}
EXTRAS: dict[str, dict[str, str]] = {
    "refused": {"legal_ground": "Điều 78 Luật Quản lý thuế số 78/2006/QH11"},
    "forwarded": {"forwarded_to": "Bộ, cơ quan trung ương có thẩm quyền"},
    "committed": {
        "commitment_owner": "Phó thủ trưởng phụ trách",
        "commitment_proof": "Văn bản hoặc trang thông tin đã đăng, gửi Hiệp hội bản chụp",
    },
}


class Story(NamedTuple):
    """One line of ``issues.json``: what is raised, and what becomes of it."""

    criterion: str
    agency: str
    visibility: str
    kind: str
    title: str
    text: str
    fate: str
    reply: str


def create(*, planned: Sequence[Session], staff: User, rng: Generator, now: datetime) -> None:
    """Raise every issue of the file and take it as far as its story goes."""
    rows = json.loads((Path(__file__).parent / "issues.json").read_text(encoding="utf-8"))
    raisers, by_staff = _raisers(rng), By(staff, Party.STAFF)
    for number, row in enumerate(rows):
        story = Story(*row)
        session = _session_of(number, story.fate, planned)
        coming = session == planned[3]
        at = now - timedelta(days=2 + number % 5) if coming else session.starts_at
        new = _new_issue(story, session, next(raisers), coming=coming)
        by = By(None, Party.RAISER) if coming else by_staff
        issue = filing.file_issue(new=new, by=by, now=at)
        if story.fate == "law":
            _divert(issue, by_staff, at)
        elif story.fate != "new":
            _handle(issue, number, story, by_staff, at, rng, now)


def _session_of(number: int, fate: str, planned: Sequence[Session]) -> Session:
    if fate == "overdue":
        return planned[2]
    return planned[3] if fate in OPEN else planned[number % 3]


def _new_issue(
    story: Story, session: Session, raiser: Enterprise, *, coming: bool
) -> filing.NewIssue:
    return filing.NewIssue(
        title=story.title,
        text=story.text,
        kind=story.kind,
        visibility=story.visibility,
        origin=Origin.ADVANCE if coming else Origin.LIVE,
        enterprise=raiser,
        session=session,
        criterion=Criterion.objects.get(code=story.criterion),
    )


def _divert(issue: Issue, by: By, at: datetime) -> None:
    steps.divert(
        issue=issue,
        by=by,
        now=at + timedelta(hours=5),
        reason="Đề nghị gửi đơn đến người đã ký quyết định, theo Luật Khiếu nại 2011.",
    )


def _handle(
    issue: Issue, number: int, story: Story, by: By, at: datetime, rng: Generator, now: datetime
) -> None:
    """Accept, publish, support, assign and answer, as far as the story goes."""
    steps.accept(issue=issue, by=by, now=at + timedelta(hours=6))
    if story.visibility != Visibility.ASSOCIATION:
        publication.publish_issue(issue=issue, by=by, now=at + timedelta(hours=7))
    _support(issue, rng, at)
    if story.fate == "accepted":
        return
    assigned_at = at + timedelta(days=1)
    helpers = Agency.objects.none() if number % 4 else Agency.objects.filter(code=OFFICE)
    steps.assign(
        issue=issue,
        by=by,
        now=assigned_at,
        lead=Agency.objects.get(code=story.agency),
        coordinators=list(helpers),
        ground=_ground() if number % 3 else None,
    )
    if story.fate not in OPEN:
        _answer(issue, story, assigned_at, rng, now)


def _raisers(rng: Generator) -> Iterator[Enterprise]:
    """The demonstration's own enterprise raises every eighth issue."""
    own = User.objects.filter(role=Role.ENTERPRISE).exclude(enterprise=None).first()
    members = list(Enterprise.objects.active().filter(is_member=True).order_by("tax_code"))
    order = [members[int(i)] for i in rng.permutation(len(members))]
    for number, enterprise in enumerate(cycle(order)):
        if own and own.enterprise and number % 8 == 3:
            yield own.enterprise
        yield enterprise


def _ground() -> DeadlineGround:
    """An invented document that gives as long as the Association usually asks for."""
    ground, _new = DeadlineGround.objects.get_or_create(
        document="Quy chế phối hợp trả lời kiến nghị của doanh nghiệp (minh họa)",
        provision="khoản 2 Điều 7",
        defaults={
            "says": "Cơ quan chủ trì trả lời trong 10 ngày làm việc kể từ ngày nhận kiến nghị.",
            "working_days": 10,
            "source": "https://van-ban.example/quy-che-phoi-hop",
            "checked_on": date(2018, 1, 2),
        },
    )
    return ground


def _support(issue: Issue, rng: Generator, at: datetime) -> None:
    if issue.visibility == Visibility.ASSOCIATION or issue.enterprise is None:
        return
    members = Enterprise.objects.active().filter(is_member=True).exclude(pk=issue.enterprise.pk)
    user = User.objects.filter(role=Role.ENTERPRISE).first()
    others = list(members.order_by("tax_code")[:60])
    if user is None or not others:
        return
    for place in rng.choice(len(others), int(rng.integers(0, min(7, len(others)))), replace=False):
        filing.support(
            issue=issue, enterprise=others[int(place)], actor=user, now=at + timedelta(hours=9)
        )


def _answer(
    issue: Issue, story: Story, assigned_at: datetime, rng: Generator, now: datetime
) -> None:
    agency = Agency.objects.get(code=story.agency)
    effect = "solved" if story.fate == "late_solved" else story.fate
    days = 19 if story.fate == "late_solved" else 3 + int(rng.integers(0, 9))
    at = assigned_at + timedelta(days=days)
    escalation.escalate(now=at)
    officer = find_officer(agency)
    extra: dict[str, Any] = dict(EXTRAS.get(effect, {}))
    if effect == "committed":
        extra["committed_until"] = max(localdate(at), localdate(now)) + timedelta(
            days=12 + int(rng.integers(0, 40))
        )
    draft = answers.save_draft(
        issue=issue, author=officer, now=at, effect=effect, text=story.reply, **extra
    )
    answers.submit(answer=draft, by=officer, now=at)
    if rng.random() < 0.65:
        good = effect == "solved"
        answers.judge(
            answer=draft,
            by=By(None, Party.RAISER),
            is_answered=good or bool(rng.random() < 0.6),
            is_solved=good and bool(rng.random() < 0.85),
            comment="" if good else "Mong cơ quan theo dõi đến khi có kết quả.",
            now=min(at + timedelta(days=2), now),
        )
