"""The invented judgement of the portal: two people apart, then settled."""

from datetime import datetime

from accounts.models import User
from core.access import Role
from surveys.models import Wave
from surveys.review.actions.portal_checklist import save_web_review, settle_web_score

PORTAL = "https://daknong.example"
COLLEAGUE = ("canbo.thamdinh@thuocdo.example", "Nguyễn Thành Trung")
FIRST = {
    "planning_overall": 3.0,
    "planning_land": 2.0,
    "leaders": 2.0,
    "news_week": 2.0,
    "legal_texts": 3.0,
    "drafts": 1.5,
    "procedures": 4.0,
    "online_services": 3.0,
    "budget": 2.5,
    "tenders": 2.0,
    "investment": 2.0,
    "questions": 2.0,
    "hotline": 1.5,
    "results": 0.5,
    "speed": 1.0,
    "search": 1.0,
    "access": 0.5,
    "english": 0.5,
}
SECOND = FIRST | {"legal_texts": 2.0, "budget": 3.5, "questions": 1.0}
SETTLED = {"legal_texts": 2.5, "budget": 3.0, "questions": 1.5}
NOTES = {
    "legal_texts": "Thiếu bản toàn văn của một số quyết định.",
    "budget": "Dự toán đăng đủ; quyết toán đăng chậm.",
    "questions": "Nhiều câu hỏi chưa có trả lời trong 20 ngày.",
}
REASON = "Lấy mức giữa ở ba mục hai người chấm khác nhau, sau khi cùng xem lại Cổng."


def judge(*, wave: Wave, by: User, now: datetime) -> None:
    """Two checklists that differ on three items, settled at 33.5 of 50 points."""
    for reviewer, points, notes in ((by, FIRST, NOTES), (_colleague(now), SECOND, {})):
        save_web_review(
            wave=wave,
            reviewer=reviewer,
            address=PORTAL,
            points=points,
            notes=notes,
            now=now,
            finish=True,
        )
    settle_web_score(wave=wave, points=SETTLED, reason=REASON, by=by, now=now)


def _colleague(now: datetime) -> User:
    """The second pair of eyes; the account exists, but nobody signs in with it."""
    email, name = COLLEAGUE
    user = User(email=email, full_name=name, role=Role.STAFF, approved_at=now, date_joined=now)
    user.set_unusable_password()
    user.save()
    return user
