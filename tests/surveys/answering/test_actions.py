"""Answers are kept page by page and sent once."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from surveys import tokens
from surveys.answering.actions.codes import open_code
from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.answering.actions.responses import submit_response
from surveys.errors import (
    AlreadySubmitted,
    AnswersChanged,
    CodeUnknown,
    NothingAnswered,
    SecondKeyInBlindWave,
    TooManyTries,
    WaveClosed,
    WaveNotOpen,
)
from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.models import (
    AccessKey,
    BurntToken,
    Disposition,
    Draft,
    Invitation,
    Response,
    SampledEnterprise,
    WaveStatus,
)
from tests.factories.surveys import SampledEnterpriseFactory
from tests.surveys.instrument.documents import data, question
from tests.surveys.links import again, link

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, 9:00 in Vietnam
BOTH = pytest.mark.parametrize("anonymity", ["confidential", "blind"])


def save(key, token, section="one", values=None, **more):
    values = {"met": "no", "share": 12.5} if values is None else values
    now = more.pop("now", timezone.now())
    draft = {"draft": more.pop("draft")} if "draft" in more else {}
    page = FilledPage(section=section, values=values, language="vi", **more)
    return save_page(key=key, token=token, page=page, now=now, **draft)


@BOTH
def test_save_page_adds_changes_and_takes_back(anonymity):
    token, key = link(anonymity=anonymity)
    save(key, token)
    save(key, token, "two", {"happy": "4"})
    draft = save(key, token, values={"met": "yes", "share": None})
    assert draft.answers == {"met": "yes", "happy": "4"}
    assert Draft.objects.count() == 1


def test_save_page_keeps_what_was_typed_but_refused_until_it_is_right():
    token, key = link()
    save(key, token, values={}, typed={"share": ["nhiều"]}, told=True)
    assert Draft.objects.get().typed == {"one": {"fields": {"share": ["nhiều"]}, "told": True}}
    save(key, token)
    assert Draft.objects.get().typed == {}


@BOTH
def test_two_devices_that_save_in_the_same_moment_lose_nothing(anonymity):
    token, key = link(anonymity=anonymity)
    now = timezone.now()
    save(key, token, values={"met": "no"}, now=now)
    seen_by_both = [Draft.objects.get(), Draft.objects.get()]

    save(key, token, "one", {"share": 20}, draft=seen_by_both[0], now=now)
    save(key, token, "two", {"happy": "4"}, draft=seen_by_both[1], now=now)

    draft = Draft.objects.get()
    assert draft.answers == {"met": "no", "share": 20, "happy": "4"}
    assert draft.saved_at > now  # each save can be told from the one before


@BOTH
def test_two_devices_that_begin_in_the_same_moment_share_one_draft(anonymity, monkeypatch):
    token, key = link(anonymity=anonymity)
    save(key, token, values={"met": "no"})
    found = Draft.objects.held_by
    answers = iter([None])  # the second device looked before the first had stored anything
    manager = type(Draft.objects)
    monkeypatch.setattr(manager, "held_by", lambda _self, name: next(answers, found(name)))

    save(key, token, "two", {"happy": "4"})

    assert Draft.objects.get().answers == {"met": "no", "happy": "4"}


@BOTH
def test_a_page_that_comes_after_sending_from_another_device_is_refused(anonymity):
    token, key = link(anonymity=anonymity)
    save(key, token)
    seen = Draft.objects.get()
    submit_response(key=key, token=token, now=timezone.now())

    for draft in (seen, None):
        with pytest.raises(AlreadySubmitted):
            save(key, token, values={"share": 99}, draft=draft)

    assert not Draft.objects.exists()
    assert Response.objects.get().answers == {"met": "no", "share": 12.5}


def test_seconds_add_up_and_a_long_absence_counts_an_hour():
    token, key = link()
    save(key, token, seconds=30)
    save(key, token, seconds=90_000)
    assert Draft.objects.get().seconds == {"one": 3630}


@pytest.mark.parametrize(
    ("wave", "refusal"),
    [
        ({"status": WaveStatus.PLANNED}, WaveNotOpen),
        ({"status": WaveStatus.CLOSED}, WaveClosed),
        ({"closes_on": timezone.localdate() - timedelta(days=1)}, WaveClosed),
    ],
)
def test_a_wave_that_is_not_open_takes_nothing(wave, refusal):
    token, key = link(**wave)
    with pytest.raises(refusal):
        save(key, token)
    with pytest.raises(refusal):
        submit_response(key=key, token=token, now=timezone.now())
    assert not Draft.objects.exists()


def test_the_last_day_lasts_until_midnight_in_vietnam():
    token, key = link(opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 2))
    midnight = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)

    save(key, token, now=midnight - timedelta(seconds=1))
    with pytest.raises(WaveClosed):
        save(key, token, now=midnight)


@BOTH
def test_submit_response_moves_the_draft_and_burns_the_token(anonymity):
    token, key = link(anonymity=anonymity)
    save(key, token, values={"met": "no", "days": 5, "share": 12.5})

    receipt = submit_response(key=key, token=token, now=timezone.now())

    response = Response.objects.get()
    assert response.answers == {"met": "no", "share": 12.5}  # "days" is not asked after "no"
    assert response.stratum == key.sampled.stratum
    assert tokens.is_code(receipt)
    assert not Draft.objects.exists()
    if anonymity == "blind":
        assert BurntToken.objects.get().receipt_code == receipt
    else:
        assert response.receipt_code == receipt
        assert response.sampled == key.sampled
        assert Invitation.objects.get().burnt_at is not None
        assert SampledEnterprise.objects.get().disposition == Disposition.COMPLETE


@BOTH
def test_answers_are_sent_once_and_nothing_can_be_added_later(anonymity):
    token, key = link(anonymity=anonymity)
    save(key, token)
    submit_response(key=key, token=token, now=timezone.now())

    with pytest.raises(AlreadySubmitted):
        submit_response(key=again(token), token=token, now=timezone.now())
    with pytest.raises(AlreadySubmitted):
        save(again(token), token)
    assert Response.objects.count() == 1


@BOTH
def test_a_second_sending_that_slips_through_is_refused_by_the_database(anonymity):
    token, key = link(anonymity=anonymity)
    save(key, token)
    draft = Draft.objects.get()
    submit_response(key=key, token=token, now=timezone.now())
    draft.save(force_insert=True)  # what a request in flight would still hold

    with pytest.raises(AlreadySubmitted):
        submit_response(key=again(token), token=token, now=timezone.now())
    assert Response.objects.count() == 1
    assert BurntToken.objects.count() == (anonymity == "blind")


@BOTH
def test_who_comes_second_with_a_draft_read_before_has_sent_already(anonymity):
    token, key = link(anonymity=anonymity)
    seen = save(key, token)
    submit_response(key=key, token=token, now=timezone.now())

    with pytest.raises(AlreadySubmitted):
        submit_response(key=again(token), token=token, now=timezone.now(), draft=seen)
    assert Response.objects.count() == 1


@BOTH
def test_answers_changed_meanwhile_are_looked_through_again(anonymity):
    token, key = link(anonymity=anonymity)
    seen = save(key, token)
    save(key, token, "two", {"happy": "1"})
    with pytest.raises(AnswersChanged):
        submit_response(key=key, token=token, now=timezone.now(), draft=seen)
    assert not Response.objects.exists()
    assert not BurntToken.objects.exists()
    assert Draft.objects.count() == 1


@BOTH
def test_a_response_tells_whether_it_is_of_a_blind_wave(anonymity):
    token, key = link(anonymity=anonymity)
    save(key, token)
    submit_response(key=key, token=token, now=timezone.now())
    assert Response.objects.get().is_blind is (anonymity == "blind")


def test_nothing_answered_is_nothing_sent():
    token, key = link()
    with pytest.raises(NothingAnswered):
        submit_response(key=key, token=token, now=timezone.now())


@BOTH
def test_answers_that_are_asked_no_longer_are_no_response(anonymity):
    asked = data(
        question("met"),
        question("why", relevance="${met} = 'x'"),
        question("sum", "calculated", calculation="1 + 1"),
    )
    token, key = link(asked, anonymity=anonymity)
    save(key, token, "page_1", {"why": "Vì vậy", "sum": 2})

    with pytest.raises(NothingAnswered):
        submit_response(key=key, token=token, now=timezone.now())

    assert not Response.objects.exists()
    assert Draft.objects.get().answers == {"why": "Vì vậy", "sum": 2}
    save(key, token, "page_1", {"met": "x"})
    submit_response(key=key, token=token, now=timezone.now())
    assert Response.objects.get().answers == {"met": "x", "why": "Vì vậy", "sum": 2}


def test_a_second_link_of_a_confidential_invitation_leads_to_the_same_answers():
    token, key = link()
    save(key, token)

    second = issue_invitation(sampled=key.sampled, now=timezone.now())

    assert save(again(second.token), second.token, "two", {"happy": "5"}).answers == {
        "met": "no",
        "share": 12.5,
        "happy": "5",
    }


def test_a_blind_invitation_has_one_link_for_ever():
    _token, key = link(anonymity="blind")
    with pytest.raises(SecondKeyInBlindWave):
        issue_invitation(sampled=key.sampled, now=timezone.now())


def test_only_digests_of_a_link_are_stored():
    sampled = SampledEnterpriseFactory()
    issued = issue_invitation(sampled=sampled, now=timezone.now())
    stored = " ".join(str(value) for value in AccessKey.objects.values_list().get())
    assert issued.token not in stored
    assert issued.code not in stored


def test_open_code_leads_to_the_link():
    issued = issue_invitation(sampled=SampledEnterpriseFactory(), now=timezone.now())
    assert open_code(code=issued.code, visitor="10.0.0.1") == issued.token


def test_open_code_counts_tries_for_the_whole_window(monkeypatch):
    kept = []
    add = cache.add

    def noted(key, value, seconds):
        kept.append(seconds)
        return add(key, value, seconds)

    monkeypatch.setattr(cache, "add", noted)

    for _try in range(2):
        with pytest.raises(CodeUnknown):
            open_code(code=tokens.new_code(), visitor="10.0.0.4")

    assert kept == [900, 900]  # seconds


def test_open_code_counts_tries_that_come_at_the_same_moment(monkeypatch):
    looked_up = []

    def of_code(code):
        looked_up.append(code)
        with contextlib.suppress(CodeUnknown, TooManyTries):  # another one, before we are done
            open_code(code=tokens.new_code(), visitor="10.0.0.5")
        return AccessKey.objects.none()

    monkeypatch.setattr(AccessKey.objects, "of_code", of_code)
    with pytest.raises(CodeUnknown):
        open_code(code=tokens.new_code(), visitor="10.0.0.5")

    assert len(looked_up) == 10


def test_open_code_costs_no_try_when_the_code_is_right():
    issued = issue_invitation(sampled=SampledEnterpriseFactory(), now=timezone.now())

    for _time in range(11):
        assert open_code(code=issued.code, visitor="10.0.0.6") == issued.token


def test_a_blind_response_does_not_tell_the_language_of_the_enterprise():
    token, key = link(anonymity="blind")
    save_page(
        key=key,
        token=token,
        page=FilledPage(section="one", values={"met": "no"}, language="en"),
        now=timezone.now(),
    )

    submit_response(key=key, token=token, now=timezone.now())

    assert Response.objects.get().language == "vi"


def test_open_code_stops_whoever_tries_many_codes_but_nobody_else():
    issued = issue_invitation(sampled=SampledEnterpriseFactory(), now=timezone.now())
    for _try in range(10):
        with pytest.raises(CodeUnknown):
            open_code(code=tokens.new_code(), visitor="10.0.0.2")

    with pytest.raises(TooManyTries):
        open_code(code=issued.code, visitor="10.0.0.2")
    assert open_code(code=issued.code, visitor="10.0.0.3") == issued.token


def test_tries_come_back_a_quarter_of_an_hour_after_the_first():
    def wrong():
        open_code(code=tokens.new_code(), visitor="10.0.0.7")

    with time_machine.travel(AT, tick=False):
        for _try in range(10):
            with pytest.raises(CodeUnknown):
                wrong()
    before, after = (AT + timedelta(minutes=15, seconds=step) for step in (-1, 1))
    with time_machine.travel(before, tick=False), pytest.raises(TooManyTries):
        wrong()
    with time_machine.travel(after, tick=False), pytest.raises(CodeUnknown):
        wrong()


@pytest.mark.parametrize(("stayed", "counted"), [(3599, 3599), (3600, 3600), (3601, 3600)])
def test_a_stay_on_a_page_counts_up_to_an_hour(stayed, counted):
    token, key = link()
    now = timezone.now()

    draft = save(key, token, seconds=stayed, now=now)

    assert draft.seconds == {"one": counted}
    assert draft.started_at == now - timedelta(seconds=counted)


def test_a_save_keeps_its_own_time_or_the_next_tick():
    token, key = link()
    save(key, token, now=AT)
    assert save(key, token, now=AT).saved_at == AT + timedelta(microseconds=1)
    assert save(key, token, now=AT + timedelta(seconds=1)).saved_at == AT + timedelta(seconds=1)


def test_a_draft_knows_the_page_and_the_language_it_was_left_in():
    token, key = link()
    save(key, token)
    page = FilledPage(section="two", values={}, language="en")
    draft = save_page(key=key, token=token, page=page, now=timezone.now())
    assert (draft.section, draft.language) == ("two", "en")
