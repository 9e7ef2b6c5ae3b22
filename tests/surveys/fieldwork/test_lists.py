"""Lists of field work sort by column, export what they show, and say why they are empty."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core.fixtures import Loading
from core.models import AuditEntry, OutgoingMessage
from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.models import FlagKind, OptOut, QuestionnaireVersion, ResponseFlag
from surveys.questionnaires.actions import shipped
from surveys.review.views import responses
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)
NAMES = ["Công ty Ăn", "Công ty An", "Công ty Đắk Mil"]


@pytest.fixture(scope="module")
def questionnaires(once):
    once(lambda: shipped.load(Loading(), now=NOW))


@pytest.fixture
def wave(questionnaires):
    return WaveFactory(
        version=QuestionnaireVersion.objects.get(number=1), closes_on=date(2099, 1, 1)
    )


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(role="staff"))
    return client


@pytest.fixture
def sampled(wave):
    stratum = StratumFactory(wave=wave)
    return [
        SampledEnterpriseFactory(
            stratum=stratum,
            enterprise__name=name,
            enterprise__phone="0901000000",
            design_weight=4 - place,
            position=place,
        )
        for place, name in enumerate(NAMES)
    ]


def headings(answer):
    return answer.content.decode("utf-8-sig").splitlines()[0].split(",")


def first_column(answer):
    text = answer.content.decode("utf-8-sig")
    if answer["Content-Type"].startswith("text/csv"):
        return [line.split(",")[1] for line in text.splitlines()[1:]]
    return re.findall(r'<th scope="row"><a href="/sampled/[^>]*>([^<]+)</a>', text)


@pytest.mark.parametrize("kind", ["", "csv"])
@pytest.mark.parametrize("page", ["sample", "calls", "late"])
@pytest.mark.parametrize(
    ("asked", "places"), [("name", [1, 0, 2]), ("-name", [2, 0, 1]), ("nothing", [0, 1, 2])]
)
def test_page_and_file_stand_in_the_order_asked_for(desk, wave, sampled, page, kind, asked, places):
    if page == "late":
        for place, row in enumerate(sampled):
            invitation = issue_invitation(sampled=row, now=NOW).invitation
            invitation.sent_at = NOW + timedelta(hours=place)
            invitation.save()

    shown = desk.get(reverse(f"surveys:{page}", args=[wave.pk]), {"sort": asked, "format": kind})

    assert first_column(shown) == [NAMES[place] for place in places]


def test_the_sample_is_searched_filtered_and_taken_away(desk, wave, sampled):
    sampled[0].is_reserve = True
    sampled[0].save()
    address = reverse("surveys:sample", args=[wave.pk])

    assert first_column(desk.get(address, {"q": "dak mil"})) == [NAMES[2]]
    assert first_column(desk.get(address, {"is_reserve": "True"})) == [NAMES[0]]
    assert (
        first_column(desk.get(address, {"is_reserve": "False", "sort": "-weight", "format": "csv"}))
        == NAMES[1:]
    )
    assert AuditEntry.objects.filter(action="wave.sample").count() == 1


def test_a_blind_sample_tells_no_outcome_and_sorts_by_none(desk, wave):
    wave = WaveFactory(version=wave.version, anonymity="blind")
    SampledEnterpriseFactory(stratum=StratumFactory(wave=wave))

    shown = desk.get(reverse("surveys:sample", args=[wave.pk]), {"sort": "outcome"})
    file = desk.get(reverse("surveys:sample", args=[wave.pk]), {"format": "csv"})

    assert 'value="outcome"' not in shown.content.decode()
    assert headings(file)[-2:] == ["Quyền số thiết kế", "Danh sách"]


@pytest.mark.parametrize(
    ("page", "first", "last"),
    [
        ("sample", "Mã số thuế", "Tình trạng"),
        ("calls", "Mã số thuế", "Hẹn gọi lại ngày"),
        ("late", "Mã số thuế", "Lần liên hệ gần nhất"),
        ("flagged", "Trả lời", "Thời điểm quyết định"),
    ],
)
def test_files_are_headed_in_the_language_of_the_reader(desk, wave, sampled, page, first, last):
    file = desk.get(reverse(f"surveys:{page}", args=[wave.pk]), {"format": "csv"})

    assert (headings(file)[0], headings(file)[-1]) == (first, last)


def test_the_monitor_sorts_its_strata_on_the_page_and_in_the_file(desk, wave):
    few, many = StratumFactory(wave=wave, label="Bé"), StratumFactory(wave=wave, label="An")
    for stratum, count in ((few, 1), (many, 2)):
        for _each in range(count):
            SampledEnterpriseFactory(stratum=stratum)

    page = desk.get(reverse("surveys:monitor", args=[wave.pk]), {"sort": "asked"})
    file = desk.get(reverse("surveys:turnout_csv", args=[wave.pk]), {"sort": "asked"})

    assert [row.name for row in page.context["strata"]] == ["Bé", "An"]
    assert "sort=asked&amp;table=strata" in page.content.decode()
    assert file.content.decode("utf-8-sig").splitlines()[1].split(",")[1] == "Bé"


def flagged(wave, sampled, kind, about, answers=None):
    row = ResponseFactory(
        sampled=sampled, stratum=sampled.stratum, wave=wave, version=wave.version,
        answers=answers or {},
    )  # fmt: skip
    ResponseFlag.objects.create(response=row, kind=kind, about=about, raised_at=NOW)
    return row


@pytest.mark.parametrize("address", ["list", "file", "response"])
def test_a_flag_says_what_it_is_about_in_words_with_the_code_beside_it(
    desk, wave, sampled, address
):
    row = flagged(wave, sampled[0], FlagKind.STRAIGHT_LINING, ["legal"])
    with translation.override("vi"):
        shown = {
            "list": lambda: desk.get(reverse("surveys:flagged", args=[wave.pk])),
            "file": lambda: desk.get(reverse("surveys:flagged", args=[wave.pk]), {"format": "csv"}),
            "response": lambda: desk.get(reverse("surveys:response", args=[row.pk])),
        }[address]().content.decode()

    assert "Việc tiếp cận các tài liệu pháp lý" in shown
    assert "legal" in shown


def test_the_file_puts_the_flags_of_a_response_into_words_once(desk, wave, sampled, monkeypatch):
    words, asked = responses.flags_in_words, []
    monkeypatch.setattr(
        responses, "flags_in_words", lambda *told: asked.append(told[0].pk) or words(*told)
    )
    row = flagged(wave, sampled[0], FlagKind.STRAIGHT_LINING, ["legal"])

    file = desk.get(reverse("surveys:flagged", args=[wave.pk]), {"format": "csv"})

    assert str(FlagKind.STRAIGHT_LINING.label) in file.content.decode()
    assert asked == [row.pk]


def test_a_contradiction_is_told_in_the_words_of_the_questionnaire(desk, wave, sampled):
    flagged(wave, sampled[0], FlagKind.CONTRADICTION, ["qa_without_visit"])

    shown = desk.get(reverse("surveys:flagged", args=[wave.pk])).content.decode()

    assert "Không truy cập Cổng thông tin điện tử nhưng" in shown
    assert '<code class="small">qa_without_visit</code>' in shown


def test_a_double_leads_to_the_other_response(desk, wave, sampled):
    first = flagged(wave, sampled[0], FlagKind.SPEEDER, [])
    flagged(wave, sampled[1], FlagKind.DUPLICATE, [str(first.pk)])

    shown = desk.get(reverse("surveys:flagged", args=[wave.pk]), {"kind": "duplicate"})

    assert f'href="{reverse("surveys:response", args=[first.pk])}"' in shown.content.decode()


EMPTY = ["surveys:waves", "directory:enterprises", "outbox"]


@pytest.mark.parametrize("page", EMPTY)
def test_an_empty_list_says_how_to_begin_with_one_primary_action(desk, page):
    OutgoingMessage.objects.all().delete()

    shown = desk.get(reverse(page)).content.decode()

    assert "Không có gì phù hợp với bộ lọc này" not in shown
    assert 'class="empty"' in shown
    assert len(re.findall(r'class="button[^"]* button--primary', shown)) == 1


@pytest.mark.parametrize("page", EMPTY)
def test_a_filter_that_fits_nothing_offers_to_be_cleared(desk, page):
    address = reverse(page)

    shown = desk.get(address, {"q": "không có", "status": "open"}).content.decode()

    empty = shown.partition('class="empty"')[2]
    assert "Không có gì phù hợp với bộ lọc này" in empty
    assert f'href="{address}"' in empty


@pytest.mark.parametrize("page", ["calls", "late", "flagged", "sample"])
def test_the_lists_of_a_wave_tell_a_filter_from_nothing(desk, wave, sampled, page):
    address = reverse(f"surveys:{page}", args=[wave.pk])

    shown = desk.get(
        address, {"stratum": sampled[0].stratum.code, "q": "không có", "kind": "speeder"}
    )
    whole = desk.get(address)

    if page != "calls":
        assert "Không có gì phù hợp với bộ lọc này" in shown.content.decode()
    assert "Không có gì phù hợp với bộ lọc này" not in whole.content.decode()


def test_the_page_of_an_enterprise_offers_a_replacement_only_where_there_is_one(desk, sampled):
    row, _other, spare = sampled
    row.disposition = "not_eligible"
    row.save()
    address = reverse("surveys:sampled", args=[row.pk])
    offer = f'href="{reverse("surveys:replace_enterprise", args=[row.pk])}"'

    without = desk.get(address).content.decode()
    spare.is_reserve = True
    spare.save()
    offered = desk.get(address).content.decode()
    desk.post(reverse("surveys:replace_enterprise", args=[row.pk]), {"reason": "Đã giải thể"})
    replaced = desk.get(address).content.decode()

    assert offer not in without
    assert "không còn doanh nghiệp dự phòng" in without
    assert offer in offered
    assert offer not in replaced
    assert NAMES[2] in replaced


def test_a_wish_not_to_be_asked_is_asked_once_shown_and_taken_back(desk, sampled):
    row = sampled[0]
    wish, page = (reverse(f"surveys:{name}", args=[row.pk]) for name in ("opt_out", "sampled"))

    desk.get(wish)
    assert not OptOut.objects.exists()
    desk.post(wish)
    assert "không muốn được hỏi nữa" in desk.get(page).content.decode()
    desk.post(reverse("surveys:opt_in", args=[row.pk]))

    assert not OptOut.objects.exists()
    assert AuditEntry.objects.filter(action="enterprise.opt_in").count() == 1


def test_a_caller_goes_on_from_one_enterprise_to_the_next(desk, sampled):
    first, second, third = sampled
    note = {"channel": "phone", "result": "no_answer", "next": "1"}

    met = [
        desk.post(reverse("surveys:sampled", args=[row.pk]), note)["Location"]
        for row in (first, second)
    ]

    assert met == [reverse("surveys:sampled", args=[row.pk]) for row in (second, third)]
