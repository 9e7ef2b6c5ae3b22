"""Open comments from the answers to the report: gathered, coded blind, counted, quoted."""

import io
import json
from dataclasses import asdict
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation

from analysis.comments import redaction
from analysis.comments.actions import coding, figures, frames, gathering, quotes
from analysis.comments.errors import (
    CodedItThemselves,
    CodeOwnTextsFirst,
    DecideOnCodes,
    NeedsReasonForChange,
    NotTheirWords,
    PointsAtSomebody,
    ReleasedByItsAuthor,
    StillInTheField,
    TextsStillOpen,
)
from analysis.comments.queries import outcomes, progress
from analysis.comments.queries.telling import find_telling
from analysis.data.decided import read_numbers
from analysis.models import Code, CodeFigures, CodingFrame, FrameVersion, Immutable, Quote
from analysis.waves.comments import released_comments
from core.access import Role
from core.models import AuditEntry
from directory.models import District
from surveys.models import Response
from tests.factories.accounts import UserFactory
from tests.factories.analysis import AnalysisRunFactory, ReportFactory, wave_numbers
from tests.factories.surveys import (
    QuestionnaireVersionFactory,
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 5, tzinfo=UTC)
DOCUMENT = {
    "name": "small",
    "version": "1",
    "title": {"vi": "Phiếu nhỏ", "en": "Small"},
    "languages": ["vi", "en"],
    "sections": [
        {
            "name": "last",
            "title": {"vi": "Cuối", "en": "Last"},
            "questions": [
                {
                    "name": "comment",
                    "kind": "longtext",
                    "text": {"vi": "Ý kiến khác", "en": "Anything else"},
                }
            ],
        }
    ],
}
ABOUT_PLANS = "Đề nghị cập nhật bản đồ quy hoạch"
ABOUT_TAX = "Hóa đơn điện tử còn chậm"
# Scheaffer, Mendenhall and Ott, Elementary Survey Sampling, chapter 5: of 155, 62 and 93 households
# 20, 8 and 12 were asked; 16, 2 and 6 watch a programme; p = .60 with estimated variance .0045
STRATA = [(155, 20, 16), (62, 8, 2), (93, 12, 6)]


def small_wave():
    version = QuestionnaireVersionFactory(document=DOCUMENT)
    wave = WaveFactory(version=version, status="closed")
    for population, asked, about_plans in STRATA:
        stratum = StratumFactory(wave=wave, population=population, sample_size=asked)
        for number in range(asked):
            sampled = SampledEnterpriseFactory(stratum=stratum)
            text = ABOUT_PLANS if number < about_plans else ABOUT_TAX
            ResponseFactory(sampled=sampled, answers={"comment": text})
    return wave


@pytest.fixture(scope="module")
def frame(once):
    def build():
        wave = small_wave()
        made = gathering.begin_frame(wave=wave, question="comment", by=None, now=NOW)
        for name in ("Quy hoạch", "Thuế"):
            frames.add_code(
                frame=made, name_vi=name, name_en=name[:4], definition="…", example="", reason="",
                by=None, now=NOW,
            )  # fmt: skip
        gathering.gather_answers(frame=made)
        return made

    return once(build)


@pytest.fixture
def people():
    return [UserFactory(role=Role.STAFF) for _each in range(3)]


def codes_of(frame):
    return list(Code.objects.filter(frame=frame))


def give_all(frame, coder, plans, *, wrong=0):
    """Code every text by its words; a few by mistake."""
    plan, tax = codes_of(frame)
    for place, answer in enumerate(frame.texts.order_by("pk")):
        right = answer.text == plans
        chosen = plan if right != (place < wrong) else tax
        coding.code_answer(answer=answer, codes=[chosen], none_fits=False, coder=coder, now=NOW)


def test_answers_are_gathered_once_without_who_wrote_them(frame):
    assert frame.texts.count() == 40
    assert gathering.gather_answers(frame=frame) == 40
    Response.objects.filter(pk=frame.texts.first().response_id).update(review="set_aside")
    assert gathering.gather_answers(frame=frame) == 39


