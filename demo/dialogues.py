"""Invented dialogues: four sessions with their guests, the day and what comes after it.

Three sessions of 2018 have been held, the fourth is to come; deadlines are counted to the moment at
which the demonstration plays, so that something is due.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from numpy.random import Generator

from accounts.models import User
from core.access import Role
from core.messaging.sending import pretend_sent
from core.models import OutgoingMessage
from demo import dialogue_issues
from demo.dialogue_papers import files_to_release, information_requests, sign_minutes
from dialogues.issues.actions import escalation
from dialogues.issues.actions import steps as steps
from dialogues.models import Session
from dialogues.sessions.actions import door, feedback, invitations, registration, sessions
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


def create(*, rng: Generator, now: datetime) -> None:
    """Plan, hold and answer. The register, the agencies and the accounts exist already."""
    staff = User.objects.filter(role=Role.STAFF).order_by("pk").first()
    if staff is None:
        raise LookupError("The demonstration needs an account of the Association's staff.")
    planned = _sessions()
    for session in planned:
        _invite(session, staff, rng, now)
    dialogue_issues.create(planned=planned, staff=staff, rng=rng, now=now)
    for session in planned[:3]:
        sign_minutes(session=session, by=staff)
    information_requests(rng=rng, by=staff, now=now)
    files_to_release(now=now)
    feedback.forget_late(now=now)
    escalation.escalate(now=now)
    pretend_sent(messages=OutgoingMessage.objects.filter(kind__startswith="dialogues."), now=now)


DAYS = (date(2018, 3, 15), date(2018, 6, 14), date(2018, 9, 20), date(2018, 12, 14))


def _sessions() -> list[Session]:
    planned = []
    for place, day in enumerate(DAYS):
        criteria = list(Criterion.objects.filter(code__in=THEMES[place]))
        plan = sessions.QuarterPlan(
            quarter=place + 1,
            starts_at=datetime.combine(day, time(8, 0), tzinfo=ZONE),
            ends_at=datetime.combine(day, time(11, 30), tzinfo=ZONE),
            place=PLACE,
            topic=TOPICS[place],
            seats=80,
            criteria=criteria,
            agencies=list(Agency.objects.filter(leads__criteria__in=criteria).distinct()[:12]),
        )
        session = sessions.plan_session(year=day.year, plan=plan)
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
    invited = invitations.invite(
        session=session, now=before, enterprises=chosen, agencies=session.agencies.all()
    )
    sessions.open_registration(session=session)
    came = []
    for guest in invited:
        if guest.agency is None and rng.random() > 0.55:
            continue
        people = 1 + int(rng.random() < 0.2)
        registration.register(
            participant=guest, now=before + timedelta(days=3), name="Đại diện", people=people
        )
        came.append(guest)
    if session.starts_at > now:
        return
    sessions.start(session=session)
    for guest in came:
        if rng.random() < 0.9:
            door.check_in(participant=guest, by=staff, now=session.starts_at)
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
