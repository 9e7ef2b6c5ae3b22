"""Papers of the invented dialogues: minutes, files that wait, the log of requests for documents."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils.html import escape
from numpy.random import Generator

from accounts.models import User
from core.clock.timezone import localdate
from dialogues.issues.actions import information_requests as information
from dialogues.issues.actions.attachments import attach
from dialogues.models import Answer, Issue, Session, Visibility
from dialogues.sessions.actions import minutes
from dialogues.sessions.minutes_content import content
from directory.models import Agency, Enterprise

SUBJECTS = (
    "Bản đồ quy hoạch sử dụng đất cấp huyện",
    "Danh mục dự án kêu gọi đầu tư",
    "Kế hoạch lựa chọn nhà thầu trong năm",
    "Dự toán chi đầu tư phát triển",
    "Quyết định giao đất, cho thuê đất",
    "Hướng dẫn ưu đãi thuế cho hợp tác xã",
    "Kết quả quan trắc môi trường khu công nghiệp",
)
ASKED = (
    "so-tai-nguyen-moi-truong",
    "so-ke-hoach-dau-tu",
    "so-tai-chinh",
    "cuc-thue-tinh",
    "ubnd-dak-mil",
)


def sign_minutes(*, session: Session, by: User) -> None:
    """Write the minutes, leave them to comments, sign them."""
    paper = session.minutes
    at = session.ends_at + timedelta(days=2)
    minutes.write(
        minutes=paper,
        chair="Phó Chủ tịch UBND tỉnh",
        secretary="Trần Thị Minh Hạnh, Hiệp hội Doanh nghiệp tỉnh",
        opening="Đại diện Hiệp hội Doanh nghiệp tỉnh nêu lý do, giới thiệu đại biểu và điểm lại"
        " các kiến nghị còn tồn đọng của phiên trước.",
        discussion="Các doanh nghiệp nêu kiến nghị; đại diện các cơ quan trả lời trực tiếp những"
        " nội dung thuộc thẩm quyền và nhận trách nhiệm trả lời bằng văn bản đối với những nội"
        " dung còn lại.",
        conclusions="Các cơ quan được phân công trả lời đúng hạn xử lý. Hiệp hội theo dõi và báo"
        " cáo kết quả tại phiên sau.",
    )
    minutes.open_comments(minutes=paper, now=at)
    if paper.comments_until:
        days = (paper.comments_until - at.date()).days + 1
        minutes.sign(minutes=paper, by=by, now=at + timedelta(days=days), content=content(paper))


LETTER = """<html lang="vi"><title>{title}</title><style>@page {{ size: A4; margin: 25mm }} body {{
font: 12pt/1.5 "Be Vietnam Pro", sans-serif }} h1 {{ font-size: 14pt; text-align: center }}</style>
<p>{sender}</p><h1>{title}</h1><p>Kính gửi: {to}.</p><p>{text}</p><p style="text-align: right">
Gia Nghĩa, {day:%d/%m/%Y}</p></html>"""


def files_to_release(*, now: datetime) -> None:
    """A letter that names an enterprise the agency may not know, and a reply that names nobody.

    Both stay closed until somebody of the Association has looked through them.
    """
    hidden = Issue.objects.filter(
        visibility=Visibility.ASSOCIATION, enterprise__isnull=False, lead__isnull=False
    ).latest("pk")
    _attach(
        title="Văn bản giải trình hồ sơ kèm theo kiến nghị",
        sender=str(hidden.enterprise),
        to="Hiệp hội Doanh nghiệp tỉnh",
        text=hidden.text,
        now=now,
        issue=hidden,
    )
    answer = Answer.objects.filter(
        issue__visibility=Visibility.WITHOUT_NAME, issue__enterprise__isnull=False
    ).latest("pk")
    _attach(
        title="Công văn trả lời kiến nghị",
        sender=answer.agency.name_vi,
        to="Hiệp hội Doanh nghiệp tỉnh",
        text=answer.text,
        now=now,
        answer=answer,
    )


def _attach(
    *,
    title: str,
    sender: str,
    to: str,
    text: str,
    now: datetime,
    issue: Issue | None = None,
    answer: Answer | None = None,
) -> None:
    from weasyprint import HTML

    page = LETTER.format(
        title=escape(title),
        sender=escape(sender),
        to=escape(to),
        text=escape(text),
        day=localdate(now),
    )
    upload = ContentFile(bytes(HTML(string=page).write_pdf()), name=f"{title}.pdf")
    attach(upload=upload, now=now, title=title, by=None, issue=issue, answer=answer)


def information_requests(*, rng: Generator, by: User, now: datetime) -> None:
    """About forty requests of this year and the last, most of them answered."""
    members = list(Enterprise.objects.active().filter(is_member=True).order_by("tax_code")[:80])
    agencies = list(Agency.objects.filter(code__in=ASKED).order_by("code"))
    for number in range(42):
        asked = localdate(now) - timedelta(days=6 + number * 11)
        request = information.log(
            enterprise=members[int(rng.integers(len(members)))],
            agency=agencies[number % len(agencies)],
            subject=SUBJECTS[number % len(SUBJECTS)],
            requested_on=asked,
            by=by,
            now=now,
        )
        luck = rng.random()
        answered = asked + timedelta(days=1 + int(rng.integers(0, 12)))
        if answered > localdate(now) or luck > 0.82:
            continue
        outcome = "received" if luck < 0.62 else "partly" if luck < 0.72 else "refused"
        information.decide(request=request, outcome=outcome, decided_on=answered)
