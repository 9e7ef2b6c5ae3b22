"""The scorecard says what somebody would who goes through the records one by one."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from core.clock.timezone import localdate
from core.errors import DomainError
from dialogues.issues.actions import answers, steps
from dialogues.issues.actions.steps import By
from dialogues.models import Answer, Clock, Issue, Verdict
from dialogues.models.kinds import LEGAL_KINDS
from dialogues.statistics.agency_outcomes import AgencyOutcomes, list_agency_outcomes
from dialogues.statistics.scorecard import Score, scorecard
from dialogues.workflow.transitions import IN_HAND, Party
from tests.factories.dialogues import EFFECTS, NOW, assigned, officer_of, staff
from tests.factories.directory import AgencyFactory

DAY = timedelta(days=1)
RAISER = By(None, Party.RAISER)
WHY = "Thuộc thẩm quyền của sở khác"
STEPS = ("answer", "answer", "judge", "contribute", "hand_over", "reopen", "withdraw", "complain")
SPANS = ((None, None), (date(2026, 3, 9), None), (date(2026, 3, 5), date(2026, 3, 20)))

COUNTED = ("in_time", "late", "waiting", "overdue")


def play(rng, officers):
    """Lead issues through courses that chance chooses; a step that is refused is left out."""
    agencies, desk = list(officers), staff()
    for _number in range(14):
        now = NOW + rng.randint(0, 20) * DAY
        lead, *helpers = rng.sample(agencies, 3)
        issue = assigned(lead=lead, coordinators=helpers[:1], days=rng.choice((3, 10)), now=now)
        for _step in range(rng.randint(0, 5)):
            now += rng.randint(1, 9) * DAY
            try:
                take(rng.choice(STEPS), issue, now, rng, officers, desk)
            except DomainError:
                continue


def take(step, issue, now, rng, officers, desk):
    if step in {"answer", "contribute"}:
        helper = issue.clocks.filter(role="coordinating").values_list("agency", flat=True).first()
        by = {agency.pk: officer for agency, officer in officers.items()}
        officer = by[issue.lead_id if step == "answer" else helper]
        effect = rng.choice(list(EFFECTS))
        extra = EFFECTS[effect] | (
            {"committed_until": localdate(now) + 5 * DAY} if effect == "committed" else {}
        )
        given = {"effect": effect, "text": "Sở đã xem xét.", **extra}
        draft = answers.save_draft(issue=issue, author=officer, now=now, **given)
        answers.submit(answer=draft, by=officer, now=now)
    elif step == "judge" and (last := issue.answers.published().last()):
        good = [rng.random() < 0.5 for _question in range(2)]
        answers.judge(answer=last, by=RAISER, is_answered=good[0], is_solved=good[1], now=now)
    elif step == "hand_over":
        agency = rng.choice(list(officers))
        steps.hand_over(issue=issue, by=desk, now=now, agency=agency, reason=WHY)
    elif step in {"reopen", "withdraw"}:
        getattr(steps, step)(issue=issue, by=desk, now=now, reason=WHY)
    elif step == "complain" and rng.random() < 0.3:
        Issue.objects.filter(pk=issue.pk).update(kind="complaint")
    issue.refresh_from_db()


def count_by_hand(*, today, first, last, only):
    scores, outcomes = {}, {}

    def of(found, agency, new):
        return found.setdefault(agency.pk, new(agency))

    chosen = [
        clock
        for clock in Clock.objects.select_related("issue", "agency")
        if only in {None, clock.agency}
        and (first or date.min) <= clock.started_on <= (last or date.max)
    ]
    for clock in chosen:
        count_clock(clock, of(scores, clock.agency, Score))
        is_led = clock.role == "lead" and not clock.handed_over
        if is_led and clock.taken_on <= clock.due_on and (part := find_part(clock, today)):
            parts = of(outcomes, clock.agency, lambda _agency: Counter())
            parts[part] += 1
    for clock in Clock.objects.running().filter(handed_over=False).select_related("issue"):
        if only in {None, clock.agency} and is_live(clock):
            count_running(clock, of(scores, clock.agency, Score), today)
    count_answers(chosen, scores)
    count_verdicts(chosen, scores)
    names = {clock.agency_id: clock.agency.name for clock in chosen}
    rows = [
        AgencyOutcomes(
            names[pk], *(parts[one] for one in ("in_time", "late", "waiting", "overdue"))
        )
        for pk, parts in outcomes.items()
    ]
    return scores, {row.agency: row for row in rows}


def is_live(clock):
    return clock.issue.state in IN_HAND and clock.issue.kind not in LEGAL_KINDS


def is_in_time(clock):
    return localdate(clock.replied_at) <= clock.due_on


def count_clock(clock, score):
    score.received += not clock.handed_over
    score.handed_over += clock.handed_over
    score.postponed += clock.postponements > 0
    if clock.replied_at and not clock.handed_over and clock.taken_on <= clock.due_on:
        score.replied += 1
        score.in_time += is_in_time(clock)
        score.led_in_time += clock.role == "lead" and is_in_time(clock)
        score.led_late += clock.role == "lead" and not is_in_time(clock)
    if clock.handed_over and not clock.replied_at:
        score.left_late += localdate(clock.stopped_at) > clock.due_on
    if clock.worked_days is not None and clock.replied_at:
        score.days.append(clock.worked_days)


def find_part(clock, today):
    if clock.replied_at:
        return "in_time" if is_in_time(clock) else "late"
    if clock.stopped_at is None and is_live(clock):
        return "overdue" if clock.due_now < today else "waiting"
    return None


def count_running(clock, score, today):
    if clock.role == "lead":
        score.open += 1
        score.overdue += clock.due_now < today
    else:
        score.contributions_overdue += clock.due_now < today


def count_answers(chosen, scores):
    led = {clock.issue_id for clock in chosen if clock.role == "lead" and not clock.handed_over}
    last = {}
    for answer in Answer.objects.published().filter(is_contribution=False).order_by("pk"):
        last[answer.issue_id, answer.agency_id] = answer.effect
    for (issue, agency), effect in last.items():
        if issue in led and agency in scores:
            effects = scores[agency].effects
            effects[effect] = effects.get(effect, 0) + 1


def count_verdicts(chosen, scores):
    issues = {clock.issue_id for clock in chosen}
    for verdict in Verdict.objects.select_related("answer"):
        if verdict.issue_id in issues and (score := scores.get(verdict.answer.agency_id)):
            score.judged += 1
            score.answered_well += verdict.is_answered
            score.solved_well += verdict.is_solved


@pytest.mark.parametrize("seed", [3, 14])
def test_the_scorecard_counts_as_one_would_by_hand(seed):
    officers = {agency: officer_of(agency) for agency in AgencyFactory.create_batch(4)}
    play(random.Random(seed), officers)
    only, today = next(iter(officers)), date(2026, 4, 3)
    for first, last in SPANS:
        for agency in (None, only):
            asked = {"today": today, "first": first, "last": last, "only": agency}
            scores, outcomes = count_by_hand(**asked)
            found = {score.agency.pk: score for score in scorecard(**asked)}
            for score in (*scores.values(), *found.values()):
                score.days.sort()
            assert found == scores
            listed = list_agency_outcomes(scorecard(**asked), **asked)
            assert {row.agency: row for row in listed} == outcomes