@pytest.mark.parametrize(("query", "found"), [("quy hoach", 24), ("quy hoạch", 24), ("hóa đ", 16)])
def test_words_without_marks_find_words_with_marks(frame, query, found):
    assert progress.search(frame.texts.all(), query).count() == found


def test_marks_that_are_typed_are_meant(frame):
    assert progress.search(frame.texts.all(), "quỳ hoạch").count() == 0


def test_shares_and_errors_are_those_of_the_textbook(frame, people):
    give_all(frame, people[0], ABOUT_PLANS)

    made = figures.compute_figures(frame=frame, by=people[0], now=NOW)

    plans = made.results["question"]["answers"][0]["share"]
    assert plans["value"] == pytest.approx(0.60)
    assert round(plans["se"] ** 2, 4) == 0.0045
    assert (plans["n"], made.results["respondents"]) == (40, 40)


def test_no_frequencies_while_a_text_is_open(frame, people):
    give_all(frame, people[0], ABOUT_PLANS)
    give_all(frame, people[1], ABOUT_PLANS, wrong=2)

    with translation.override("en"):
        with pytest.raises(TextsStillOpen) as refused:
            figures.compute_figures(frame=frame, by=people[0], now=NOW)
        assert "0 are coded by nobody, on 2 the coders differ" in str(refused.value)


def test_coders_see_what_others_gave_once_they_are_through(frame, people, client):
    give_all(frame, people[0], ABOUT_PLANS)
    first = frame.texts.order_by("pk").first()
    coding.code_answer(answer=first, codes=[], none_fits=True, coder=people[1], now=NOW)
    client.force_login(people[1])

    page = client.get(reverse("analysis:comment_differences", args=[frame.pk]))
    other = client.get(reverse("analysis:comment_difference", args=[first.pk]))

    assert "39" in page.context["refusal"]
    assert people[0].full_name not in page.content.decode().split("<main")[1]
    assert other.status_code == 302
    with pytest.raises(CodeOwnTextsFirst):
        coding.settle(answer=first, codes=[], none_fits=True, note="-", by=people[1], now=NOW)


def test_a_third_person_settles_at_once_and_coders_by_consent(frame, people):
    give_all(frame, people[0], ABOUT_PLANS)
    give_all(frame, people[1], ABOUT_PLANS, wrong=2)
    plan, _tax = codes_of(frame)
    third, consent = frame.texts.order_by("pk")[:2]
    settled = {"codes": [plan], "none_fits": False, "note": "Nói về bản đồ", "now": NOW}

    coding.settle(answer=third, by=people[2], **settled)
    proposed = coding.settle(answer=consent, by=people[0], **settled)
    found = outcomes.read_outcomes(frame)
    assert (found[third.pk].final, found[consent.pk].final) == (frozenset([plan.pk]), None)

    with pytest.raises(CodedItThemselves):
        coding.confirm(settlement=proposed, by=people[0], now=NOW)
    coding.confirm(settlement=proposed, by=people[1], now=NOW)
    assert outcomes.read_outcomes(frame)[consent.pk].final == frozenset([plan.pk])


def test_agreement_tells_kappa_of_each_code_and_of_all(frame, people):
    give_all(frame, people[0], ABOUT_PLANS)
    give_all(frame, people[1], ABOUT_PLANS, wrong=4)

    [pair] = outcomes.list_pairs(frame)

    assert [row.n for row in pair.rows] == [40, 40]
    assert pair.pooled.observed == pytest.approx(0.9)
    assert pair.pooled.kappa == pytest.approx(pair.rows[0].kappa)  # two codes, each the other's no
    assert pair.pooled.low < pair.pooled.kappa < pair.pooled.high


