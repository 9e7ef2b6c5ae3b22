"""The papers of the dialogues as offices know them: answer, forwarding, invitation, report.

Vietnamese whatever the reader's language: the form is set by Decree 30/2020/NĐ-CP.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import override

from core.clock.timezone import localdate, localtime
from core.letterhead import current
from core.letterhead.papers import (
    OPEN,
    Line,
    Paper,
    Picture,
    Signature,
    Table,
    in_words,
    sign_for_association,
    split_text,
)
from core.templatetags.formats import decimal
from dialogues.models import Answer, Clock, Issue, Session, Visibility
from dialogues.models.sessions import ROMAN
from dialogues.privacy import disclosure
from dialogues.reporting.pictures import draw_report
from dialogues.reporting.views import comparison
from dialogues.statistics.quarter import Report
from dialogues.statistics.shares import Share
from dialogues.templatetags.dialogues import share
from dialogues.workflow.transitions import Effect
from directory.models import Agency, AgencyKind

SIGN = "HHDN"
OURS = "Hiệp hội Doanh nghiệp"


def _above(agency: Agency) -> str:
    """The people's committee a department belongs to; other bodies issue papers of their own."""
    if agency.kind != AgencyKind.DEPARTMENT:
        return ""
    return name_committee()


def name_committee() -> str:
    """The people's committee of the province."""
    place = current().place
    return f"Ủy ban nhân dân {place[:1].lower()}{place[1:]}"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else OPEN


def write_answer(answer: Answer) -> Paper:
    """The answer of an agency as an official letter its head signs.

    It goes to the enterprise where that is named in public, else to the Association, which passes
    it on: a paper is copied and filed by many.
    """
    issue, agency = answer.issue, answer.agency
    named = str(issue.enterprise or "") if issue.visibility == Visibility.PUBLIC else ""
    place = agency.district.name if agency.district else current().town
    with override("vi"):
        return Paper(
            above=_above(agency),
            issuer=agency.name_vi,
            sign=OPEN,
            about=f"trả lời kiến nghị số {issue.number}",
            place=place,
            day=localdate(answer.published_at) if answer.published_at else None,
            addressees=[named, current().name] if named else [f"{current().name} (để chuyển)"],
            text=list(_say_answer(answer)),
            signature=Signature(("THỦ TRƯỞNG CƠ QUAN",)),
            recipients=("Như trên", "UBND tỉnh (báo cáo)", "Lưu: VT, ……"),
            marks=() if answer.published_at else ("Dự thảo",),
        )


def _say_answer(answer: Answer) -> Iterator[Line]:
    issue = answer.issue
    when = f" ngày {_day(localdate(issue.received_at))}" if disclosure.day_is_shown(issue) else ""
    yield Line(
        f"Phúc đáp kiến nghị số {issue.number}{when} về việc “{issue.shown_title}”,"
        f" {answer.agency.name_vi} có ý kiến như sau:"
    )
    yield from split_text(answer.shown_text)
    if not answer.is_contribution:
        yield from _say_effect(answer)
    yield Line(f"Trên đây là ý kiến trả lời của {answer.agency.name_vi}./.")


def _say_effect(answer: Answer) -> Iterator[Line]:
    if answer.effect == Effect.COMMITTED:
        yield Line(f"Thời hạn cam kết hoàn thành: {_day(answer.committed_until)}.")
        yield Line(f"Người chịu trách nhiệm: {answer.commitment_owner or OPEN}.")
        yield Line(f"Kết quả chứng minh: {answer.commitment_proof or OPEN}.")
    elif answer.effect == Effect.FORWARDED:
        yield Line(f"Kiến nghị đã được chuyển đến {answer.forwarded_to or OPEN} để giải quyết.")
    elif answer.effect == Effect.REFUSED:
        yield Line(f"Căn cứ pháp lý: {answer.legal_ground or OPEN}.")


def write_forwarding(clock: Clock, *, day: date) -> Paper:
    """The letter by which the Association sends an issue to an agency it cannot write e-mail to."""
    issue = clock.issue
    with override("vi"):
        text = [
            Line(
                f"{current().name} đã tiếp nhận kiến nghị số {issue.number} của doanh nghiệp về"
                f" việc “{issue.title}”, nội dung như sau:"
            ),
            *split_text(issue.text),
            Line(
                f"{current().name} kính chuyển kiến nghị và đề nghị {clock.agency.name_vi} xem xét,"
                f" trả lời trước hoặc trong ngày {_day(clock.due_now)}."
            ),
        ]
        if clock.ground:
            text.append(Line(f"Căn cứ về thời hạn: {clock.ground}."))
        text.append(Line("Rất mong nhận được sự quan tâm của Quý cơ quan./."))
        return _letter(
            about=f"chuyển kiến nghị số {issue.number} của doanh nghiệp",
            day=day,
            addressees=[clock.agency.name_vi],
            text=text,
        )


