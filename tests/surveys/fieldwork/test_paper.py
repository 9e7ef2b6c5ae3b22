"""A paper form is typed twice by two people and counts once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.fixtures import Loading
from surveys import tokens
from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.errors import (
    AlreadySubmitted,
    CodeUnknown,
    EntriesDiffer,
    EntryClosed,
    PaperTooLate,
    WaveClosed,
)
from surveys.fieldwork.actions import paper
from surveys.models import AccessKey, Anonymity, Mode, PaperEntry, QuestionnaireVersion, Response
from surveys.questionnaires.actions import shipped
from tests.factories.surveys import AccessKeyFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)
ASKED = {"asked": "yes", "received": "yes"}


@pytest.fixture
def people(django_user_model):
    return [
        django_user_model.objects.create_user(f"{name}@hiephoi.example", role="staff")
        for name in ("an", "binh", "chi")
    ]


@pytest.fixture(scope="module")
def questionnaires(once):
    once(lambda: shipped.load(Loading(), now=NOW))


@pytest.fixture(params=[Anonymity.CONFIDENTIAL, Anonymity.BLIND])
def sheet(request, questionnaires):
    code = tokens.new_code()
    key = AccessKeyFactory(
        code=code,
        invitation__sampled__stratum__wave__anonymity=request.param,
        invitation__sampled__stratum__wave__version=QuestionnaireVersion.objects.get(number=1),
    )
    return key.wave, code


def typed_twice(wave, code, people, first, second):
    form = paper.register_form(wave=wave, code=code, now=NOW, by=people[0])
    paper.save_entry(form=form, answers=first, by=people[0], now=NOW, finish=True)
    paper.save_entry(form=form, answers=second, by=people[1], now=NOW, finish=True)
    return form


def test_two_equal_entries_become_one_response_on_paper(sheet, people):
    wave, code = sheet
    form = typed_twice(wave, code, people, {"asked": "yes"}, {"asked": "yes"})

    receipt = paper.settle_form(form=form, code=code, decided={}, by=people[1], now=NOW)

    response = Response.objects.get()
    assert (response.mode, response.answers) == (Mode.PAPER, {"asked": "yes"})
    assert response.seconds == {}
    assert tokens.is_code(receipt)
    assert not PaperEntry.objects.exists()


def test_a_difference_must_be_decided(sheet, people):
    wave, code = sheet
    form = typed_twice(wave, code, people, ASKED | {"days": 4}, ASKED | {"days": 14})
    with pytest.raises(EntriesDiffer):
        paper.settle_form(form=form, code=code, decided={}, by=people[2], now=NOW)

    paper.settle_form(form=form, code=code, decided={"days": 14}, by=people[2], now=NOW)

    assert Response.objects.get().answers == ASKED | {"days": 14}
    form.refresh_from_db()
    assert form.differences == 1


def test_nobody_types_a_form_twice_or_while_another_types(sheet, people):
    wave, code = sheet
    form = paper.register_form(wave=wave, code=code, now=NOW, by=people[0])
    paper.save_entry(form=form, answers={"days": 4}, by=people[0], now=NOW)
    with pytest.raises(EntryClosed):
        paper.save_entry(form=form, answers={"days": 4}, by=people[1], now=NOW)
    paper.save_entry(form=form, answers={"days": 4}, by=people[0], now=NOW, finish=True)

    with pytest.raises(EntryClosed):
        paper.save_entry(form=form, answers={"days": 5}, by=people[0], now=NOW)


def test_one_entry_is_not_enough(sheet, people):
    wave, code = sheet
    form = paper.register_form(wave=wave, code=code, now=NOW, by=people[0])
    paper.save_entry(form=form, answers={"days": 4}, by=people[0], now=NOW, finish=True)

    assert paper.compare(form) is None
    with pytest.raises(EntryClosed):
        paper.settle_form(form=form, code=code, decided={}, by=people[1], now=NOW)


def test_a_code_of_no_invitation_or_with_a_slip_is_refused(sheet, people):
    wave, code = sheet
    with pytest.raises(CodeUnknown):
        paper.register_form(wave=wave, code=tokens.new_code(), now=NOW, by=people[0])
    with pytest.raises(CodeUnknown):
        paper.register_form(wave=wave, code=code[:-1], now=NOW, by=people[0])


def test_a_sheet_of_an_enterprise_that_has_answered_is_refused(sheet, people):
    wave, code = sheet
    form = typed_twice(wave, code, people, ASKED | {"days": 4}, ASKED | {"days": 4})
    paper.settle_form(form=form, code=code, decided={}, by=people[1], now=NOW)

    with pytest.raises(AlreadySubmitted):
        paper.register_form(wave=wave, code=code, now=NOW, by=people[2])


def test_registering_the_same_sheet_again_finds_the_form(sheet, people):
    wave, code = sheet

    first = paper.register_form(wave=wave, code=code, now=NOW, by=people[0])

    assert paper.register_form(wave=wave, code=code.lower(), now=NOW, by=people[1]) == first


def test_a_settled_sheet_of_a_blind_wave_leads_to_no_enterprise(sheet, people):
    wave, code = sheet
    form = typed_twice(wave, code, people, ASKED | {"days": 4}, ASKED | {"days": 4})
    paper.settle_form(form=form, code=code, decided={}, by=people[1], now=NOW)

    form.refresh_from_db()
    known = AccessKey.objects.filter(code_digest=form.code_digest).exists()
    assert known is not wave.is_blind


def test_a_blank_on_paper_stays_blank_whatever_a_web_draft_holds(sheet, people):
    wave, code = sheet
    key, token = paper.open_paper_code(wave, code)
    begun = FilledPage(section="requests", values={"asked": "no", "days": 9}, language="vi")
    save_page(key=key, token=token, page=begun, now=NOW)
    form = typed_twice(wave, code, people, ASKED, ASKED)

    paper.settle_form(form=form, code=code, decided={}, by=people[2], now=NOW)

    assert Response.objects.get().answers == ASKED


LAST, TYPED = date(2026, 11, 20), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed_on", "takes"), [(LAST, True), (TYPED, True), (date(2026, 11, 28), False)]
)
def test_a_form_that_arrived_in_time_may_be_typed_later(sheet, people, typed_on, takes):
    wave, code = sheet
    wave.closes_on, wave.paper_until = LAST, TYPED
    wave.save()
    now = datetime(typed_on.year, typed_on.month, typed_on.day, 3, tzinfo=UTC)
    if not takes:
        with pytest.raises(WaveClosed):
            paper.register_form(wave=wave, code=code, now=now, by=people[0], arrived_on=LAST)
        return
    form = paper.register_form(wave=wave, code=code, now=now, by=people[0], arrived_on=LAST)
    for person in people[:2]:
        paper.save_entry(form=form, answers=ASKED, by=person, now=now, finish=True)
    paper.settle_form(form=form, code=code, decided={}, by=people[2], now=now)
    assert Response.objects.get().answers == ASKED


def test_a_form_that_arrived_after_the_last_day_does_not_count(sheet, people):
    wave, code = sheet
    wave.closes_on, wave.paper_until = LAST, TYPED
    wave.save()
    now = NOW + timedelta(days=1)
    with pytest.raises(PaperTooLate):
        paper.register_form(wave=wave, code=code, now=now, by=people[0])
