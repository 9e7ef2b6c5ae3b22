"""What the agencies reported on the plan: everybody in June 2018, some already for December."""

from datetime import date, datetime, time, timedelta
from itertools import cycle

from numpy.random import Generator

from accounts.models import User
from core.clock.timezone import make_aware
from demo.people import find_officer
from plan import queries
from plan.actions import reports
from plan.models import ProgressReport

JUNE, DECEMBER = date(2018, 6, 10), date(2018, 12, 10)
DONE = (
    "Đã đăng đầy đủ văn bản mới ban hành trong kỳ trên Trang thông tin điện tử của cơ quan, kèm bản"
    " toàn văn và đầu mối liên hệ.",
    "Đã rà soát thủ tục hành chính thuộc thẩm quyền, cập nhật lên Hệ thống một cửa điện tử liên"
    " thông và niêm yết tại bộ phận tiếp nhận.",
    "Đã trả lời các câu hỏi, kiến nghị của doanh nghiệp được chuyển đến; nội dung trả lời được đăng"
    " công khai tại mục “Hỏi - Đáp”.",
    "Đã tổ chức một lớp tập huấn và gửi tài liệu hướng dẫn cho doanh nghiệp, hợp tác xã trên địa"
    " bàn.",
)
OBSTACLES = ("", "Kinh phí duy trì Trang thông tin điện tử còn hạn chế.", "")


def create(*, rng: Generator, now: datetime) -> None:
    """Send all reports of June, two in a hundred late; of December a third, and begin a few."""
    plan = queries.current_plan(now.date())
    if plan is None:
        return
    for due_on in (JUNE, DECEMBER):
        duties = [
            d for one in queries.list_agency_reports(plan, due_on, now.date()) for d in one.duties
        ]
        for duty, done, obstacle in zip(duties, cycle(DONE), cycle(OBSTACLES), strict=False):
            at = _written_at(due_on, rng, now)
            if at is None:
                continue
            officer = find_officer(duty.agency)
            report = _save(duty, (done, obstacle), officer, at)
            if due_on == JUNE or rng.random() < 0.75:
                reports.send(report=report, by=officer, now=at)


def _written_at(due_on: date, rng: Generator, now: datetime) -> datetime | None:
    """When a report was written; None where an agency has not begun yet."""
    if due_on == DECEMBER and rng.random() > 0.4:
        return None
    late = due_on == JUNE and rng.random() < 0.06
    day = due_on + timedelta(days=2) if late else due_on - timedelta(days=6 + int(rng.integers(8)))
    return min(make_aware(datetime.combine(day, time(15, 10))), now)


def _save(duty: queries.Duty, said: tuple[str, str], officer: User, at: datetime) -> ProgressReport:
    """Keep the text of one report as its officer writes it."""
    report = ProgressReport(assignment=duty.assignment, agency=duty.agency, due_on=duty.due_on)
    return reports.save_draft(report=report, text=said[0], obstacles=said[1], by=officer, now=at)
