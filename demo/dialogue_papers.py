"""Minutes of the invented sessions, and the invented log of requests for documents."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate
from numpy.random import Generator

from accounts.models import User
from dialogues.actions import information, minutes
from dialogues.minutes_content import content
from dialogues.models import Session
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


def sign_minutes(*, session: Session, by: User, signed: bool) -> None:
    """Write the minutes; the last held session's are still open to comments."""
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
    if signed:
        minutes.sign(minutes=paper, by=by, now=at + timedelta(days=7), content=content(paper))


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
