"""A person decides on figures that no rule alone can judge."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import User
from analysis import actions
from analysis.data.decided import decided_criteria, read_numbers
from analysis.errors import NotLeftToAPerson, ReportIsPublic
from analysis.estimators.uncertainty import release
from analysis.models import FigureDecision, Immutable
from analysis.numbers import Mark, WaveNumbers, list_reviewed
from analysis.numbers.decisions import decide
from core.models import AuditEntry
from tests.factories import analysis as sample
from tests.factories.accounts import UserFactory

NOW = datetime(2027, 2, 1, tzinfo=UTC)
RELEASE, WITHHOLD = FigureDecision.Verdict.RELEASE, FigureDecision.Verdict.WITHHOLD


def results(*shown, **more):
    """Stored results of a report whose criteria have these states of release."""
    rows = [
        sample.criterion(
            f"c{at}", design=sample.figure(2.5, shown=state), score=sample.figure(5, shown=state)
        )
        for at, state in enumerate(shown)
    ]
    numbers = sample.wave_numbers(criteria=tuple(rows), **more)
    return json.loads(json.dumps(dataclasses.asdict(numbers)))


def shown(results, decisions):
    told = decide(results, decisions)
    return [row["design"]["shown"] for row in told["criteria"]]


def test_what_waits_is_shown_once_released_and_gone_once_withheld():
    stored = results("review", "print")

    assert shown(stored, {}) == ["review", "print"]
    assert shown(stored, {"criterion:c0": "release"}) == ["mark", "print"]
    assert shown(stored, {"criterion:c0": "withhold"}) == ["suppress", "print"]
    assert shown(stored, {"criterion:c1": "withhold"}) == ["review", "print"]


def test_a_later_decision_undoes_one_the_analysis_knew():
    stored = results("review")
    stored["criteria"][0]["design"] |= {"shown": "mark", "decided": "release"}

    assert shown(stored, {"criterion:c0": "withhold"}) == ["suppress"]


def test_what_is_withheld_is_compared_with_nothing():
    stored = results("review")

    assert decide(stored, {})["criteria"][0]["comparison"] is None
    told = decide(stored, {"criterion:c0": "release"})["criteria"][0]
    assert told["comparison"]["mark"] == Mark.CERTAIN


@pytest.mark.parametrize(
    ("parts", "whys", "score"),
    [
        (("print", "mark"), ("", "cv-mark"), "print"),
        (("suppress", "print"), ("wide", ""), "review"),
        (("suppress", "print"), ("cell", ""), "suppress"),
        (("suppress", "print"), ("base,dominance", ""), "suppress"),
        (("suppress", "suppress"), ("cell", "cell"), "review"),
    ],
)
def test_the_score_is_judged_by_its_parts_as_the_command_judges_it(parts, whys, score):
    stored = results(*parts)
    for row, why in zip(stored["criteria"], whys, strict=True):
        row["design"]["why"] = why

    assert decide(stored, {})["own_score"]["shown"] == score
    as_command = {"print": "show"}
    judged = release.judge_score(
        release.Release(as_command.get(part, part), tuple(why.split(",")))
        for part, why in zip(parts, whys, strict=True)
    )
    assert {"show": "print"}.get(judged.status, judged.status) == score


@pytest.mark.parametrize(("measured", "state"), [(0.5, "print"), (0.4999, "suppress")])
def test_a_score_of_less_than_half_its_weight_is_released_by_nobody(measured, state):
    stored = results("print", "print")
    for row, weight in zip(stored["criteria"], (measured, 1 - measured), strict=True):
        row["weight"] = weight
    stored["criteria"][1]["design"] = None

    told = decide(stored, {"subindex": "release"})["own_score"]

    assert (told["shown"], told["why"]) == (state, "" if state == "print" else "measured")


def test_a_withheld_score_is_not_given_away_by_another_way_of_counting():
    told = decide(results("suppress", "print"), {})

    assert told["own_score_plain"] is None
    assert told["quality"]["score"] is None
    assert decide(results("print"), {})["own_score_plain"] is not None


@pytest.fixture
def run(db):
    stored = results("review", "print", "print")
    return sample.AnalysisRunFactory(results=stored)


def decided(run, keys=("criterion:c0",), verdict=RELEASE, **more):
    return actions.decide_figures(
        run=run, keys=keys, verdict=verdict, reason="Đã xem", by=None, now=NOW, **more
    )


def test_a_decision_is_kept_with_its_reason_and_noted(run):
    assert decided(run) == 1

    assert read_numbers(run).criteria[0].design.is_shown
    assert decided_criteria(run)[0]["design"]["decided"] == "release"
    kept = FigureDecision.objects.get()
    assert (kept.key, kept.verdict, kept.reason) == ("criterion:c0", "release", "Đã xem")
    assert AuditEntry.objects.get(action="figure.decide").reason == "Đã xem"


def test_the_newest_decision_holds_and_none_is_removed(run):
    decided(run)
    decided(run, verdict=WITHHOLD)

    assert not read_numbers(run).criteria[0].design.is_shown
    assert FigureDecision.objects.count() == 2
    with pytest.raises(Immutable):
        FigureDecision.objects.all().delete()
    with pytest.raises(Immutable):
        FigureDecision.objects.update(reason="")


def test_a_decision_holds_for_the_same_answers_alone(run):
    decided(run)
    again = sample.AnalysisRunFactory(wave=run.wave, results=run.results)
    other = sample.AnalysisRunFactory(wave=run.wave, results=run.results, frame_digest="f" * 64)

    assert read_numbers(again).criteria[0].design.is_shown
    assert not read_numbers(other).criteria[0].design.is_shown


def test_what_the_rules_decide_is_left_to_nobody(run):
    with pytest.raises(NotLeftToAPerson):
        decided(run, keys=("criterion:c1",))


def test_a_public_report_is_withdrawn_before_its_figures_change(run):
    report = sample.ReportFactory(run=run, made_at=NOW, published_at=NOW)
    with pytest.raises(ReportIsPublic):
        decided(run)

    actions.withdraw_report(report=report, reason="Xem lại", by=None, now=NOW)
    decided(run)

    report.refresh_from_db()
    assert not report.is_made


def test_staff_decide_on_the_page_and_planners_read_it(client, run):
    address = reverse("analysis:decisions", args=[run.pk])
    staff = UserFactory(role="staff")
    client.force_login(staff)

    page = client.get(address).content.decode()
    assert "2.50" in page or "2,50" in page
    refused = client.post(address, {"keys": ["criterion:c0"], "reason": "", "verdict": "release"})
    assert "checked" in refused.content.decode()
    sent = {"keys": ["criterion:c0"], "reason": "Đủ chắc chắn", "verdict": "withhold"}
    assert client.post(address, sent).status_code == 302
    assert FigureDecision.objects.get().decided_by == User.objects.get(pk=staff.pk)
    assert "Đủ chắc chắn" in client.get(address).content.decode()

    client.force_login(UserFactory(role="planner"))
    assert client.get(address).status_code == 200
    assert client.post(address, sent).status_code == 403


def test_the_list_names_what_waits_and_what_was_decided(run):
    waiting = ["criterion:c0", "subindex"]
    assert [one.key for one in list_reviewed(read_numbers(run))] == waiting
    decided(run)
    assert [one.key for one in list_reviewed(read_numbers(run))] == ["criterion:c0"]


def test_several_withheld_criteria_leave_the_score_to_a_person():
    numbers = WaveNumbers.read(results("suppress", "suppress"))

    assert [one.key for one in list_reviewed(numbers)] == ["subindex"]
    assert numbers.told_score is None
    released = WaveNumbers.read(results("suppress", "suppress"), {"subindex": "release"})
    assert released.told_score.decided == "release"
