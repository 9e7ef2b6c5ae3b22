"""Invented waves through the platform's own actions: two closed ones, and an open one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from numpy.random import Generator

from accounts.models import User
from core import jobs
from core.clock import timezone
from core.models import Job
from core.tabular.writing import csv_bytes
from demo import answers
from pci.models import Edition
from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.answering.actions.responses import submit_response
from surveys.dataset.actions import answer_uploads
from surveys.dataset.actions.imports import import_answers
from surveys.dataset.actions.joining import SENT_ON, TAX_CODE
from surveys.fieldwork.actions.invitations import IssuedLink, issue_invitation
from surveys.fieldwork.actions.sampling import SampleRule, draw_sample
from surveys.fieldwork.actions.waves import close_wave, create_wave, open_wave
from surveys.instrument import model as instrument
from surveys.instrument import routing
from surveys.instrument.columns import columns
from surveys.models import (
    AllocationMethod,
    Anonymity,
    AnswerUpload,
    Dimension,
    Disposition,
    Invitation,
    Questionnaire,
    QuestionnaireVersion,
    SampledEnterprise,
    Wave,
)
from surveys.review.actions.review import raise_flags

DOCUMENT = settings.BASE_DIR / "fixtures" / "questionnaires" / "pci_2018.json"
NEWEST = DOCUMENT.with_name("pci_2018_v3.json")
OUTCOMES = {
    Disposition.REFUSED: 0.22,
    Disposition.NO_CONTACT: 0.30,
    Disposition.NOT_ELIGIBLE: 0.04,
    Disposition.OTHER: 0.06,
    Disposition.UNKNOWN: 0.38,
}


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """How an invented wave goes: how many are asked, and how readily they answer."""

    asked: int
    readiness: float  # times the propensity of each enterprise
    first_day: date
    last_day: date


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def create_questionnaire(by: User) -> QuestionnaireVersion:
    """The shipped questionnaire of 2018, published before its wave."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    version = _first_version(document, by, at(date(2018, 7, 20), 9))
    # The command that loads it publishes it today; in this invented past it was in use since then.
    loaded = QuestionnaireVersion._base_manager.filter(pk=version.pk)
    loaded.update(published_at=at(date(2018, 7, 20), 9), published_by=by)
    version.refresh_from_db()
    return version


def create_earlier_questionnaire(year: int, by: User) -> QuestionnaireVersion:
    """What was asked the year before: the same questions, another year in the title."""
    text = DOCUMENT.read_text(encoding="utf-8").replace("2018", str(year))
    return _first_version(json.loads(text), by, at(date(year, 7, 20), 9))


def _first_version(document: dict[str, Any], by: User, now: datetime) -> QuestionnaireVersion:
    questionnaire, _created = Questionnaire.objects.get_or_create(
        name=document["name"].replace("_", "-"),
        defaults={"title_vi": document["title"]["vi"], "title_en": document["title"]["en"]},
    )
    version = questionnaire.versions.filter(number=1).first()
    return version or QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=1,
        document=document,
        published_at=now,
        published_by=by,
        note="",
    )


QUICK = {
    "documents": ("planning", "legal"),
    "practice": ("relationship", "tax_negotiation", "predictability", "ba_role"),
    "website": ("web_access", "web_often", "web_found", "web_not"),
    "closing": ("comment",),
    "profile": ("position",),
}


def create_quick_questionnaire(by: User) -> QuestionnaireVersion:
    """A third of the questions in their newest words, for a look between two yearly waves."""
    document = json.loads(NEWEST.read_text(encoding="utf-8"))
    document |= {
        "name": "khao_sat_nhanh",
        "title": {
            "vi": "Phiếu khảo sát nhanh về tiếp cận thông tin, quý IV năm 2018",
            "en": "Quick survey on access to information, fourth quarter of 2018",
        },
        "sections": [_only(part) for part in document["sections"] if part["name"] in QUICK],
        "contradictions": [],
    }
    asked = {name for names in QUICK.values() for name in names}
    document["criteria"] = [
        measured
        for measured in document["criteria"]
        if {item.partition(".")[0] for item in measured["items"]} <= asked
    ]
    return _first_version(document, by, at(date(2018, 11, 5), 9))


def _only(section: dict[str, Any]) -> dict[str, Any]:
    """A section with the questions of the quick survey alone."""
    kept = [
        question for question in section["questions"] if question["name"] in QUICK[section["name"]]
    ]
    return section | {"questions": kept}


def rule(asked: int, seed: str) -> SampleRule:
    return SampleRule(
        dimensions=(Dimension.SIZE, Dimension.DISTRICT),
        thinnest=40,
        method=AllocationMethod.PROPORTIONAL,
        size=asked,
        minimum=10,
        reserve=0.1,
        seed=seed,
    )


