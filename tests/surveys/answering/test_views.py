"""Enterprises answer without script, whatever they do on the way."""

import gzip
import html
import logging
import re
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.http.request_log import OneLine
from pci.models import Edition, OfficialScore, Province
from surveys import tokens
from surveys.fieldwork.actions.waves import close_wave
from surveys.instrument import routing
from surveys.instrument.loading import load
from surveys.instrument.posting import repost_answers
from surveys.models import BurntToken, Draft, Response, WaveStatus
from tests.factories.surveys import AccessKeyFactory
from tests.surveys.instrument.documents import (
    choices,
    data,
    pci_2018,
    question,
    words,
)
from tests.surveys.links import link, two_pages
from tests.surveys.statements import asked

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("anonymity", ["confidential", "blind"])
ONE = {"met": "yes", "days": "4", "share": "12,5", "rated.r1": "a", "rated.r2": "b"}


def address(page, token, *more):
    return reverse(f"surveys:{page}", args=[token, *more])


def post(client, token, section, go="next", **fields):
    return client.post(address("page", token, section), {**fields, "go": go, "language": "vi"})


def text(response):
    body = response.content
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return body.decode()


@BOTH
def test_the_whole_way_without_script(client, anonymity):
    token, _key = link(anonymity=anonymity)

    assert client.get(address("start", token)).status_code == 200
    assert client.get(address("page", token, "one")).status_code == 200
    assert post(client, token, "one", **ONE).url == address("page", token, "two")
    assert post(client, token, "two", happy="4").url == address("check", token)
    assert "12,5" in text(client.get(address("check", token)))
    assert client.post(address("send", token)).url == address("done", token)

    done = text(client.get(address("done", token)))
    response = Response.objects.get()
    assert response.answers == {
        "met": "yes",
        "days": 4,
        "share": 12.5,
        "rated": {"r1": "a", "r2": "b"},
        "happy": "4",
    }
    receipt = response.receipt_code or BurntToken.objects.get().receipt_code
    assert tokens.group_code(receipt) in done


def test_the_first_page_says_who_asks_how_long_and_whom_to_call(client):
    token, key = link(contact_name="Bà Hòa", contact_phone="0261 3 555 555", minutes=12)
    page = text(client.get(address("start", token)))
    for part in ("Hiệp hội", "12 phút", "bảo mật", "Bà Hòa", "tel:02613555555"):
        assert part in page
    assert key.wave.title in page


def test_the_first_page_tells_which_protection_was_promised(client):
    blind, _key = link(anonymity="blind")
    assert "ẩn danh" in text(client.get(address("start", blind)))


def test_nothing_is_preselected(client):
    token, _key = link(pci_2018())
    for section in load(pci_2018()).sections:
        page = text(client.get(address("page", token, section.name), follow=True))
        assert " checked" not in page
        assert " selected" not in page


def test_errors_are_told_on_top_and_what_was_typed_stays(client):
    token, _key = link()
    refused = post(client, token, "one", met="yes", days="bốn", share="12,5")
    assert refused.url == address("page", token, "one") + "#errors"

    page = text(client.get(address("page", token, "one")))

    assert 'href="#f-days"' in page
    assert "“bốn” không phải là số" in page
    assert 'value="bốn"' in page
    assert 'value="12,5"' in page
    assert Draft.objects.get().answers == {"met": "yes", "share": 12.5}


def test_what_was_typed_is_escaped(client):
    token, _key = link()
    post(client, token, "one", met="yes", days='"><script>alert(1)</script>')
    page = text(client.get(address("page", token, "one")))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_question_that_comes_up_is_shown_before_it_is_demanded(client):
    token, _key = link()
    asked = post(client, token, "one", met="yes", days="")  # browsers post hidden fields, too
    assert asked.url == address("page", token, "one") + "#q-days"
    page = text(client.get(address("page", token, "one")))
    assert 'id="errors"' not in page
    assert not re.search(r'id="q-days"[^>]* hidden', page)

    refused = post(client, token, "one", met="yes", days="")
    assert refused.url == address("page", token, "one") + "#errors"


