"""Halls, issues and releases drawn at random: nothing public singles out a hidden raiser.

For one issue of each draw everybody is tried as its raiser. Those of whom the public would read
exactly the same are the crowd in which the true raiser stands: at least five.
"""

import io
import os
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from docx import Document
from pypdf import PdfReader

from core.access import Role
from dialogues.errors import FewInTheHall
from dialogues.issues import data_files
from dialogues.issues.actions import attachments, intake, publication
from dialogues.issues.actions.steps import By
from dialogues.models import Issue, Origin, Session, Visibility
from dialogues.sessions.actions import minutes, sessions
from dialogues.sessions.minutes_content import content
from directory.models import Enterprise
from tests.dialogues.files import pdf_upload
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, SessionFactory, filed, officer_of, staff
from tests.factories.directory import AgencyFactory, DistrictFactory, EnterpriseFactory

pytestmark = pytest.mark.slow
TELLING = ("Last-Modified", "Content-Disposition", "Link", "Expires")  # heads that might tell
TEXT = "Doanh nghiệp chờ giấy phép đã ba tháng mà chưa được trả lời."
GUEST = "Nguyễn Văn Khách"
ENOUGH = 5
EYE = Client()  # of somebody new each time
Channels = dict[str, Callable[[], str]]
Place = tuple[int | None, str]
SEEDS = range(*map(int, os.environ.get("HALL_SEEDS", "0 8").split()))  # a first and a last one


def draw_hall(rng: random.Random, *, quarter: int = 0, districts: Any = ()) -> Session:
    """A session to which few or many came, from few or many districts and branches."""
    districts = districts or DistrictFactory.create_batch(rng.randint(1, 4))
    EnterpriseFactory.create_batch(8, district=districts[0], sector="C")  # in the register only
    session = SessionFactory(year=2026, quarter=quarter or rng.randint(1, 4))
    session.agencies.add(AgencyFactory())
    sessions.open_registration(session=session)
    for place in (away := DistrictFactory.create_batch(2)):  # of which nobody comes
        EnterpriseFactory.create_batch(6, district=place, sector="C")
    for _ in range(rng.randint(0, 3)):
        session.participants.create(
            enterprise=EnterpriseFactory(district=rng.choice(away), sector="C"),
            name=GUEST,
            invited_at=NOW,
            status="registered",
        )
    session.participants.create(name=GUEST, invited_at=NOW, checked_in_at=session.starts_at)
    weights = [rng.random() + 0.05 for _ in districts]
    for _ in range(rng.choice([2, 4, 5, 6, 9, 12, 17])):
        place = rng.choices(districts, weights)[0]
        session.participants.create(
            enterprise=EnterpriseFactory(district=place, sector=rng.choice("CCCG")),
            name=GUEST,
            invited_at=NOW,
            may_be_named=rng.random() < 0.7,
            consented_at=NOW,
            checked_in_at=session.starts_at,
        )
    sessions.start(session=session)
    return session


def draw_issues(session: Session, rng: random.Random) -> list[Issue]:
    """Issues of some who came, spoken or sent beforehand, and of some who stayed away."""
    firms = session.participants.filter(enterprise__isnull=False).select_related("enterprise")
    came, away = list(firms.present()), list(firms.filter(checked_in_at=None))
    made = []
    for guest in [*away[:1], *rng.sample(came, k=min(len(came), 4))]:
        is_spoken = guest.checked_in_at is not None and rng.random() < 0.7
        first = session.starts_at if is_spoken else NOW
        issue = filed(
            enterprise=guest.enterprise,
            session=session,
            text=TEXT,
            visibility=rng.choice([Visibility.WITHOUT_NAME] * 3 + [Visibility.ASSOCIATION]),
            origin=Origin.LIVE if is_spoken else Origin.ADVANCE,
            now=first + timedelta(minutes=rng.randint(0, 170)),
        )
        made.append(issue)
    return made


def release(issues: list[Issue], rng: random.Random) -> None:
    """Publish most; the platform refuses where it must."""
    for issue in issues:
        if issue.visibility == Visibility.WITHOUT_NAME and rng.random() < 0.8:
            try:
                publication.publish_issue(issue=issue, by=staff(), now=NOW)
            except FewInTheHall:
                issue.refresh_from_db()


def read(name: str, *args: object, missing: str | None = None, **query: object) -> str:
    if not name.startswith("/"):
        name = reverse(name if ":" in name else f"dialogues:{name}", args=args, query=query)
    EYE.cookies.clear()
    answer = EYE.get(name)
    if missing is not None and answer.status_code == 404:
        return missing
    assert answer.status_code == 200
    heads = " ".join(answer.headers.get(head, "") for head in TELLING)
    return f"{heads} {_text_of(answer)}"


