"""Own figures that feed a forecast: the surveys, the checklist, and what may not be compared."""

import copy
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from analysis import actions
from analysis.data import own_figures
from core.fixtures import Loading
from demo import waves as demo_waves
from pci.models import Edition, Province
from surveys.models import ChecklistItem
from surveys.questionnaires.actions import shipped
from surveys.questionnaires.actions.lifecycle import sign_trend
from surveys.review.actions.portal_checklist import save_web_review, settle_web_score
from tests.factories.accounts import UserFactory
from tests.factories.analysis import AnalysisRunFactory
from tests.factories.surveys import (
    QuestionnaireFactory,
    QuestionnaireVersionFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def everything_shipped(once):
    def load():
        call_command("load_fixtures", example=True, verbosity=0)
        shipped.load(Loading(), now=NOW)

    once(load)


@pytest.fixture
def home(everything_shipped, db):
    return Province.objects.home()


def document(**words):
    text = demo_waves.DOCUMENT.read_text("utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    return json.loads(text)


def reworded(document):
    """The same document with other words in the question about the portal."""
    changed = copy.deepcopy(document)
    for section in changed["sections"]:
        for question in section["questions"]:
            if question["name"] == "web_access":
                question["text"]["vi"] += " Kể cả bằng điện thoại."
    assert changed != document
    return changed


def wave_of(year, version, **more):
    edition, _new = Edition.objects.get_or_create(year=year)
    fields = {"opens_on": date(year, 8, 1), "closes_on": date(year, 10, 15), "status": "closed"}
    return WaveFactory(year=year, version=version, target_edition=edition, **{**fields, **more})


def run_of(wave, **values):
    figures = {"web_access": (0.6, 0.03, 200, "share"), "planning": (2.5, 0.05, 300, "scale")}
    rows = [
        {"code": code, "unit": unit, "design": design(value, se, n)}
        for code, (value, se, n, unit) in {**figures, **values}.items()
    ]
    results = {"target_year": wave.target_edition.year, "criteria": rows}
    return AnalysisRunFactory(wave=wave, results=results, made_at=NOW)


def design(value, se, n):
    return {"value": value, "se": se, "low": value - 2 * se, "high": value + 2 * se, "n": n}


def judge(wave, *, milder=0.0, settle=True, finish=True):
    """Two reviews of the portal; the second gives less for as many items as ``milder`` says."""
    items = dict(ChecklistItem.objects.used_in(wave.year).values_list("code", "points"))
    first = {code: most / 2 for code, most in items.items()}
    second = dict(first)
    for code in list(items)[: int(milder)]:
        second[code] -= 1
    people = [UserFactory(role="staff") for _ in range(3)]
    for who, points in zip(people, (first, second), strict=False):
        save_web_review(
            wave=wave, reviewer=who, address="https://daknong.example", points=points,
            notes={}, now=NOW, finish=finish or who is people[0],
        )  # fmt: skip
    if settle:
        settle_web_score(wave=wave, points=first, reason="xem lại", by=people[2], now=NOW)
    return sum(first.values())


class TestChecklist:
    def test_a_settled_checklist_is_a_row_of_the_web_score(self, home):
        wave = wave_of(2018, QuestionnaireVersionFactory(document=document()))
        total = judge(wave)

        found = own_figures.collect_own_figures(2018)

        [row] = found.rows
        assert (row.criterion, row.year, row.kind) == (
            "web_score",
            2018,
            own_figures.Kind.CHECKLIST,
        )
        assert row.value == pytest.approx(total)
        assert row.se == 1.0  # point, as the official reviewers are taken to err
        assert row.on == date(2018, 11, 20)

    def test_judges_who_differ_leave_a_larger_error(self, home):
        wave = wave_of(2018, QuestionnaireVersionFactory(document=document()))
        judge(wave, milder=6)

        [row] = own_figures.collect_own_figures(2018).rows

        assert row.se == pytest.approx(3.0)  # one judge is 6 points milder throughout
        portal = own_figures.portal(wave)
        assert (portal.items, portal.differing, portal.spread) == (18, 6, 6)

    def test_an_unfinished_or_unsettled_checklist_is_not_used(self, home):
        version = QuestionnaireVersionFactory(document=document())
        judge(wave_of(2017, version), settle=False)
        judge(wave_of(2018, version), settle=False, finish=False)

        assert own_figures.collect_own_figures(2018).rows == ()

    def test_a_checklist_of_a_later_edition_is_not_known_yet(self, home):
        judge(wave_of(2019, QuestionnaireVersionFactory(document=document())))

        assert own_figures.collect_own_figures(2018).rows == ()

    def test_a_checklist_with_other_items_is_not_put_in_one_line(self, home):
        version = QuestionnaireVersionFactory(document=document())
        judge(wave_of(2018, version))
        ChecklistItem.objects.filter(code="leaders").update(valid_to_year=2018)
        judge(wave_of(2019, version))

        found = own_figures.collect_own_figures(2019)

        assert [row.year for row in found.rows] == [2019]
        assert [(held.year, held.why) for held in found.held_back] == [(2018, "checklist")]

    @pytest.mark.parametrize(
        ("settled", "steps", "total", "se"),
        [
            ({"a": 3, "b": 5}, [0, 0], 8, 0),
            ({"a": 3, "b": 5}, [2, -2], 8, 2**0.5),
            ({"a": 3, "b": 5}, [2, 2], 8, 2),
            ({"a": 2}, [0], 2 + 0.5 * 10, (100 / 12) ** 0.5),
            ({}, [], 7, ((16 + 100) / 12) ** 0.5),
        ],
    )
    def test_disagreement_and_missing_items_make_the_error(self, settled, steps, total, se):
        items = {"a": 4, "b": 10}

        assert own_figures.estimate_checklist_points(settled, items, steps) == (
            pytest.approx(total), pytest.approx(se)
        )  # fmt: skip

    def test_a_forecast_takes_it_in_and_says_so(self, home):
        wave = wave_of(2018, QuestionnaireVersionFactory(document=document()))
        without = freeze(home)
        total = judge(wave)

        with_it = freeze(home)

        assert "web_score" not in without.content["own"]
        assert with_it.content["own"]["web_score"] == pytest.approx(total)
        assert without.inputs_digest != with_it.inputs_digest
        [kept] = with_it.content["own_figures"]
        assert (kept["kind"], kept["on"], kept["se"]) == (
            "checklist",
            "2018-11-20",
            1.0,
        )
        spread = [f.content["said"]["criteria"]["web_score"]["sd"] for f in (without, with_it)]
        assert spread[1] < spread[0]


def freeze(home, year=2018):
    return actions.freeze_forecast(
        province=home, year=year, by=None, now=NOW, seed=7, draws=200, reason=""
    )


def test_of_two_waves_about_an_edition_the_later_one_counts(home):
    version = QuestionnaireVersionFactory(document=document())
    later = wave_of(2018, version, opens_on=date(2018, 9, 1))
    run_of(later, planning=(2.7, 0.05, 300, "scale"))
    run_of(wave_of(2018, version))  # analysed again afterwards

    assert {
        r.value for r in own_figures.collect_own_figures(2018).rows if r.criterion == "planning"
    } == {2.7}


def test_what_a_report_withholds_is_used_in_no_forecast(home):
    run = run_of(wave_of(2018, QuestionnaireVersionFactory(document=document())))
    told = run.results
    told["criteria"][1]["design"]["shown"] = "suppress"
    told["criteria"][0]["design"]["shown"] = "mark"
    AnalysisRunFactory(wave=run.wave, results=told, made_at=NOW)

    assert {row.criterion for row in own_figures.collect_own_figures(2018).rows} == {"web_access"}


class TestComparability:
    @pytest.fixture
    def versions(self, home):
        questionnaire = QuestionnaireFactory()
        old = QuestionnaireVersionFactory(questionnaire=questionnaire, document=document())
        new = QuestionnaireVersionFactory(
            questionnaire=questionnaire, number=2, document=reworded(document())
        )
        return old, new

    def test_the_same_questions_stay_comparable(self, versions):
        old, _new = versions
        run_of(wave_of(2017, old))
        run_of(wave_of(2018, old))

        found = own_figures.collect_own_figures(2018)

        assert {(r.criterion, r.year) for r in found.rows} == {
            ("web_access", 2017), ("planning", 2017), ("web_access", 2018), ("planning", 2018)
        }  # fmt: skip
        assert found.held_back == ()

    def test_a_changed_question_is_held_back_until_somebody_signs(self, versions):
        old, new = versions
        run_of(wave_of(2017, old))
        run_of(wave_of(2018, new))

        [held] = own_figures.collect_own_figures(2018).held_back
        assert (held.criterion, held.year, held.why) == ("web_access", 2017, "worded")
        assert (held.version, held.earlier) == (new.pk, old.pk)
        assert ("planning", 2017) in {
            (r.criterion, r.year) for r in own_figures.collect_own_figures(2018).rows
        }

        sign_trend(
            version=new, compared_with=old, criterion="web_access", reason="chỉ thêm ví dụ",
            by=UserFactory(role="staff"), now=NOW,
        )  # fmt: skip
        found = own_figures.collect_own_figures(2018)
        assert found.held_back == ()
        assert ("web_access", 2017) in {(r.criterion, r.year) for r in found.rows}

    def test_a_signature_also_carries_over_versions_in_between(self, versions):
        old, new = versions
        newest = QuestionnaireVersionFactory(
            questionnaire=new.questionnaire, number=3, document=new.document
        )
        run_of(wave_of(2017, old))
        run_of(wave_of(2018, newest))
        sign_trend(
            version=new, compared_with=old, criterion="web_access", reason="chỉ thêm ví dụ",
            by=UserFactory(role="staff"), now=NOW,
        )  # fmt: skip

        assert own_figures.collect_own_figures(2018).held_back == ()

    def test_two_questionnaires_with_other_words_have_no_page_to_sign_on(self, versions):
        old, new = versions
        other = QuestionnaireVersionFactory(document=new.document)
        run_of(wave_of(2017, old))
        run_of(wave_of(2018, other))

        [held] = own_figures.collect_own_figures(2018).held_back

        assert (held.version, held.earlier) == (None, None)

    def test_a_forecast_keeps_what_it_was_not_allowed_to_use(self, versions, home):
        old, new = versions
        run_of(wave_of(2017, old))
        run_of(wave_of(2018, new))

        content = freeze(home).content

        assert [held["criterion"] for held in content["own_held_back"]] == ["web_access"]
        assert {row["criterion"] for row in content["own_figures"]} == {"web_access", "planning"}


@pytest.mark.parametrize(
    ("value", "se", "n", "unit", "usable"),
    [
        (0.4, 0.03, 50, "share", True),
        (0.0, 0.0, 50, "share", True),
        (5.0, 0.0, 50, "days", True),
        (2.5, 0.0, 50, "scale", False),
        (0.4, float("nan"), 50, "share", False),
        (0.4, 0.03, 30, "share", True),
        (0.4, 0.03, 29, "share", False),
    ],
)
def test_a_figure_of_few_answers_or_without_an_error_is_not_used(value, se, n, unit, usable):
    assert own_figures.usable(value, se, n, unit) is usable