def test_going_back_saves_without_demanding_anything(client):
    token, _key = link()
    post(client, token, "one", met="no")
    assert post(client, token, "two", go="back", why="Sẽ viết sau").url == address(
        "page", token, "one"
    )
    assert Draft.objects.get().answers == {"met": "no", "why": "Sẽ viết sau"}
    assert post(client, token, "one", go="back").url == address("start", token) + "?about"


def test_another_language_half_way_keeps_the_answers(client):
    token, _key = link()
    switched = post(client, token, "one", go="en", met="no", share="12,5")
    page = text(client.get(switched.url))
    assert '<html lang="en">' in page
    assert "Phần một (en)" in page
    assert 'value="12.5"' in page
    assert Draft.objects.get().answers == {"met": "no", "share": 12.5}
    assert Draft.objects.get().language == "en"


def test_the_language_chosen_on_the_first_page_is_kept(client):
    token, _key = link()
    page = text(client.get(address("start", token) + "?language=en"))
    onward = re.search(r'class="next" href="([^"]+)"', page)[1]
    assert '<html lang="en">' in text(client.get(onward))


def test_one_resumes_where_one_stopped_on_any_device(client):
    token, _key = link()
    post(client, token, "one", met="no")
    post(client, token, "two", go="save", happy="2")

    elsewhere = type(client)()

    assert elsewhere.get(address("start", token)).url == address("page", token, "two") + "#q-why"
    about = text(elsewhere.get(address("start", token) + "?about"))
    assert address("page", token, "two") in about


def test_a_browser_that_prefers_english_reads_vietnamese_until_it_chooses(client):
    english = {"headers": {"Accept-Language": "en"}}
    assert '<html lang="vi">' in text(client.get(reverse("surveys:code"), **english))
    chosen = client.get(reverse("surveys:code") + "?language=en", **english)
    assert '<html lang="en">' in text(chosen)


def test_sending_waits_until_what_is_required_is_there(client):
    token, _key = link()
    post(client, token, "two", happy="4")
    assert client.post(address("send", token)).url == address("check", token) + "#errors"
    page = text(client.get(address("check", token)))
    assert address("page", token, "one") + "#f-met" in page
    assert not Response.objects.exists()


def test_what_was_typed_wrong_is_not_sent_unseen(client):
    token, _key = link()
    post(client, token, "one", met="no", share="rất nhiều")
    post(client, token, "two", happy="4")
    assert client.post(address("send", token)).url.endswith("#errors")
    assert not Response.objects.exists()


@BOTH
def test_a_form_posted_twice_counts_once(client, anonymity):
    token, _key = link(anonymity=anonymity)
    post(client, token, "one", met="no")

    first, second = (client.post(address("send", token)) for _time in range(2))

    assert first.url == second.url == address("done", token)
    assert Response.objects.count() == 1


@BOTH
def test_a_link_used_twice_shows_the_receipt_again(client, anonymity):
    token, _key = link(anonymity=anonymity)
    post(client, token, "one", met="no")
    client.post(address("send", token))
    receipt = re.search(r'class="code">([^<]+)<', text(client.get(address("done", token))))[1]

    for page in ("start", "check"):
        assert client.get(address(page, token)).url == address("done", token)
    assert client.get(address("page", token, "one")).url == address("done", token)
    assert post(client, token, "one", met="yes").url == address("done", token)
    assert receipt in text(client.get(address("done", token)))
    assert Response.objects.get().answers == {"met": "no"}


def test_done_leads_back_to_the_start_while_nothing_was_sent(client):
    token, _key = link()
    assert client.get(address("done", token)).url == address("start", token)


def test_an_unknown_link_says_what_to_do(client):
    refused = client.get(address("start", tokens.new_token()))
    assert refused.status_code == 404
    assert "nhập mã in trong thư mời" in text(refused)