def _text_of(answer: Any) -> str:
    if "wordprocessing" in answer.headers.get("Content-Type", ""):
        return " ".join(
            part.text or "" for part in Document(io.BytesIO(answer.content)).element.iter()
        )
    if "pdf" in answer.headers.get("Content-Type", ""):
        pages = PdfReader(io.BytesIO(answer.content)).pages
        return " ".join(page.extract_text() for page in pages)
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"nonce=\S+|name=.csrfmiddlewaretoken\S* value=\S+", "", whole.decode())


def lists_of(session: Session) -> Channels:
    """Every public list, feed and file in which issues of the session could stand."""
    at = (session.year, session.quarter)
    districts = Enterprise.objects.order_by("district").values_list("district", flat=True)
    own = partial(read, "questions", session=session.pk)
    return {
        "parquet": lambda: str(list(data_files.rows())),  # what the worker writes into each file
        "of the session": own,
        **{name: partial(read, name, *at) for name in ("session", "minutes", "session_calendar")},
        **{name: partial(read, name) for name in ("questions", "feed", "sessions", "codebook")},
        **{str(pk): partial(read, "questions", district=pk) for pk in districts.distinct()},
        **{name: partial(read, name) for name in ("question_places", "/overview/", "/open-data/")},
        **{form: partial(read, "open_data", form) for form in ("csv", "json")},
        **{name: partial(read, f"api-1:{name}") for name in ("list_issues", "list_sessions")},
        "catalogue": partial(read, "/open-data/catalogue.jsonld"),
        "home": partial(read, "/"),
    }


def read_each(channels: Channels) -> dict[str, str]:
    return {name: look() for name, look in channels.items()}


def read_the_same(channels: Channels, told: dict[str, str]) -> bool:
    """Whether the public reads what it read before, in every channel; the first other one ends."""
    return all(look() == told[name] for name, look in channels.items())


def crowd_of(issue: Issue, session: Session, told: dict[str, str]) -> int:
    """How many could have raised an issue, as far as the public can read; five are enough."""
    page: Channels = {"page": partial(read, "question", issue.number)}
    truth = read_each(page) | told
    channels = page | lists_of(session)
    at_hall = localdate(issue.received_at) == localdate(session.starts_at)
    links = truth["page"].split("<main")[-1]
    at_hall |= session.get_absolute_url() in links or issue.number in truth["minutes"]
    possible = Enterprise.objects.filter(participations__session=session)
    pool = possible if at_hall else Enterprise.objects.all()

    def would_be_told(place: Place) -> bool:
        with transaction.atomic():
            as_if_from(issue, *place)
            is_same = read_the_same(channels, truth)
            transaction.set_rollback(True)
        return is_same

    return count_crowd(pool, (issue.district_id, issue.sector), would_be_told)


def count_crowd(pool: Any, own: Place, would_be_told: Callable[[Place], bool]) -> int:
    """How many of these would have been told alike: whoever shares the place, and then others."""
    places = Counter(pool.values_list("district", "sector"))
    crowd = places.pop(own, 0)
    for place, size in places.most_common():
        if crowd < ENOUGH and would_be_told(place):
            crowd += size
    return crowd


def as_if_from(issue: Issue, district: int | None, sector: str) -> None:
    """The same issue, had somebody of this place raised it and everything else been so, too."""
    Issue.objects.filter(pk=issue.pk).update(district=district, sector=sector)
    publication.tell_places(session=issue.session, by=By.the_platform(), now=NOW)


@pytest.mark.crawl
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_public_leaves_a_hidden_raiser_among_fewer_than_five(seed):
    rng = random.Random(seed)
    with time_machine.travel(NOW, tick=False):
        session = draw_hall(rng)
        issues = draw_issues(session, rng)
        other = SessionFactory(year=2027)
    is_early = rng.random() < 0.5
    with time_machine.travel(session.ends_at, tick=False):
        if is_early:
            release(issues, rng)
        sessions.close(session=session, now=session.ends_at)
        minutes.open_comments(minutes=session.minutes, now=session.ends_at)
    later = session.ends_at + timedelta(days=30)
    with time_machine.travel(later, tick=False):
        if not is_early:
            release(issues, rng)
        paper = session.minutes
        minutes.sign(minutes=paper, by=staff().actor, now=later, content=content(paper))
        for issue in issues:
            issue.refresh_from_db()
        unpublished = [issue for issue in issues if not issue.published_at]
        published = [issue for issue in issues if issue.published_at]

        at = (session.year, session.quarter)
        lists = read_each(lists_of(session))
        said = lists | {n: read(n, *at) for n in ("minutes_pdf", "minutes_document")}
        for name, text in said.items():
            assert [each for each in unpublished if each.number in text] == [], name
            assert GUEST not in text
            assert not re.search(r"T\d\d:\d\d:\d\d.*", "".join(re.findall(r"nhận[^<]*", text)))
        listed = [issue for issue in published if issue.public_session_id == session.pk]
        assert (f"{len(listed)} kiến nghị" in said["sessions"]) is bool(listed)
        pages = {read("session", *at), read("session", other.year, other.quarter)}
        for issue in published:
            told = issue.public_session_id == session.pk
            early = issue.received_at < min(session.starts_at, other.starts_at)
            if early and not told:  # missing among what is left over would tell the session
                assert [page for page in pages if issue.number not in page] == [], issue
        for issue in published[:2]:
            assert crowd_of(issue, session, lists) >= 5, issue