def test_a_coding_is_codes_or_that_none_fits(frame, people):
    answer = frame.texts.first()
    for codes, none_fits in ([], False), (codes_of(frame), True):
        with pytest.raises(DecideOnCodes):
            coding.code_answer(
                answer=answer, codes=codes, none_fits=none_fits, coder=people[0], now=NOW
            )
    coding.code_answer(
        answer=answer, codes=codes_of(frame), none_fits=False, coder=people[0], now=NOW
    )
    assert answer.codings.get().codes.count() == 2


def test_codes_in_use_change_with_a_reason_and_a_version(frame, people):
    words = {"name_vi": "Điện", "name_en": "", "definition": "Về điện", "example": ""}
    give_all(frame, people[0], ABOUT_PLANS)
    with pytest.raises(NeedsReasonForChange):
        frames.add_code(frame=frame, reason=" ", by=people[0], now=NOW, **words)

    frames.add_code(frame=frame, reason="Nhiều người nói về điện", by=people[0], now=NOW, **words)

    newest = FrameVersion.objects.first()
    assert (newest.number, len(newest.codes)) == (3, 3)
    assert progress.texts_outdated(CodingFrame.objects.get(pk=frame.pk), people[0]).count() == 40


def released(frame, people):
    give_all(frame, people[0], ABOUT_PLANS)
    made = figures.compute_figures(frame=frame, by=people[0], now=NOW)
    figures.release_figures(figures=made, by=people[1], now=NOW)
    quote = quotes.prepare_quote(
        answer=frame.texts.filter(text=ABOUT_PLANS).first(), text="cập nhật […] quy hoạch",
        by=people[0], now=NOW,
    )  # fmt: skip
    return made, quotes.release_quote(quote=quote, by=people[1], now=NOW)


def test_who_prepared_does_not_release(frame, people):
    give_all(frame, people[0], ABOUT_PLANS)
    made = figures.compute_figures(frame=frame, by=people[0], now=NOW)
    quote = quotes.prepare_quote(
        answer=frame.texts.first(), text=frame.texts.first().text, by=people[0], now=NOW
    )
    with pytest.raises(ReleasedByItsAuthor):
        figures.release_figures(figures=made, by=people[0], now=NOW)
    with pytest.raises(ReleasedByItsAuthor):
        quotes.release_quote(quote=quote, by=people[0], now=NOW)
    with pytest.raises(Immutable):
        quote.save()
    assert released_comments(frame.wave) is None


def test_a_withdrawn_quote_takes_the_reports_with_it(frame, people):
    _made, quote = released(frame, people)
    told = released_comments(frame.wave)
    assert [one.text for one in told.questions[0].quotes] == ["cập nhật […] quy hoạch"]
    run = AnalysisRunFactory(wave=frame.wave, results=as_json(wave_numbers(comments=told)))
    report = ReportFactory(run=run, made_at=NOW, published_at=NOW, pdf_digest="a" * 64)
    report.pdf.save("report.pdf", ContentFile(b"%PDF-1.7 small"))

    quotes.withdraw_quote(quote=quote, reason="Nhận ra người viết", by=people[0], now=NOW)

    report.refresh_from_db()
    assert report.published_at is None
    assert read_numbers(run).comments.questions[0].quotes == ()
    assert released_comments(frame.wave).questions[0].quotes == ()


def as_json(numbers):
    return json.loads(json.dumps(asdict(numbers)))


TELLING = "Anh Trần Văn Bình ở Gia Nghĩa, 0905 123 456, binh@x.vn, MST 6400123456"


def test_names_numbers_and_places_are_cut():
    found = redaction.find_by_form(TELLING) + redaction.find_places(TELLING, ["Gia Nghĩa"])

    assert redaction.cut(TELLING, found) == (
        "Anh [tên người] ở [địa danh], [số], [thư điện tử], MST [số]"
    )


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("gần gia nghia quá", ["gia nghia"]),
        ("Đề nghị Sở Kế hoạch trả lời trong 15 ngày, năm 2018", []),
        ("phản ánh 6 lần từ 2017", []),
        ("đã hỏi bà H Linh", ["H Linh"]),
        ("Công ty Nguyễn Minh Châu", ["Nguyễn Minh Châu"]),
    ],
)
def test_what_points_at_nobody_stays(text, cut):
    found = redaction.find_by_form(text) + redaction.find_places(text, ["Gia Nghĩa"])
    assert [each.text for each in found] == cut