@transaction.atomic
def create_closed_wave(
    *, version: QuestionnaireVersion, by: User, rng: Generator, asked: int = 960
) -> Wave:
    """The wave of 2018: drawn, asked, answered by about 420 enterprises, closed."""
    work = Fieldwork(asked, 1.0, date(2018, 8, 15), date(2018, 10, 15))
    wave = create_wave(
        year=2018,
        title_vi="Khảo sát doanh nghiệp về tính minh bạch và tiếp cận thông tin năm 2018",
        title_en="Enterprise survey on transparency and access to information 2018",
        version=version,
        anonymity=Anonymity.CONFIDENTIAL,
        opens_on=work.first_day,
        closes_on=work.last_day,
        target_edition=Edition.objects.get_or_create(year=2018)[0],
        by=by,
        now=at(date(2018, 7, 25), 9),
        **CONTACT,
    )
    draw_sample(
        wave=wave, rule=rule(work.asked, "dak-nong-2018"), now=at(date(2018, 7, 30), 9), by=by
    )
    wave = open_wave(wave=wave, by=by, now=at(work.first_day, 8), untried_because=UNTRIED)
    _run_wave(wave, work, by, rng, settle=True)
    closed_at = at(work.last_day + timedelta(days=1), 8)
    wave = close_wave(wave=wave, by=by, now=closed_at)
    raise_flags(wave=wave, now=closed_at)
    return wave


@transaction.atomic
def create_earlier_wave(
    *, version: QuestionnaireVersion, by: User, rng: Generator, asked: int = 600
) -> Wave:
    """The wave of the year before: its answers were collected elsewhere, and imported as a file."""
    work = Fieldwork(asked, 0.9, date(2017, 8, 14), date(2017, 10, 13))
    wave = create_wave(
        year=2017,
        title_vi="Khảo sát doanh nghiệp về tính minh bạch và tiếp cận thông tin năm 2017",
        title_en="Enterprise survey on transparency and access to information 2017",
        version=version,
        anonymity=Anonymity.CONFIDENTIAL,
        opens_on=work.first_day,
        closes_on=work.last_day,
        target_edition=Edition.objects.get_or_create(year=2017)[0],
        by=by,
        now=at(date(2017, 7, 25), 9),
        **CONTACT,
    )
    draw_sample(
        wave=wave, rule=rule(work.asked, "dak-nong-2017"), now=at(date(2017, 7, 31), 9), by=by
    )
    wave = open_wave(wave=wave, by=by, now=at(work.first_day, 8), untried_because=UNTRIED)
    closed_at = at(work.last_day + timedelta(days=1), 8)
    _import(wave, work, by, rng, closed_at)
    wave = close_wave(wave=wave, by=by, now=closed_at)
    raise_flags(wave=wave, now=closed_at)
    return wave


def _import(wave: Wave, work: Fieldwork, by: User, rng: Generator, now: datetime) -> None:
    """Write the answers as a form service exports them, and import that file."""
    document = wave.version.compiled
    asked = [column for column in columns(document) if column.kind.is_asked]
    headings = ["Mã số thuế", "Ngày gửi", *(column.name for column in asked)]
    lines: list[list[Any]] = []
    silent: dict[Disposition, list[int]] = {kind: [] for kind in OUTCOMES}
    for sampled in wave.sampled.main().select_related("enterprise__district").order_by("pk"):
        someone = answers.respondent(sampled.enterprise, rng)
        if rng.random() >= work.readiness * answers.propensity(sampled.enterprise):
            silent[_outcome(rng)].append(sampled.pk)
            continue
        day = _day(work.first_day, (work.last_day - work.first_day).days, rng)
        given = routing.walk(document, answers.answers(someone, wave.year, rng)).answers
        cells = [column.value(given) for column in asked]
        lines.append([sampled.enterprise.tax_code, f"{day:%d/%m/%Y}", *cells])
    upload = answer_uploads.keep_upload(
        wave=wave,
        name=f"khao-sat-{wave.year}.csv",
        content=csv_bytes(headings, lines),
        mapping=None,
        by=by,
        now=now,
    )
    _look_now(upload)
    known = upload.options["columns"] | {"Mã số thuế": TAX_CODE, "Ngày gửi": SENT_ON}
    answer_uploads.save_mapping(
        upload=upload, columns=known, values={}, language="vi", keep_as="", by=by, now=now
    )
    _look_now(upload)
    digest = upload.summary["digest"]
    import_answers(upload=upload, digest=digest, leave_out_wrong=False, by=by, now=now)
    _settle(wave, silent)


def _look_now(upload: AnswerUpload) -> None:
    """Do what the worker would."""
    for job in Job.objects.open().filter(kind=answer_uploads.LOOK, key=str(upload.pk)):
        jobs.run_here(job.pk)
    upload.refresh_from_db()