def test_neither_numbers_nor_lists_nor_files_tell_in_which_order_issues_came():
    lead, firm = AgencyFactory(), EnterpriseFactory(email="")
    with time_machine.travel(NOW, tick=False):
        came = [filed(text=TEXT, enterprise=firm, visibility="without_name") for _ in range(12)]
        numbers = [issue.number for issue in came]
        by = staff()
        intake.take_many(issues=came, act="accept", by=by, now=NOW)
        some = Issue.objects.filter(pk__in=[issue.pk for issue in came]).order_by("number")
        intake.take_many(issues=some, act="publish", by=by, now=NOW)
        intake.take_many(issues=some, act="assign", by=by, now=NOW, lead=lead)
        planner, officer = Client(), Client()
        planner.force_login(UserFactory(role=Role.PLANNER))
        officer.force_login(officer_of(lead))
        pages = [read("questions"), read("feed"), read("open_data", "csv")]
        pages += [read("api-1:list_issues")]
        pages += [planner.get(reverse("dialogues:issues")).content.decode()]
        pages += [officer.get(reverse("dialogues:my_work")).content.decode()]
        file = attachments.attach(
            upload=pdf_upload(), issue=came[0], title="a.pdf", by=by.actor, now=NOW
        )

    assert all(re.fullmatch(r"2026-[1-9]\d{5}", number) for number in numbers)
    assert numbers != sorted(numbers)
    for page in pages:
        listed = dict.fromkeys(number for number in re.findall(r"2026-\d{6}", page))
        assert list(listed) == sorted(numbers)
    assert re.fullmatch(r"[a-z2-9]{12}", file.code)
    assert file.code in file.neutral_name


def sent_unnamed(session, **fields):
    issue = filed(
        session=session,
        text=TEXT,
        visibility=Visibility.WITHOUT_NAME,
        origin=Origin.ADVANCE,
        **fields,
    )
    return publication.publish_issue(issue=issue, by=staff(), now=NOW)


@pytest.mark.parametrize(("registered", "is_listed"), [(4, False), (5, True)])
def test_guests_read_unnamed_questions_where_five_registered(client, registered, is_listed):
    session = SessionFactory(year=2026, quarter=2)
    sessions.open_registration(session=session)
    guests = [
        session.participants.create(
            enterprise=EnterpriseFactory(), name=GUEST, invited_at=NOW, status="registered"
        )
        for _ in range(registered)
    ]
    asker, reader = guests[:2]
    with time_machine.travel(NOW, tick=False):
        issue = sent_unnamed(session, enterprise=asker.enterprise)
        page = client.get(reverse("dialogues:guest_questions", args=[reader.key]))
        support = reverse("dialogues:guest_support", args=[reader.key, issue.number])
        status = client.post(support).status_code
        client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=reader.enterprise))
        listed = client.get(reverse("dialogues:advance_questions", args=[2026, 2]))

    assert (issue.number in page.content.decode()) is is_listed
    assert (issue.number in listed.content.decode()) is is_listed
    assert status == (302 if is_listed else 404)


def test_who_stayed_away_is_not_told_by_a_place_from_which_nobody_came():
    session = SessionFactory(year=2026, quarter=2)
    sessions.open_registration(session=session)
    here = DistrictFactory()
    for _ in range(6):
        session.participants.create(
            enterprise=EnterpriseFactory(district=here, sector="C"),
            name=GUEST,
            invited_at=NOW,
            checked_in_at=session.starts_at,
        )
    with time_machine.travel(NOW, tick=False):
        present = sent_unnamed(session, enterprise=session.participants.first().enterprise)
        absent = sent_unnamed(session, enterprise=EnterpriseFactory(sector="C"))
    sessions.start(session=session)
    sessions.close(session=session, now=session.ends_at)

    for issue in (present, absent):
        issue.refresh_from_db()
    assert (present.public_session, present.public_district) == (session, here)
    assert (absent.public_session, absent.public_district) == (None, None)


def test_the_tag_of_open_data_does_not_tell_when_something_hidden_happens():
    with time_machine.travel(NOW, tick=False):
        shown = publication.publish_issue(issue=filed(), by=staff(), now=NOW)
        before = data_files.fingerprint()
        filed(visibility=Visibility.ASSOCIATION, text="Hồ sơ xả thải bị trả lại.")
        assert data_files.fingerprint() == before
        publication.redact(
            issue=shown, by=staff(), now=NOW, after="Hồ sơ […] bị chậm.", reason="Tên người"
        )
    assert data_files.fingerprint() != before