def test_a_closed_wave_says_so_to_people_and_scripts(client):
    token, key = link()
    post(client, token, "one", met="no")
    close_wave(wave=key.wave, by=None, now=timezone.now())

    page = client.get(address("start", token))
    saved = client.post(
        address("page", token, "one"), {"met": "yes"}, headers={"Accept": "application/json"}
    )

    assert page.status_code == saved.status_code == 403
    assert "không nhận thêm phiếu" in text(page)
    assert f"{timezone.localdate():%d/%m/%Y}" in text(page)  # not the day it was to end
    assert "không nhận thêm phiếu" in saved.json()["stopped"]
    assert Draft.objects.get().answers == {"met": "no"}


@pytest.mark.parametrize(
    ("wave", "sentence"),
    [
        ({"status": WaveStatus.PLANNED}, "chưa bắt đầu"),
        ({"closes_on": timezone.localdate() - timedelta(days=2)}, "đã kết thúc"),
    ],
)
def test_a_wave_outside_its_time_says_when(client, wave, sentence):
    token, _key = link(**wave)
    for response in (client.get(address("start", token)), client.post(address("send", token))):
        assert response.status_code == 403
        assert sentence in text(response)


def test_the_script_saves_and_learns_when(client):
    token, _key = link()
    fields = {"met": "yes", "go": "save", "language": "vi", "stamp": "1700000000000"}
    saved = client.post(
        address("page", token, "one"), fields, headers={"Accept": "application/json"}
    )
    assert re.fullmatch(r"\d\d:\d\d", saved.json()["saved"])
    assert Draft.objects.get().answers == {"met": "yes"}


AS_SCRIPT = {"headers": {"Accept": "application/json"}}


@BOTH
def test_the_script_sends_and_learns_where_the_receipt_is(client, anonymity):
    token, _key = link(anonymity=anonymity)
    post(client, token, "one", met="no")

    for _time in range(2):  # the first answer may have been lost on its way
        sent = client.post(address("send", token), **AS_SCRIPT)
        assert sent.json()["next"] == address("done", token)

    assert Response.objects.count() == 1


def test_the_script_learns_that_something_is_unfinished(client):
    token, _key = link()
    post(client, token, "two", happy="4")
    refused = client.post(address("send", token), **AS_SCRIPT)
    assert refused.json() == {"next": address("check", token) + "#errors"}
    assert not Response.objects.exists()


@BOTH
def test_a_page_that_waited_too_long_learns_that_the_answers_were_sent(client, anonymity):
    token, _key = link(anonymity=anonymity)
    post(client, token, "one", met="no")
    client.post(address("send", token))

    late = client.post(address("page", token, "one"), {"met": "yes", "go": "save"}, **AS_SCRIPT)

    assert late.status_code == 409
    assert late.json()["next"] == address("done", token)
    assert "đã được gửi" in late.json()["stopped"]
    assert Response.objects.get().answers == {"met": "no"}


NEWER_THAN_2018 = re.compile(
    r"\?\.[a-zA-Z\[(]|\?\?|\|\|=|&&=|catch\s*\{|\d_\d|#[a-z]\w*\s*[=(;]|\.replaceAll\(|\.flat(?:Map)?\("
    r"|Object\.fromEntries|\.allSettled\(|Promise\.any\(|\.at\(|globalThis|structuredClone|import\("
)


