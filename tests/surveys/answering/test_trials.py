"""A questionnaire is tried on the real pages before its wave opens; nothing of it is an answer."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from surveys.answering.actions.trials import begin_trial
from surveys.answering.queries.trials import is_tried
from surveys.errors import DocumentFaulty, WaveStatusUnfit
from surveys.fieldwork.actions.waves import open_wave
from surveys.models import Draft, Response, Trial, WaveStatus
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    SampledEnterpriseFactory,
    StratumFactory,
    TrialFactory,
    WaveFactory,
)
from tests.surveys.instrument.documents import data, question
from tests.surveys.links import two_pages

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 20, 3, 0, tzinfo=UTC)
JSON = {"headers": {"accept": "application/json"}}


def planned(**wave):
    wave = WaveFactory(status=WaveStatus.PLANNED, version__document=two_pages(), **wave)
    SampledEnterpriseFactory(stratum=StratumFactory(wave=wave))
    return wave


def go_through(client, token, met="no"):
    """Answer both pages and send; return where that led."""
    client.get(f"/s/{token}/p/one/")
    client.post(f"/s/{token}/p/one/", {"met": met, "days": "3", "page-go": "next"})
    client.get(f"/s/{token}/p/two/")
    client.post(f"/s/{token}/p/two/", {"happy": "2", "page-go": "next"})
    return client.post(f"/s/{token}/send/", **JSON).json()["next"]


@pytest.mark.parametrize("anonymity", ["confidential", "blind"])
def test_what_is_tried_is_thrown_away_and_counted_nowhere(client, anonymity):
    wave = planned(anonymity=anonymity)
    trial = begin_trial(wave=wave, by=None, now=NOW)
    start = client.get(f"/s/{trial.token.lower()}/").content.decode()
    assert "Chạy thử" in start
    assert not is_tried(wave)

    assert go_through(client, trial.token) == f"/s/{trial.token}/done/"

    assert "đã bị xóa" in client.get(f"/s/{trial.token}/done/").content.decode()
    trial.refresh_from_db()
    assert (trial.draft, trial.times_sent) == ({}, 1)
    assert trial.reached == ["one", "two"]
    assert trial.shown == ["happy", "met", "rated", "share", "why"]
    assert is_tried(wave)
    assert not Response.objects.exists()
    assert not Draft.objects.exists()


def test_a_link_is_tried_again_and_remembers_what_was_shown(client):
    trial = begin_trial(wave=planned(), by=None, now=NOW)
    go_through(client, trial.token)
    assert client.get(f"/s/{trial.token}/").status_code == 200  # from the beginning

    go_through(client, trial.token, met="yes")

    trial.refresh_from_db()
    assert "days" in trial.shown
    assert trial.times_sent == 2


def test_two_pages_of_one_trial_are_merged_as_those_of_an_enterprise(client):
    trial = begin_trial(wave=planned(), by=None, now=NOW)
    page = f"/s/{trial.token}/p/one/"
    opened = client.get(page).content.decode()
    seen = re.search(r'name="page-seen" value="([^"]*)"', opened)[1]
    client.post(page, {"met": "yes", "page-go": "save", "page-seen": seen, "page-id": "a"}, **JSON)
    other = {"met": "no", "page-go": "save", "page-seen": seen, "page-id": "b"}
    answer = client.post(page, other, **JSON).json()
    assert list(answer["disputed"]) == ["met"]


def test_a_page_kept_for_later_is_not_one_that_was_reached(client):
    trial = begin_trial(wave=planned(), by=None, now=NOW)
    assert client.get(f"/s/{trial.token}/p/two/?keep").status_code == 200
    trial.refresh_from_db()
    assert trial.reached == []


def test_a_questionnaire_changed_since_has_not_been_tried(client):
    wave = planned(version__published_at=None)
    trial = begin_trial(wave=wave, by=None, now=NOW)
    go_through(client, trial.token)
    assert is_tried(wave)
    wave.version.document = data(question("one"))
    wave.version.save()
    assert not is_tried(wave)

    client.get(f"/s/{trial.token}/p/page_1/")

    trial.refresh_from_db()
    assert (trial.reached, trial.shown, trial.times_sent) == (["page_1"], ["one"], 0)


def test_a_faulty_draft_is_not_tried_and_says_so(client):
    trial = TrialFactory(wave=planned(version__published_at=None))
    trial.wave.version.document = {"name": "nothing"}
    trial.wave.version.save()
    with pytest.raises(DocumentFaulty):
        begin_trial(wave=trial.wave, by=None, now=NOW)
    assert client.get(f"/s/{trial.token}/").status_code == 403
    client.force_login(UserFactory(role="staff"))
    page = client.get(reverse("surveys:trial", args=[trial.wave.pk]))
    assert "chưa chạy thử được" in page.content.decode()


def test_an_open_wave_needs_no_reason_once_tried_and_ends_its_trial_links(client):
    wave = planned()
    trial = begin_trial(wave=wave, by=None, now=NOW)
    go_through(client, trial.token)
    client.post(f"/s/{trial.token}/p/one/", {"met": "yes", "page-go": "save"})

    opened = open_wave(wave=wave, by=None, now=NOW)

    trial.refresh_from_db()
    assert trial.draft == {}
    assert client.get(f"/s/{trial.token}/").status_code == 403
    assert client.post(f"/s/{trial.token}/send/", **JSON).status_code == 403
    with pytest.raises(WaveStatusUnfit):
        begin_trial(wave=opened, by=None, now=NOW)


def test_staff_get_a_link_and_read_what_was_never_shown(client):
    wave = planned()
    address = reverse("surveys:trial", args=[wave.pk])
    client.force_login(UserFactory(role="staff"))
    assert "Chưa có ai chạy thử" in client.get(address).content.decode()

    assert client.post(address).url == address

    trial = Trial.objects.get()
    page = client.get(address).content.decode()
    assert f"/s/{trial.token}/" in page
    assert "<svg" in page
    go_through(client, trial.token)
    page = client.get(address).content.decode()
    assert "đã đi hết phiếu" in page
    unseen = page.split("<tbody>")[1].split("</tr>")[0]
    assert unseen.count("<li>") == 1
    client.force_login(UserFactory(role="planner"))
    assert client.get(address).status_code == 403
