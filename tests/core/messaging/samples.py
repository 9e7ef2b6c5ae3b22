"""One of everything a letter may name, so that each letter of the list can be rendered."""

from datetime import UTC, date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from analysis.models import AnalysisRun, Report, ReportRelease
from core.messaging.kinds import LetterKind
from dialogues.models import Answer, Clock, DeadlineGround, Issue, Minutes, Participant, Session
from dialogues.notifications.letters import SENTENCES
from directory.models import Agency, Enterprise
from surveys.models import Anonymity, Wave

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LINK = "https://thuocdo.example/link"
NAMES = {
    "vi": {
        "person": "Nguyễn Thị Hòa",
        "enterprise": "Công ty TNHH MTV Ví Dụ",
        "agency": "Sở Nội vụ",
        "title": "Hồ sơ thuê đất",
        "place": "Hội trường tỉnh",
        "said": "Đề nghị nêu căn cứ.",
        "ground": "Nghị định 101/2024",
    },
    "en": {
        "person": "Hoa Nguyen",
        "enterprise": "Example Co., Ltd.",
        "agency": "Department of Home Affairs",
        "title": "Lease of land",
        "place": "Provincial hall",
        "said": "Name the ground.",
        "ground": "Decree 101/2024",
    },
}


def everything(kind: LetterKind, language: str, *, blind: bool = False) -> dict[str, Any]:
    """What the letters name, in unsaved objects whose own words are in this language."""
    names = NAMES[language]
    user = User(pk=1, email="hoa@example.test", full_name=names["person"], role="officer")
    enterprise = Enterprise(pk=17, name=names["enterprise"], language=language)
    agency = Agency(pk=3, name_vi=names["agency"], name_en=names["agency"])
    ground = DeadlineGround(document=names["ground"], provision="23", says=names["title"])
    issue = Issue(
        number="2026-0001", title=names["title"], due_on=date(2026, 12, 1), enterprise=enterprise
    )
    clock = Clock(issue=issue, agency=agency, due_on=date(2026, 12, 1), ground=ground)
    session = Session(
        year=2026, quarter=4, starts_at=NOW, ends_at=NOW, place=names["place"], held_at=NOW
    )
    return {
        "now": NOW,
        "user": user,
        "head": user,
        "enterprise": enterprise,
        "link": "" if blind and kind.key == "surveys.reminder" else LINK,
        "opt_out_link": "https://thuocdo.example/s/opt-out/h-seal/",
        "code": "K7C3-MFXP-9TR2",
        "base_url": "https://thuocdo.example",
        "days": 3,
        "reason": names["said"],
        "remark": names["said"],
        "request": {"user": user},
        "wave": _wave(language, blind),
        "issue": issue,
        "sentence": f"{SENTENCES}#{kind.key.removeprefix('dialogues.').replace('.', '_')}"
        if kind.key != "dialogues.add_agency"
        else f"{SENTENCES}#assign_coordinators",
        "is_raiser": kind.key.endswith(".raiser"),
        "due_on": date(2026, 12, 1),
        "ground": ground,
        "asks_verdict": kind.key.endswith(".raiser"),
        "clock": clock,
        "answer": Answer(issue=issue, agency=agency),
        "session": session,
        "participant": Participant(session=session, enterprise=enterprise, people=2),
        "who": enterprise,
        "criteria": [],
        "minutes": Minutes(session=session, comments_until=date(2026, 12, 1)),
        "agency": agency,
        "last_day": date(2026, 12, 9),
        "missing": 2,
        "is_late": False,
        "release": _release(language),
    }


def _release(language: str) -> ReportRelease:
    run = AnalysisRun(wave=_wave(language, blind=False))
    report = Report(run=run, language=language)
    return ReportRelease(number=4, report=report, withdrawn_because=NAMES[language]["said"])


def _wave(language: str, blind: bool) -> Wave:
    return Wave(
        pk=1,
        year=2026,
        title_vi="Khảo sát doanh nghiệp 2026",
        title_en="Enterprise survey 2026",
        anonymity=Anonymity.BLIND if blind else Anonymity.CONFIDENTIAL,
        opens_on=date(2026, 11, 1),
        closes_on=date(2026, 12, 15),
        contact_name=NAMES[language]["person"],
        contact_phone="0261 3 555 555",
    )


def signature(language: str) -> str:
    with translation.override(language):
        return str(render_to_string("emails/signature.txt")).strip()