@pytest.mark.parametrize(
    "name", ["answer", "answer-files", "answer-queue", "answer-worker", "expressions"]
)
def test_scripts_of_answering_pages_run_on_phones_of_2018(name):
    script = (Path(__file__).resolve().parents[3] / f"static/js/{name}.js").read_text()
    bare = re.sub(r"/\*.*?\*/|^\s*//.*?$|\s//.*?$", "", script, flags=re.DOTALL | re.MULTILINE)
    bare = re.sub(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', '""', bare)
    assert NEWER_THAN_2018.findall(bare) == []


@pytest.mark.parametrize("newer", ["a?.b", "a ?? b", "a ||= b", "try {} catch {", "x.at(1)"])
def test_newer_syntax_would_be_found(newer):
    assert NEWER_THAN_2018.search(newer)


def test_a_refusal_speaks_the_language_of_the_enterprise_not_of_the_browser(client):
    token, key = link()
    close_wave(wave=key.wave, by=None, now=timezone.now())
    english = {"headers": {"Accept-Language": "en"}}
    page = text(client.get(address("start", token), **english))
    assert '<html lang="vi">' in page
    assert "không nhận thêm phiếu" in page
    page = text(client.get(address("start", token) + "?language=en", **english))
    assert "no longer takes answers" in page
    assert '<html lang="vi">' in text(client.get("/s/", **english))
    assert '<html lang="vi">' in text(client.get("/s/"))


def test_a_section_that_is_not_asked_leads_to_one_that_is(client):
    hidden = {"name": "two", "title": words("Hai"), "questions": [question("why")]}
    hidden["relevance"] = "${met} = 'yes'"
    first = {
        "name": "one",
        "title": words("Một"),
        "questions": [question("met", "single", choices=choices("yes", "no"))],
    }
    token, _key = link(data(sections=[first, hidden]))
    assert client.get(address("page", token, "two")).url == address("page", token, "one")
    assert post(client, token, "one", met="no").url == address("check", token)
    assert post(client, token, "one", met="yes").url == address("page", token, "two")
    assert client.get(address("page", token, "three")).status_code == 404


def test_a_code_typed_from_paper_opens_the_questionnaire(client):
    token, code = tokens.new_token(), tokens.new_code()
    AccessKeyFactory(token=token, code=code)
    typed = tokens.group_code(code).lower()
    assert client.post(reverse("surveys:code"), {"code": typed}).url == address("start", token)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Xin nhập mã"),
        ("O234-5678-9CFH", "không bao giờ có “O”"),
        ("2345-6789", "thiếu hoặc sai một ký tự"),
        ("K7C3-MFXP-9TR3", "thiếu hoặc sai một ký tự"),
    ],
)
def test_a_mistyped_code_is_explained_and_stays(client, typed, sentence):
    refused = client.post(reverse("surveys:code"), {"code": typed})
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert f'value="{typed}"' in text(refused)


def test_the_thank_you_page_tells_the_last_official_result(client):
    token, _key = link()
    home = Province.objects.create(code="dak-nong", name="Đắk Nông", is_home=True)
    for year, score in ((2016, 6.0134), (2017, 5.9403)):
        edition = Edition.objects.create(year=year)
        OfficialScore.objects.create(
            province=home, edition=edition, score=score, rank=45, provinces_ranked=63
        )
    post(client, token, "one", met="no")
    client.post(address("send", token))
    page = text(client.get(address("done", token)))
    assert "PCI năm 2017" in page
    assert "5,94" in page
    assert "6,01" in page


def test_pages_are_kept_from_caches_referrers_and_search_engines(client):
    token, _key = link()
    response = client.get(address("start", token))
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_a_line_of_the_log_never_holds_a_personal_link():
    token = tokens.new_token()
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (f"/s/{token}/",), None
    )
    line = OneLine().format(record)
    assert token not in line
    assert line.endswith("/s/…/")


def test_refusals_are_logged_without_the_link(client, caplog):
    token = tokens.new_token()
    with caplog.at_level(logging.INFO):
        client.get(address("start", token))
    assert caplog.records
    assert not [r for r in caplog.records if token in OneLine().format(r)]


@contextmanager
def at_most(most):
    """Count what is asked of the database, without the words that open and close transactions."""
    with asked() as statements:
        yield
    counted = [sql for sql in statements if not re.match("SAVEPOINT|RELEASE|BEGIN|COMMIT", sql)]
    assert 0 < len(counted) <= most, counted


@BOTH
def test_no_page_costs_more_than_five_queries(client, anonymity):
    token, key = link(pci_2018(), anonymity=anonymity)
    assert key.wave.version.compiled  # read once a process
    assert client.get(address("start", token)).status_code == 200  # the rest of what is read once
    section = load(pci_2018()).sections[0].name
    first, later, saving = (1, 1, 2) if anonymity == "confidential" else (3, 2, 4)
    for page in (("start",), ("page", section)):
        with at_most(first):
            assert client.get(address(page[0], token, *page[1:])).status_code == 200
    for more in (anonymity == "blind", False):  # to begin a draft of a blind wave holds it open
        with at_most(saving + more):
            assert post(client, token, section, go="save", size="a").status_code == 302
    with at_most(later):
        assert client.get(address("check", token)).status_code == 200


