"""Whatever strangers and colleagues type, nobody sees an error of ours: a refusal is polite."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from core import tasks
from core.access import PUBLIC, Role
from core.fixtures import Loading
from surveys.models import PaperForm, QuestionnaireVersion
from surveys.questionnaires.actions.shipped import load as load_questionnaires
from tests.crawling import Form, walk
from tests.dialogues import world
from tests.factories.accounts import UserFactory
from tests.factories.analysis import closed_wave
from tests.factories.core import OutgoingMessageFactory
from tests.factories.surveys import SampledEnterpriseFactory, WaveFactory
from tests.pages import addresses
from tests.surveys.links import link

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

VALUES = {
    "NUL": "a\x00b",
    "thirty digits": "9" * 30,
    "five thousand digits": "9" * 5000,
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "last moment": "9999-12-31T23:59",
    "ten thousand letters": "Ă" * 10_000,
    "signs that turn the text": "\u202egpj.exe\u0301\u0301\u0301",
    "no number": "NaN",
    "digits of another script": "٣²",
    "a slow pattern": "((((a+)+)+)+)+$",
    "signs of templates": "%s%(x)s{0}{{ x }}'\"\\<script>",
}
QUERIES = (
    "page", "q", "year", "agency", "province", "due", "template", "session", "token", "stratum",
    "kind", "status", "language", "width", "ask", "title", "text", "state", "export", "since",
)  # fmt: skip
FILES = {
    "../../thu.csv": b"a,b\n1,2\n",
    "thu.xlsx": b"PK\x03\x04 not a workbook",
    "thu.pdf": b"%PDF-1.4\n%%EOF",
    "thu.png": b"\x89PNG\r\n\x1a\n broken",
    "n" * 300 + ".csv": b"\xff\xfe\x00",
}


def fillings(names: Iterable[str], turn: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Fill every field with four of the values; three turns show each field all of them.

    A NUL is alone, for it is refused at the door and nothing beside it would be looked at.
    """
    names = list(names)
    yield "NUL", dict.fromkeys(names, VALUES["NUL"])
    kinds = [one for one in VALUES if one != "NUL"]
    for number in range(4):
        shift = 4 * turn + number
        chosen = {name: kinds[(place + shift) % len(kinds)] for place, name in enumerate(names)}
        yield f"turn {turn}, filling {number}", {n: VALUES[one] for n, one in chosen.items()}


def test_three_turns_show_each_field_every_value():
    met: dict[str, set[str]] = {"a": set(), "b": set()}
    for turn in range(3):
        for _told, data in fillings(met, turn):
            for name, value in data.items():
                met[name].add(value)
    assert met == {"a": set(VALUES.values()), "b": set(VALUES.values())}


@dataclass
class Stranger:
    """Asks for pages, undoes what came of it, and notes each answer that is an error of ours."""

    client: Client
    met: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, url: str, data: dict | None = None, told: str = "") -> None:
        try:
            with transaction.atomic():
                answer = self._answer(method, url, data)
                transaction.set_rollback(True)
            problem = "500" if answer.status_code == 500 else ""
        except Exception as error:  # noqa: BLE001 -- whatever it is, people would see a 500
            problem = repr(error)[:300]
        if problem:
            self.met.setdefault(problem, f"{method} {url[:80]} {told}")

    def _answer(self, method, url, data):
        if method == "POST":
            answer = self.client.post(url, data)
        else:
            answer = self.client.get(f"{url.partition('?')[0]}?{urlencode(data)}" if data else url)
        if answer.streaming:
            list(answer.streaming_content)
        return answer


@pytest.fixture
def stranger(db, settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    cache.clear()
    tasks.beat()
    return Stranger(Client())


NUMBERS = ("0", "2147483648", "9223372036854775808", "9" * 20)
WORDS = ("a%00b", "%ff%fe", "a" * 300, "%E2%80%AE", "9" * 30, "-1")


@pytest.mark.crawl
@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_strange_addresses_lead_nowhere(stranger, role):
    if role:
        stranger.client.force_login(UserFactory(role=role))
    methods = cycle(("GET", "POST"))
    for page in addresses():
        strange = [page.url.replace("987654321", number) for number in NUMBERS]
        strange += [page.url.replace("khong-co", word) for word in WORDS]
        next(methods)  # so that the next page has each kind by the other method
        for url in dict.fromkeys(strange):
            if url != page.url:
                stranger.ask(next(methods), url)
    assert stranger.met == {}


@pytest.fixture
def house(stranger):
    """A little of everything, as far as strangers' values can reach it."""
    wave = closed_wave(answers=60)
    load_questionnaires(Loading(), now=timezone.now())
    draft = QuestionnaireVersion.objects.exclude(pk=wave.version_id).first()
    draft.pk, draft.number, draft.published_at = None, 9, None
    draft.save()
    built = world.build()
    token, key = link()
    SampledEnterpriseFactory.create_batch(3, stratum=key.sampled.stratum)
    PaperForm.objects.create(
        wave=key.wave, number=1, code_digest=key.token_digest, registered_at=timezone.now()
    )
    WaveFactory(status="planned", version=wave.version)
    OutgoingMessageFactory()
    built.people["link"] = token
    return built


PEOPLE = ["anonymous", "enterprise_x", "officer_a", "administrator"]


@pytest.mark.crawl
@pytest.mark.parametrize("person", PEOPLE)
def test_strange_values_in_real_forms_are_refused(stranger, house, person):
    user = house.people[person]
    if user:
        stranger.client.force_login(user)
    starts = [page.url for page in addresses() if not page.has_arguments]
    token = house.people["link"]
    starts += [f"/s/{token}/", f"/s/{token}/p/one/", f"/s/{token}/check/", f"/s/{token}/opt-out/"]
    forms = forms_from(stranger, starts)
    others = cycle(VALUES)
    for turn, form in enumerate(forms):
        stranger.ask(form.method, form.action, form.filled(), "as a browser would")
        for told, data in fillings(form.values, turn):
            stranger.ask(form.method, form.action, data, told)
        for name in form.values:
            told = next(others)
            data = form.filled() | {name: VALUES[told]}
            stranger.ask(form.method, form.action, data, f"{name}: {told}")
        for name in form.files:
            for title, content in FILES.items():
                file = SimpleUploadedFile(title, content)
                stranger.ask(form.method, form.action, form.filled() | {name: file}, title)
    assert len(forms) > 3
    assert stranger.met == {}


def forms_from(stranger: Stranger, starts: list[str]) -> list[Form]:
    """One form of each kind, from all pages that can be reached."""
    forms: dict[str, Form] = {}
    for _url, _answer, page in walk(stranger.client, starts):
        for form in page.forms if page else []:
            if "logout" not in form.action and (form.values or form.files):
                forms.setdefault(f"{form.name} {sorted(form.values)}", form)
    return list(forms.values())


@pytest.mark.crawl
@pytest.mark.parametrize("person", ["anonymous", "administrator"])
def test_strange_questions_in_addresses_are_refused(stranger, house, person):
    user = house.people[person]
    if user:
        stranger.client.force_login(user)
    for turn, page in enumerate(addresses()):
        if page.has_arguments or (
            page.access != PUBLIC and (not user or user.role not in page.access)
        ):
            continue
        for told, data in fillings(QUERIES, turn):
            query = {name: value[:3000] for name, value in data.items()}
            stranger.ask("GET", page.url, query, told)
    assert stranger.met == {}