@transaction.atomic
def create_open_wave(
    *, version: QuestionnaireVersion, by: User, rng: Generator, now: datetime, asked: int = 420
) -> tuple[Wave, IssuedLink]:
    """The quick survey of the last quarter, under way, and a personal link nobody has used yet."""
    work = Fieldwork(asked, 0.55, date(2018, 11, 19), date(2018, 12, 21))
    wave = create_wave(
        year=2018,
        title_vi="Khảo sát nhanh về tiếp cận thông tin, quý IV năm 2018",
        title_en="Quick survey on access to information, fourth quarter of 2018",
        version=version,
        anonymity=Anonymity.BLIND,
        opens_on=work.first_day,
        closes_on=work.last_day,
        target_edition=Edition.objects.get_or_create(year=2019)[0],
        minutes=4,
        by=by,
        now=at(date(2018, 11, 8), 9),
        **CONTACT,
    )
    draw_sample(
        wave=wave, rule=rule(work.asked, "dak-nong-2018-q4"), now=at(date(2018, 11, 12), 9), by=by
    )
    wave = open_wave(wave=wave, by=by, now=at(work.first_day, 8), untried_because=UNTRIED)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    spare = _run_wave(wave, work, by, rng, settle=False, until=yesterday)
    link = issue_invitation(sampled=spare, now=now, by=by)
    return wave, link


UNTRIED = "Dữ liệu giả định để trình diễn"
CONTACT: Mapping[str, Any] = {
    "contact_name": "Bà Trần Thị Minh Hạnh, cán bộ Hiệp hội",
    "contact_phone": "0261 3 999 999",
    "contact_email": "khaosat@thuocdo.example",
}


def _run_wave(
    wave: Wave,
    work: Fieldwork,
    by: User,
    rng: Generator,
    *,
    settle: bool,
    until: date | None = None,
) -> SampledEnterprise:
    """Invite everybody and let those answer who would; return one who has not been invited.

    Only who answers gets a link: sealing one is slow on purpose, and others can be given one later.
    """
    document = wave.version.compiled
    drawn = list(
        wave.sampled.main()
        .select_related("wave__version", "stratum", "enterprise__district")
        .order_by("pk")
    )
    spare = drawn.pop(len(drawn) // 2)
    days = ((until or work.last_day) - work.first_day).days
    silent: dict[Disposition, list[int]] = {kind: [] for kind in OUTCOMES}
    invited_at = at(work.first_day, 8, 30)
    written: list[Invitation] = []
    for sampled in drawn:
        someone = answers.respondent(sampled.enterprise, rng)
        if rng.random() < work.readiness * answers.propensity(sampled.enterprise):
            day = _day(work.first_day, days, rng)
            began = at(day, int(rng.integers(8, 17)), int(rng.integers(0, 60)))
            link = issue_invitation(sampled=sampled, now=invited_at, by=by)
            _answer(link, document, someone, began, rng)
            continue
        written.append(
            Invitation(sampled=sampled, created_at=invited_at, created_by=by, sent_at=invited_at)
        )
        if settle:
            silent[_outcome(rng)].append(sampled.pk)
    Invitation.objects.bulk_create(written)
    _settle(wave, silent)
    return spare


def _day(first: date, days: int, rng: Generator) -> date:
    """When an answer comes: many soon after the invitation, a few late."""
    return first + timedelta(days=int(rng.triangular(0, days * 0.2, days)))


def _outcome(rng: Generator) -> Disposition:
    """What became of an enterprise that did not answer."""
    kinds = list(OUTCOMES)
    return kinds[int(rng.choice(len(kinds), p=list(OUTCOMES.values())))]


def _settle(wave: Wave, silent: Mapping[Disposition, list[int]]) -> None:
    for kind, keys in silent.items():
        wave.sampled.filter(pk__in=keys).update(disposition=kind)


def _answer(
    link: IssuedLink,
    document: instrument.Document,
    someone: answers.Respondent,
    began: datetime,
    rng: Generator,
) -> None:
    """Walk through the pages as a respondent does: each saved when left, then sent once."""
    given = answers.fit(answers.answers(someone, began.year, rng), document)
    key = link.invitation.keys.get()
    walk = routing.walk(document, given)
    share = key.wave.minutes / 12  # how long it takes, of the whole questionnaire
    seconds = answers.spread_over(walk.sections, answers.minutes(someone, rng) * share, rng)
    now = began
    for name in walk.sections:
        now += timedelta(seconds=seconds[name])
        asked = [question.name for question in document.section(name).questions]
        values = {q: walk.answers[q] for q in asked if q in walk.answers}
        page = FilledPage(section=name, values=values, language="vi", seconds=round(seconds[name]))
        save_page(key=key, token=link.token, page=page, now=now)
    submit_response(key=key, token=link.token, now=now + timedelta(seconds=20))