def test_what_must_be_cut_is_told_once(frame, people):
    answer = frame.texts.first()
    District.objects.get_or_create(code="krong-no", defaults={"name": "Krông Nô"})
    text = "Chúng tôi ở huyện Krông Nô gửi công văn"
    assert [one.text for one in find_telling(answer, text)] == ["Krông Nô"]


def test_a_quote_that_names_the_enterprise_is_refused(frame, people):
    answer = frame.texts.select_related("response__sampled__enterprise").first()
    enterprise = answer.response.sampled.enterprise
    enterprise.name = "Công ty TNHH Hoa Sen Xanh"
    enterprise.save()
    answer.text = "Hoa Sen Xanh đề nghị cập nhật"

    with pytest.raises(PointsAtSomebody, match="Hoa Sen Xanh"):
        quotes.prepare_quote(answer=answer, text=answer.text, by=people[0], now=NOW)
    with pytest.raises(NotTheirWords):
        quotes.prepare_quote(answer=answer, text="cập nhật đề nghị", by=people[0], now=NOW)
    assert not Quote.objects.exists()


def test_pages_of_a_question_open_for_staff_alone_and_looking_is_noted(frame, people, client):
    made, quote = released(frame, people)
    answer = frame.texts.first()
    names = ["comments", "comment_codes", "comment_coding", "comment_agreement"]
    names += ["comment_differences", "comment_frequencies", "comment_quotes"]
    addresses = [reverse(f"analysis:{name}", args=[frame.pk]) for name in names]
    addresses += [
        reverse("analysis:comment_waves"),
        reverse("analysis:comment_code", args=[codes_of(frame)[0].pk]),
        reverse("analysis:comment_quote", args=[quote.pk]),
        reverse("analysis:comment_quote_prepare", args=[answer.pk]),
        reverse("analysis:comment_difference", args=[answer.pk]),
    ]
    client.force_login(people[2])
    assert {client.get(each).status_code for each in addresses} == {200}
    table = client.get(reverse("analysis:comment_table", args=[made.pk]))
    book = openpyxl.load_workbook(io.BytesIO(table.content))
    assert book.worksheets[1]["B4"].value == 0.6
    assert AuditEntry.objects.filter(action="comments.read", actor=people[2]).count() == 4
    client.force_login(UserFactory(role=Role.PLANNER))
    assert {client.get(each).status_code for each in addresses} == {403}


def test_a_coder_goes_from_text_to_text(frame, people, client):
    client.force_login(people[0])
    address = reverse("analysis:comment_coding", args=[frame.pk])
    first = frame.texts.order_by("pk").first()

    refused = client.post(address, {"answer": first.pk})
    kept = client.post(address, {"answer": first.pk, "codes": [codes_of(frame)[0].pk]})

    assert refused.context["form"].non_field_errors()
    assert kept.status_code == 302
    page = client.get(address)
    assert (page.context["done"], page.context["total"]) == (1, 40)
    assert first.response.sampled.enterprise.name not in page.content.decode()


def test_released_figures_are_withdrawn_with_a_reason_and_computed_anew(frame, people, client):
    made, _quote = released(frame, people)
    client.force_login(people[2])
    address = reverse("analysis:comment_figures_withdraw", args=[made.pk])

    client.post(address, {"reason": " "})
    assert CodeFigures.objects.get(pk=made.pk).stands
    client.post(address, {"reason": "Mã nhầm"})

    assert CodeFigures.objects.get(pk=made.pk).withdrawn_because == "Mã nhầm"
    assert released_comments(frame.wave) is None


def test_an_open_wave_is_not_read(people):
    wave = WaveFactory(version=QuestionnaireVersionFactory(document=DOCUMENT))
    with pytest.raises(StillInTheField):
        gathering.begin_frame(wave=wave, question="comment", by=people[0], now=NOW)