@BOTH
def test_sending_costs_at_most_six_queries(client, anonymity):
    token, key = link(anonymity=anonymity)
    assert key.wave.version.compiled  # read once a process
    client.get(address("start", token))  # the rest of what is read once
    post(client, token, "one", met="no")
    with at_most(6):
        assert client.post(address("send", token)).url == address("done", token)
    with at_most(3):
        assert client.get(address("done", token)).status_code == 200


LOADED = re.compile(r'(?:<link rel="(?:icon|stylesheet)" href|<script[^>]* src)="/static/([^"]+)"')


def wire(answer):
    """What a page and all it loads weigh on the wire, headers with them, and how many there are."""
    static = Path(__file__).resolve().parents[3] / "static"
    loaded = [(static / name).read_bytes() for name in LOADED.findall(text(answer))]
    headers = sum(len(f"{name}: {value}\r\n") for name, value in answer.items())
    others = sum(len(gzip.compress(each)) + HEADERS_OF_STATIC for each in loaded)
    return len(answer.content) + headers + others, 1 + len(loaded)


HEADERS_OF_STATIC = 450  # bytes, as WhiteNoise sends them


def test_every_first_view_is_light_with_its_headers_and_takes_few_requests(client):
    token, _key = link(pci_2018())
    zipped = {"headers": {"Accept-Encoding": "gzip"}}
    pages = [address("start", token)]
    pages += [address("page", token, each) for each in routing.visible(load(pci_2018()), {})]

    weights, requests = zip(*[wire(client.get(each, **zipped)) for each in pages], strict=True)

    assert set(requests) == {4}
    assert weights[0] <= 18_000
    assert max(weights) <= 20_000


def test_a_hostile_answer_comes_back_as_it_was_typed(client):
    token, _key = link()
    hostile = "“Trích”, =1+1, 'a' <b>\n\nĐoạn hai 🙂 \x01token\x02 _the_personal_link_x"
    post(client, token, "one", met="no")
    post(client, token, "two", go="save", why=hostile)
    kept = Draft.objects.get().answers["why"]
    assert kept == hostile.replace("\x01", "").replace("\x02", "")
    page = text(client.get(address("page", token, "two")))
    assert "&lt;b&gt;" in page
    assert "&lt;b&gt;" in text(client.get(address("check", token)))


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "met": st.sampled_from(["yes", "no"]),
        "days": st.integers(0, 400).map(str),
        "share": st.integers(0, 1000).map(lambda n: f"{n / 10:.1f}".replace(".", ",")),
        "rated.r1": st.sampled_from(["a", "b", "c"]),
        "rated.r2": st.sampled_from(["a", "b", "c"]),
    },
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["one", "two"]),
        st.sampled_from(["next", "back", "save", "en", "vi"]),
        ANSWERS,
        st.sampled_from(["", "1", "3", "5", "na"]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
    ),
    max_size=6,
)


