"""Invented dialogues: four sessions, and forty issues answered in various ways.

Days are relative to the day the demonstration is made, so that something is always due.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate
from numpy.random import Generator

from accounts.models import User
from core.access import Role
from core.calendar.working_days import Calendar
from core.models import MessageStatus, OutgoingMessage
from demo.dialogue_papers import files_to_release, information_requests, sign_minutes
from dialogues.issues.actions import answers, escalation, filing, publication
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.models import DeadlineGround, Issue, Origin, Session, Visibility
from dialogues.sessions.actions import feedback, sessions
from dialogues.workflow.transitions import Party
from directory.models import Agency, Enterprise
from pci.models import Criterion

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PLACE = "Hội trường Trung tâm Hội nghị tỉnh, phường Nghĩa Trung, Gia Nghĩa"
TOPICS = (
    "Tiếp cận quy hoạch, đất đai và tài liệu pháp lý",
    "Thuế, hải quan và công khai ngân sách",
    "Đấu thầu, đầu tư công và cung cấp thông tin",
    "Dịch vụ công trực tuyến và vai trò của Hiệp hội",
)
THEMES = (
    ("planning", "legal"),
    ("tax_negotiation", "budget_detail", "budget_timely"),
    ("bidding_public", "info_received", "info_days", "relationship"),
    ("web_access", "web_score", "predictability", "ba_role"),
)
EXTRAS: dict[str, dict[str, str]] = {
    "refused": {"legal_ground": "Điều 109 Luật Quản lý thuế số 38/2019/QH14"},
    "forwarded": {"forwarded_to": "Bộ, cơ quan trung ương có thẩm quyền"},
    "committed": {
        "commitment_owner": "Phó thủ trưởng phụ trách",
        "commitment_proof": "Văn bản hoặc trang thông tin đã đăng, gửi Hiệp hội bản chụp",
    },
}


def create(*, rng: Generator, now: datetime) -> None:
    """Plan, hold and answer. The register, the agencies and the accounts exist already."""
    staff = User.objects.filter(role=Role.STAFF).order_by("pk").first()
    if staff is None:
        raise LookupError("The demonstration needs an account of the Association's staff.")
    planned = _sessions(now)
    for session in planned:
        _invite(session, staff, rng, now)
    rows = json.loads((Path(__file__).parent / "issues.json").read_text(encoding="utf-8"))
    raisers = _raisers(rng)
    for number, row in enumerate(rows):
        _issue(number, row, planned, raisers, staff, rng, now)
    for session in planned[:3]:
        sign_minutes(session=session, by=staff, signed=session != planned[2])
    information_requests(rng=rng, by=staff, now=now)
    files_to_release(now=now)
    feedback.forget_late(now=now)
    escalation.escalate(now=now)
    OutgoingMessage.objects.filter(
        status=MessageStatus.RELEASED, key__regex=r"^(issue|clock|participant|minutes|answer):"
    ).update(status=MessageStatus.SENT, sent_at=now, body="")


def _quarters(now: datetime) -> Iterator[tuple[int, int, date]]:
    """Three quarters behind and the session to come, each with its day."""
    coming = localdate(now) + timedelta(days=16)
    coming = Calendar.load().add(coming, 1).day
    number = coming.year * 4 + (coming.month - 1) // 3
    for back in (3, 2, 1):
        year, quarter = divmod(number - back, 4)
        yield year, quarter + 1, Calendar.load().add(date(year, quarter * 3 + 2, 14), 1).day
    yield coming.year, (coming.month - 1) // 3 + 1, coming


def _sessions(now: datetime) -> list[Session]:
    planned = []
    for place, (year, quarter, day) in enumerate(_quarters(now)):
        criteria = list(Criterion.objects.filter(code__in=THEMES[place]))
        plan = sessions.QuarterPlan(
            quarter=quarter,
            starts_at=datetime.combine(day, time(8, 0), tzinfo=ZONE),
            ends_at=datetime.combine(day, time(11, 30), tzinfo=ZONE),
            place=PLACE,
            topic=TOPICS[place],
            seats=80,
            criteria=criteria,
            agencies=list(Agency.objects.filter(leads__criteria__in=criteria).distinct()[:12]),
        )
        session = sessions.plan_session(year=year, plan=plan)
        agenda = [
            (10, "Khai mạc, giới thiệu đại biểu", "Hiệp hội Doanh nghiệp tỉnh"),
            (30, f"Báo cáo chuyên đề: {TOPICS[place]}", "Cơ quan chủ trì chuyên đề"),
            (110, "Đối thoại với doanh nghiệp", "Các cơ quan được mời"),
            (20, "Kết luận", "Lãnh đạo UBND tỉnh"),
        ]
        items = [{"minutes": m, "title": t, "speaker": s} for m, t, s in agenda]
        sessions.set_agenda(session=session, items=items)
        planned.append(session)
    return planned


def _invite(session: Session, staff: User, rng: Generator, now: datetime) -> None:
    before = min(session.starts_at - timedelta(days=14), now - timedelta(days=4))
    members = list(Enterprise.objects.active().filter(is_member=True).order_by("tax_code"))
    chosen = [members[int(i)] for i in rng.choice(len(members), min(70, len(members)), False)]
    invited = sessions.invite(
        session=session, now=before, enterprises=chosen, agencies=session.agencies.all()
    )
    sessions.open_registration(session=session)
    came = []
    for guest in invited:
        if guest.agency is None and rng.random() > 0.55:
            continue
        people = 1 + int(rng.random() < 0.2)
        sessions.register(
            participant=guest, now=before + timedelta(days=3), name="Đại diện", people=people
        )
        came.append(guest)
    if session.starts_at > now:
        return
    sessions.start(session=session)
    for guest in came:
        if rng.random() < 0.9:
            sessions.check_in(participant=guest, by=staff, now=session.starts_at)
    sessions.close(session=session, now=session.ends_at)
    _opinions(session)


REMARKS = (
    "",
    "Nên gửi tài liệu cho doanh nghiệp trước phiên ba ngày.",
    "Cơ quan trả lời còn chung chung, đề nghị nêu rõ thời hạn.",
    "",
    "Nên dành thêm thời gian cho doanh nghiệp phát biểu.",
)


def _opinions(session: Session) -> None:
    """Every third guest who came says what the session was like, the day after."""
    guests = session.participants.present().order_by("pk")[::3]
    for number, guest in enumerate(guests):
        feedback.give(
            participant=guest,
            now=session.ends_at + timedelta(days=1),
            useful=(5, 4, 4, 3)[number % 4],
            heard=(4, 5, 3, 4, 2)[number % 5],
            answered=(3, 2, 4)[number % 3],
            comment=REMARKS[number % len(REMARKS)],
        )


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


def _officer(agency: Agency) -> User:
    found = User.objects.filter(agency=agency, role=Role.OFFICER).order_by("pk").first()
    if found:
        return found
    email = f"canbo.{agency.code}@thuocdo.example"
    user = User(
        email=email,
        role=Role.OFFICER,
        agency=agency,
        full_name=f"Cán bộ {agency.short_name or agency.name_vi}"[:120],
        is_head=True,
    )
    user.set_unusable_password()
    user.save()
    return user


OPEN = {"overdue", "assigned", "accepted", "new", "law"}


def _issue(
    number: int,
    row: list[str],
    planned: list[Session],
    raisers: Iterator[Enterprise],
    staff: User,
    rng: Generator,
    now: datetime,
) -> None:
    code, agency_code, visibility, kind, title, text, fate, reply = row
    session = planned[3] if fate in OPEN - {"overdue"} else planned[number % 3]
    if fate == "overdue":
        session = planned[2]
    coming = session == planned[3]
    at = now - timedelta(days=2 + number % 5) if coming else session.starts_at
    by_staff = By(staff, Party.STAFF)
    issue = filing.file_issue(
        by=By(None, Party.RAISER) if coming else by_staff,
        now=at,
        title=title,
        text=text,
        kind=kind,
        visibility=visibility,
        origin=Origin.ADVANCE if coming else Origin.LIVE,
        enterprise=next(raisers),
        session=session,
        criterion=Criterion.objects.get(code=code),
    )
    if fate == "law":
        steps.divert(
            issue=issue,
            by=by_staff,
            now=at + timedelta(hours=5),
            reason="Đề nghị gửi đơn đến người đã ký quyết định, theo Luật Khiếu nại 2011.",
        )
        return
    if fate == "new":
        return
    steps.accept(issue=issue, by=by_staff, now=at + timedelta(hours=6))
    if visibility != Visibility.ASSOCIATION:
        publication.publish_issue(issue=issue, by=by_staff, now=at + timedelta(hours=7))
    _support(issue, rng, at)
    if fate == "accepted":
        return
    agency = Agency.objects.get(code=agency_code)
    helpers = [] if number % 4 else list(Agency.objects.filter(code="van-phong-ubnd-tinh"))
    assigned_at = at + timedelta(days=1)
    steps.assign(
        issue=issue,
        by=by_staff,
        now=assigned_at,
        lead=agency,
        coordinators=helpers,
        ground=_ground() if number % 3 else None,
    )
    if fate not in OPEN:
        _answer(issue, agency, fate, reply, assigned_at, rng, now)


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
    issue: Issue,
    agency: Agency,
    fate: str,
    reply: str,
    assigned_at: datetime,
    rng: Generator,
    now: datetime,
) -> None:
    effect = "solved" if fate == "late_solved" else fate
    days = 19 if fate == "late_solved" else 3 + int(rng.integers(0, 9))
    at = assigned_at + timedelta(days=days)
    escalation.escalate(now=at)
    officer = _officer(agency)
    extra: dict[str, Any] = dict(EXTRAS.get(effect, {}))
    if effect == "committed":
        extra["committed_until"] = max(localdate(at), localdate(now)) + timedelta(
            days=12 + int(rng.integers(0, 40))
        )
    draft = answers.save_draft(
        issue=issue, author=officer, now=at, effect=effect, text=reply, **extra
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
