"""Open comments of the closed wave: what enterprises wrote, coded by two, counted and quoted."""

from datetime import date, datetime, timedelta
from zlib import crc32

from accounts.models import User
from analysis.comments.actions import coding, figures, frames, gathering, quotes
from analysis.comments.queries.outcomes import read_outcomes
from analysis.models import Code, CodingFrame, OpenAnswer
from core.access import Role
from demo.people import JOINED_AT
from demo.texts.comments import BY_TEXT, TEXTS, THEMES, Theme
from demo.waves import at
from surveys.models import Wave

MISTAKEN = 9  # one text in so many is coded otherwise by the second coder
QUOTED = (0, 4, 5, 9, 17)


def create(*, wave: Wave, staff: User, third: User) -> CodingFrame:
    """Code the comments as an Association would, before the report is made."""
    begun = at(wave.closes_on + timedelta(days=2), 8)
    frame = gathering.begin_frame(wave=wave, question="comment", by=staff, now=begun)
    gathering.gather_answers(frame=frame)
    codes = [_add(frame, theme, staff, begun) for theme in THEMES]
    second = _second_coder()
    for place, answer in enumerate(frame.texts.order_by("pk")):
        _code(answer, codes, staff, begun + timedelta(minutes=place), is_mistaken=False)
        mistaken = crc32(f"{place}:{answer.text}".encode()) % MISTAKEN == 0
        _code(answer, codes, second, begun + timedelta(minutes=place + 1), is_mistaken=mistaken)
    _settle(frame, codes, third, at(date(2018, 10, 22), 9))
    counted = figures.compute_figures(frame=frame, by=staff, now=at(date(2018, 10, 22), 15))
    figures.release_figures(figures=counted, by=second, now=at(date(2018, 10, 23), 8))
    _quote(frame, staff, second)
    return frame


def _add(frame: CodingFrame, theme: Theme, by: User, now: datetime) -> Code:
    return frames.add_code(
        frame=frame,
        name_vi=theme.name_vi,
        name_en=theme.name_en,
        definition=theme.definition,
        example=theme.texts[0],
        reason="",
        by=by,
        now=now,
    )


def _second_coder() -> User:
    """A colleague with whom nobody signs in."""
    user = User(
        email="canbo2.hiephoi@thuocdo.example",
        role=Role.STAFF,
        full_name="Lê Quốc Bảo",
        date_joined=JOINED_AT,
        approved_at=JOINED_AT,
    )
    user.set_unusable_password()
    user.save()
    return user


def _code(
    answer: OpenAnswer, codes: list[Code], coder: User, now: datetime, *, is_mistaken: bool
) -> None:
    right = BY_TEXT.get(answer.text, ())
    given = [codes[k] for k in (right[1:] if is_mistaken else right)]
    coding.code_answer(answer=answer, codes=given, none_fits=not given, coder=coder, now=now)


def _settle(frame: CodingFrame, codes: list[Code], third: User, now: datetime) -> None:
    open_ones = [key for key, one in read_outcomes(frame).items() if one.differs]
    for answer in frame.texts.filter(pk__in=open_ones):
        given = [codes[k] for k in BY_TEXT.get(answer.text, ())]
        coding.settle(
            answer=answer,
            codes=given,
            none_fits=not given,
            note="Theo định nghĩa của mã",
            by=third,
            now=now,
        )


def _quote(frame: CodingFrame, staff: User, second: User) -> None:
    """Some quotes are released, the last one waits for its second person."""
    quoted = [frame.texts.filter(text=TEXTS[k]).order_by("pk").first() for k in QUOTED]
    found = [answer for answer in quoted if answer]
    for place, answer in enumerate(found):
        quote = quotes.prepare_quote(
            answer=answer,
            text=quotes.suggest_quote(answer),
            by=staff,
            now=at(date(2018, 10, 23), 9, place),
        )
        if place < len(found) - 1:
            quotes.release_quote(quote=quote, by=second, now=at(date(2018, 10, 23), 14, place))