@given(steps=STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_was_answered_is_there_again_on_any_device(client, steps):
    """Play visits in any order; a new browser finds each page as it was left."""
    token, _key = link(two_pages())
    document = load(two_pages())
    for section, go, fields, happy, why in steps:
        sent = fields if section == "one" else {"happy": happy, "why": why}
        client.post(address("page", token, section), {**sent, "go": go, "language": "vi"})
        draft = Draft.objects.filter(wave=_key.wave).first()
        answers = draft.answers if draft else {}
        elsewhere = type(client)()
        for name in routing.visible(document, answers):
            page = text(elsewhere.get(address("page", token, name) + "?language=vi"))
            assert shown_on(page, document, name) == {
                field: values
                for field, values in expected(document, name, answers, draft).items()
                if values
            }


def shown_on(page, document, section):
    """Read the fields back out of the HTML, as a browser would."""
    fields = {}
    for tag in re.findall(r"<input [^>]*>", page):
        kind, name = re.search(r'type="(\w+)"', tag)[1], re.search(r'name="([^"]+)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        if (kind in ("radio", "checkbox") and " checked" in tag) or (kind == "text" and value[1]):
            fields.setdefault(name, []).append(html.unescape(value[1]))
    areas = re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    for name, inside in areas:
        if inside:
            fields[name] = [html.unescape(inside)]
    return fields


def expected(document, section, answers, draft):
    shown = {q.name for q in routing.page(document, section, answers, "vi", "seed").questions}
    typed = draft.typed.get(section, {}).get("fields", {}) if draft else {}
    written = draft.typed.get(section, {}).get("written", {}) if draft else {}
    as_typed = {name: [each] for name, each in written.items()}
    fields = repost_answers(document, section, answers, "vi") | as_typed | typed
    return {name: values for name, values in fields.items() if name.partition(".")[0] in shown}


def test_a_number_stays_as_it_was_typed(client):
    token, _key = link(two_pages())
    post(client, token, "one", go="save", met="yes", days="1.234.567")
    page = text(client.get(address("page", token, "one")))
    assert shown_on(page, load(two_pages()), "one")["days"] == ["1.234.567"]
    assert "1.234.567" in text(client.get(address("check", token)))


def test_a_blank_page_of_another_window_erases_nothing(client):
    token, _key = link(two_pages())
    opened = text(client.get(address("page", token, "one")))
    post(client, token, "one", go="save", **ONE)
    seen = re.search(r'name="page-seen" value="([^"]*)"', opened)[1]
    fields = {"page-go": "save", "page-seen": seen, "page-id": "b", "rated.r1": "c"}
    saved = client.post(address("page", token, "one"), fields, **AS_SCRIPT).json()
    assert list(saved["disputed"]) == ["rated.r1"]
    assert saved["differs"]["days"] == {"days": ["4"]}
    draft = Draft.objects.get()
    assert draft.answers["rated"] == {"r1": "a", "r2": "b"}
    assert draft.disputed == {"rated.r1": {"rated.r1": ["c"]}}
    refused = client.post(address("send", token), **AS_SCRIPT).json()
    assert refused == {"next": address("check", token) + "#errors"}
    page = text(client.get(address("page", token, "one")))
    assert page.count('name="keep.rated.r1" value="other"') == 1
    assert (
        page.index('id="q-rated.r1"') < page.index("keep.rated.r1") < page.index('id="q-rated.r2"')
    )
    post(client, token, "one", **ONE, **{"keep.rated.r1": "other"})
    assert Draft.objects.get().answers["rated"] == {"r1": "c", "r2": "b"}


def test_what_is_sent_is_what_was_looked_at_last(client):
    token, _key = link(two_pages())
    post(client, token, "one", **ONE)
    look = text(client.get(address("check", token)))
    revision = re.search(r'name="page-revision" value="([^"]*)"', look)[1]
    post(client, token, "two", go="save", happy="2")  # from another window
    again = client.post(address("send", token), {"page-revision": revision})
    assert again.url == address("check", token) + "?changed#errors"
    assert not Response.objects.exists()
    look = text(client.get(again.url))
    assert "vừa được thay đổi" in look
    revision = re.search(r'name="page-revision" value="([^"]*)"', look)[1]
    assert client.post(address("send", token), {"page-revision": revision}).url == address(
        "done", token
    )


def test_a_flow_is_told_of_published_versions_only(client):
    _token, key = link(two_pages())
    told = client.get(reverse("surveys:flow", args=[key.wave.version.digest]))
    assert [each["name"] for each in told.json()["sections"]] == ["one", "two"]
    assert "immutable" in told["Cache-Control"]
    assert client.get(reverse("surveys:flow", args=["0" * 64])).status_code == 404


def test_what_is_still_open_is_listed_in_the_order_of_the_pages(client):
    token, _key = link(two_pages())
    post(client, token, "one", go="save", **{"rated.r1": "a"})
    fields = {"page-go": "save", "page-seen": "", "page-id": "b", "rated.r1": "c"}
    client.post(address("page", token, "one"), fields, **AS_SCRIPT)
    assert Draft.objects.get().disputed

    page = text(client.get(address("check", token)))
    assert re.findall(r'<li><a href="[^"#]*#f-([^"]+)"', page) == ["met", "rated.r1"]