def write_invitation(session: Session, *, day: date) -> Paper:
    """The invitation to a session, for whoever is invited on paper."""
    starts, ends = localtime(session.starts_at), localtime(session.ends_at)
    with override("vi"):
        text = [
            Line(f"{current().name} trân trọng kính mời Quý vị dự {session}."),
            *([Line(f"Chủ đề: {session.topic}.")] if session.topic else []),
            Line(f"Thời gian: từ {starts:%H giờ %M} đến {ends:%H giờ %M}, {in_words(starts)}."),
            Line(f"Địa điểm: {session.place or OPEN}."),
            *_agenda(session),
            Line("Rất mong Quý vị bố trí thời gian tham dự./."),
        ]
        return _letter(
            title="GIẤY MỜI",
            subject=f"Dự {session}",
            kind="GM",
            day=day,
            addressees=["……………………………………"],
            text=text,
        )


def _agenda(session: Session) -> list[Line]:
    items = list(session.agenda.all())
    if not items:
        return []
    left_over = "Kết quả xử lý những kiến nghị còn lại của các kỳ trước"
    named = [left_over if item.is_left_over else item.title for item in items]
    return [Line("Chương trình:"), *(Line(f"{n}. {each}") for n, each in enumerate(named, 1))]


def _letter(*, kind: str = "", **given: Any) -> Paper:
    """A paper of the Association, signed as its letterhead says."""
    return Paper(
        issuer=current().name,
        sign=f"{kind}-{SIGN}" if kind else SIGN,
        place=current().town,
        signature=sign_for_association(),
        recipients=("Như trên", f"Lưu: VT, {OURS}"),
        **given,
    )


def write_report(report: Report) -> Paper:
    """The quarterly report to the people's committee, its figures as on the page."""
    now = report.now
    name = f"{ROMAN[now.quarter]}/{now.year}"
    with override("vi"):
        charts = draw_report(report)
        return _letter(
            kind="BC",
            title="BÁO CÁO",
            subject=f"Kết quả đối thoại giữa cơ quan nhà nước và doanh nghiệp, quý {name}",
            day=report.today,
            addressees=[name_committee()],
            text=[
                *_say_quarter(report),
                Line("So sánh với các quý trước", is_heading=True),
                _compare(report),
                *map(Picture, charts["quarters"]),
                *map(Picture, charts["issues"]),
                Line("Kết quả của các cơ quan", is_heading=True),
                _agencies(report),
                *map(Picture, charts["agencies"]),
                *_lists(report),
                Line(f"Số liệu được tính đến hết ngày {_day(report.counted_to)}./."),
            ],
        )


def _say_quarter(report: Report) -> Iterator[Line]:
    now = report.now
    yield Line("Kết quả chung", is_heading=True)
    yield Line(
        f"Trong quý, doanh nghiệp đã nêu {now.received} kiến nghị; các cơ quan đã trả lời lần đầu"
        f" {now.answered} kiến nghị{_in_time(now.share_in_time)}. Đến cuối kỳ còn"
        f" {now.open_at_end} kiến nghị đang xử lý, trong đó {now.overdue_at_end} kiến nghị quá hạn."
    )
    if now.diverted:
        yield Line(f"Đã chuyển {now.diverted} đơn theo thủ tục khiếu nại, tố cáo.")


def _in_time(value: Share | None) -> str:
    return f", đúng hạn {share(value)}" if value is not None else ""


def _compare(report: Report) -> Table:
    rows = comparison(report)
    names = [name for name, _value in rows[0][2]]
    cells = [
        [words, *(_figure(value, kind) for _name, value in values)] for words, kind, values in rows
    ]
    return Table(["Nội dung", *names], cells)


def _figure(value: Any, kind: str) -> str:
    if value is None:
        return "–"
    return share(value) if kind == "share" else decimal(value, 0 if value == int(value) else 1)


def _agencies(report: Report) -> Table | Line:
    if not report.scores:
        return Line("Trong quý không có kiến nghị nào được giao.")
    rows = [
        [str(each.agency), str(each.received), str(each.open), str(each.overdue),
         _figure(each.share_in_time, "share"), _figure(each.median_days, "num")]
        for each in report.scores
    ]  # fmt: skip
    heads = ["Cơ quan", "Đã nhận", "Đang xử lý", "Quá hạn", "Đúng hạn", "Số ngày trung vị"]
    return Table(heads, rows)


def _lists(report: Report) -> Iterator[Line]:
    if report.overdue:
        yield Line("Kiến nghị quá hạn", is_heading=True)
        yield from (_name_issue(each, f"hạn {_day(each.due_on)}") for each in report.overdue)
    if report.promises:
        yield Line("Cam kết sẽ đến hạn", is_heading=True)
        for each in report.promises:
            until = f"{each.agency.name_vi}, thời hạn {_day(each.committed_until)}"
            yield _name_issue(each.issue, until)


def _name_issue(issue: Issue, rest: str) -> Line:
    title = disclosure.title_for_others(issue)
    lead = f"{issue.lead.name_vi}, " if issue.lead and issue.lead.name_vi not in rest else ""
    return Line(f"- {issue.number}: {title} ({lead}{rest});")
