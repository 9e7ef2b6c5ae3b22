"""Numbers of an analysed wave, small and invented."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import factory
from django.core.management import call_command
from factory.django import DjangoModelFactory
from numpy.random import default_rng

from analysis.data.index_history import CriterionHistory, IndexHistory
from analysis.models import AnalysisRun, Report, ReportRelease
from analysis.numbers import (
    SCHEMA,
    Answer,
    Basket,
    Comparison,
    CriterionNumbers,
    Fieldwork,
    Figure,
    Mark,
    OfficialYear,
    Part,
    Quality,
    Quantiles,
    QuestionNumbers,
    StratumResponse,
    WaveNumbers,
)
from demo import answers as demo_answers
from demo import waves
from directory.models import District, Enterprise
from pci.models import Edition
from surveys.models import Response, SampledEnterprise, SampleDraw, Wave
from tests.factories.surveys import QuestionnaireVersionFactory, StratumFactory, WaveFactory


def figure(value: float, half: float = 0.05, n: int = 400, **more: Any) -> Figure:
    return Figure(value=value, se=half / 1.96, low=value - half, high=value + half, n=n, **more)


def quantiles(middle: float, sd: float) -> Quantiles:
    z = {
        "0.025": -1.96,
        "0.05": -1.645,
        "0.1": -1.282,
        "0.25": -0.674,
        "0.5": 0,
        "0.75": 0.674,
        "0.9": 1.282,
        "0.95": 1.645,
        "0.975": 1.96,
    }
    return Quantiles(mean=middle, sd=sd, q={k: middle + sd * v for k, v in z.items()})


def history(years: list[OfficialYear]) -> IndexHistory:
    """Twelve criteria with long names, a survey and a forecast, and a break."""
    name = "Tỷ lệ doanh nghiệp đồng ý rằng các tài liệu về quy hoạch sử dụng đất dễ tiếp cận"
    official = {row.year: 0.3 + 0.04 * (row.year % 7) for row in years}
    units = {"share": 0.1, "scale": 6.0, "points": 70.0, "days": 20.0}
    rows = tuple(
        CriterionHistory(
            code=f"c{k}",
            name=name,
            unit=unit,
            direction=1,
            official={year: value * size for year, value in official.items()},
            own={2017: figure(0.5 * size, 0.05 * size)},
            expected=(2018, quantiles(0.5 * size, 0.1 * size)),
            breaks=(2013,),
        )
        for k, (unit, size) in enumerate([*units.items()] * 3)
    )
    return IndexHistory(
        province="Đắk Nông",
        scores=tuple(years),
        breaks=(2013,),
        criteria=rows,
        own={2017: figure(6.1, 0.15)},
        expected=(2018, quantiles(6.05, 0.3)),
        others=tuple(4.8 + 0.03 * k for k in range(63)),
    )


def criterion(code: str = "planning", name: str = "Tiếp cận tài liệu quy hoạch", **more: Any):
    fields: dict[str, Any] = {
        "code": code,
        "number": 1,
        "name_vi": name,
        "name_en": code,
        "unit": "scale",
        "measure": "mean",
        "direction": 1,
        "weight": 0.05,
        "scale_min": 1.808,
        "scale_max": 3.31346,
        "official": {2016: 2.376289, 2017: 2.439543},
        "official_n": {},
        "printed": {2016: "2.38", 2017: "2.44"},
        "design": figure(2.52),
        "plain": 2.5,
        "score": figure(5.26, 0.3),
        "last_score": 4.78,
        "comparison": Comparison(
            Mark.CERTAIN, 1, is_up=True, p=0.001, value=2.5, low=2.46, high=2.54
        ),
        "forecast": quantiles(2.5, 0.1),
        "gain_step": 0.03,
        "gain_room": 0.237,
        "leads_vi": "Sở Kế hoạch và Đầu tư",
        "leads_en": "Department of Planning and Investment",
        "assignment": 1,
        "task_vi": "Công bố kịp thời các quy hoạch đã được phê duyệt.",
        "task_en": "Publish approved plans in time.",
        "source": "survey",
    }
    return CriterionNumbers(**{**fields, **more})


def share(code: str, name: str, value: float, **more: Any) -> CriterionNumbers:
    fields: dict[str, Any] = {
        "unit": "share",
        "measure": "share",
        "official": {2017: value - 0.05},
        "design": figure(value, 0.06, 180),
        "plain": value,
    }
    return criterion(code, name, **{**fields, **more})


def official_years() -> list[OfficialYear]:
    return [
        OfficialYear(2016, 6.013458, 48, 63, 6.013458, 6.095, "6,01"),
        OfficialYear(2017, 5.940401, 53, 63, 5.940401, 5.922, "5,94"),
    ]


def basket() -> Basket:
    return Basket(
        before=2016,
        after=2017,
        score_before=6.0134,
        score_after=5.9403,
        moved=(
            Part("planning", "Quy hoạch", "Planning", 0.11),
            Part("legal", "Pháp lý", "Legal", 0.02),
        ),
        like_for_like=0.13,
        rest=-0.2031,
        left=(Part("budget_timely", "Công bố ngân sách ngay", "Budget published", 0.33),),
        joined=(Part("bidding_public", "Thông tin mời thầu", "Tenders", 0.06),),
    )


def question(name: str = "needs", **more: Any) -> QuestionNumbers:
    answers = (
        Answer("land", "Quy hoạch, kế hoạch sử dụng đất", "Land use plans", figure(0.6, 0.05)),
        Answer("tax", "Chính sách thuế", "Tax policy", figure(0.45, 0.05)),
        Answer("bid", "Đấu thầu, mua sắm công", "Tenders", figure(0.3, 0.05)),
    )
    fields: dict[str, Any] = {
        "name": name,
        "text_vi": "Doanh nghiệp cần loại thông tin nào?",
        "text_en": "Which information is needed?",
        "n": 400,
        "answers": answers,
    }
    return QuestionNumbers(**{**fields, **more})


def strata() -> list[StratumResponse]:
    return [
        StratumResponse("Doanh nghiệp siêu nhỏ", "micro", 2000, 500, 210),
        StratumResponse("Doanh nghiệp nhỏ", "small", 700, 300, 140),
        StratumResponse("Doanh nghiệp vừa và lớn", "medium and large", 200, 120, 70),
    ]


def wave_numbers(**more: Any) -> WaveNumbers:
    """Everything a small report says."""
    fields: dict[str, Any] = {
        "province": "Đắk Nông",
        "title_vi": "Khảo sát doanh nghiệp 2018",
        "title_en": "Survey of 2018",
        "year": 2018,
        "target_year": 2018,
        "basket_year": 2017,
        "opened": "2018-08-15",
        "closed": "2018-10-15",
        "questionnaire": "Bảng hỏi v1",
        "is_blind": False,
        "criteria": (criterion(),),
        "official": tuple(official_years()),
        "own_score": figure(6.1, 0.2),
        "own_score_plain": 6.05,
        "outlook": None,
        "basket": basket(),
        "printed": (),
        "fieldwork": fieldwork(),
        "quality": Quality(0, 0, {}, (), 6.1, 6.0),
        "needs": (),
        "satisfaction": (),
        "dialogues": None,
        "target_rank_best": 30,
        "target_rank_worst": 40,
        "schema": SCHEMA,
    }
    return WaveNumbers(**{**fields, **more})


def fieldwork(**more: Any) -> Fieldwork:
    fields: dict[str, Any] = {
        "register": 2900,
        "asked": 920,
        "answered": 420,
        "used": 406,
        "not_eligible": 12,
        "rates": {"RR1": 0.45},
        "groups": tuple(strata()),
        "modes": {"web": 406},
        "median_minutes": 12.0,
        "strata": 3,
        "merged": (),
        "kish": 1.2,
        "weight_ratio": 4.0,
    }
    return Fieldwork(**{**fields, **more})


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition
        django_get_or_create = ("year",)

    year = 2017


class AnalysisRunFactory(DjangoModelFactory):
    class Meta:
        model = AnalysisRun

    wave = factory.SubFactory("tests.factories.surveys.WaveFactory", status="closed")
    basket = factory.SubFactory(EditionFactory)
    method = "wave"
    parameters = factory.LazyFunction(dict)
    seed = 2018
    frame_digest = "0" * 64
    inputs_digest = "1" * 64
    code_version = "test"
    results = factory.LazyFunction(dict)
    results_digest = "2" * 64
    made_at = datetime(2027, 1, 5, tzinfo=UTC)


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = Report
        skip_postgeneration_save = True

    run = factory.SubFactory(AnalysisRunFactory)
    language = "vi"
    requested_at = datetime(2027, 1, 5, tzinfo=UTC)

    @factory.post_generation
    def release(self, create: bool, extracted: Any, **_more: Any) -> None:
        """Give a published report its release."""
        if create and self.published_at:
            last = ReportRelease.objects.order_by("-number").first()
            ReportRelease.objects.create(
                number=last.number + 1 if last else 1,
                report=self,
                pdf_digest=self.pdf_digest,
                results_digest=self.run.results_digest,
                released_at=self.published_at,
            )


def closed_wave(answers: int = 120, seed: int = 1, *, mixed: bool = False, **more: Any) -> Wave:
    """A small closed wave of 2018 in three strata, answered as in the demonstration.

    Enterprises are alike but for their size, or ``mixed`` in legal type, section and age.
    """
    kinds = ("llc_one", "llc_many", "joint_stock", "llc_one") if mixed else ("llc_one",)
    sections, ages = ("GCGFG", 13) if mixed else ("G", 1)
    call_command("load_fixtures", example=True, stdout=StringIO())
    rng = default_rng(seed)
    version = QuestionnaireVersionFactory(document=json.loads(waves.DOCUMENT.read_text("utf-8")))
    fields: dict[str, Any] = {
        "year": 2018,
        "version": version,
        "status": "closed",
        "opens_on": date(2018, 8, 15),
        "closes_on": date(2018, 10, 15),
        "target_edition": Edition.objects.get_or_create(year=2018)[0],
    }
    wave = WaveFactory(**{**fields, **more})
    SampleDraw.objects.create(
        wave=wave, dimensions=["size"], thinnest=1, method="proportional", size=answers * 2,
        minimum=1, reserve=0, seed="1", register_size=2900, register_digest="",
        drawn_at=datetime(2018, 8, 1, tzinfo=UTC),
    )  # fmt: skip
    districts, others = list(District.objects.all()), Enterprise.objects.count()
    for place, (size, population) in enumerate([("micro", 1900), ("small", 800), ("medium", 200)]):
        used = (answers + 2 - place) // 3
        asked = used * 2
        stratum = StratumFactory(
            wave=wave, code=size, label=size, population=population, sample_size=asked
        )
        enterprises = Enterprise.objects.bulk_create(
            Enterprise(
                tax_code=f"{place}{others + number:09d}",
                name=f"Doanh nghiệp {place}-{number}",
                legal_type=kinds[number % len(kinds)],
                sector=sections[number % len(sections)],
                size=size,
                founded=None if mixed and number % 7 == 6 else 2010 - number % ages + ages // 2,
                district=districts[number % len(districts)],
                is_member=number % 5 == 0,
            )
            for number in range(asked)
        )
        drawn = SampledEnterprise.objects.bulk_create(
            SampledEnterprise(
                wave=wave,
                stratum=stratum,
                enterprise=enterprise,
                inclusion_probability=asked / population,
                design_weight=population / asked,
            )
            for enterprise in enterprises
        )
        Response.objects.bulk_create(
            Response(
                wave=wave,
                version=version,
                is_blind=False,
                sampled=one,
                stratum=stratum,
                answers=demo_answers.answers(
                    demo_answers.respondent(one.enterprise, rng), 2018, rng
                ),
                language="vi",
                submitted_at=datetime(2018, 9, 1, tzinfo=UTC),
                receipt_code=f"{place}-{others + number}",
            )
            for number, one in enumerate(drawn[:used])
        )
    return wave
