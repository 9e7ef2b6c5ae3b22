"""What the register knows is filled in beforehand, and can be corrected."""

import re

import pytest
from django.urls import reverse

from directory.models import Enterprise
from surveys.errors import BlindWaveAsksWho
from surveys.fieldwork.actions.waves import open_wave
from surveys.instrument import loading
from surveys.instrument.problems import DocumentError
from surveys.instrument.xlsform import export_xlsform, import_xlsform
from surveys.models import Anonymity, Draft, WaveStatus
from tests.factories.surveys import SampledEnterpriseFactory
from tests.surveys.answering.test_files import now
from tests.surveys.instrument.documents import choices, data, question
from tests.surveys.links import link

pytestmark = pytest.mark.django_db
ASKED = data(
    question("type", "single", choices=choices("private", "llc_one"), known="legal_type"),
    question("founded", "number", known="founded"),
    question("place", known="district"),
    question("size", "single", choices=choices("tiny", "huge"), known="size"),
    question("more", relevance="${type} = 'llc_one'"),
)


def opened(client, **wave):
    token, key = link(ASKED, **wave)
    Enterprise.objects.update(legal_type="llc_one", founded=2015)
    return token, key, reverse("surveys:page", args=[token, "page_1"])


def test_a_page_that_was_never_sent_holds_what_is_known(client):
    token, key, address = opened(client)

    page = client.get(address).content.decode()

    assert re.search(r'value="llc_one"[^>]* checked', page)
    assert 'value="2015"' in page
    assert 'value="Gia Nghĩa"' in page
    assert page.count("điền sẵn từ danh bạ") == 3  # no choice of the third is the register's
    assert '<div class="q q--text" id="q-more" data-q="more" data-reads="text" hidden' not in page
    assert Draft.objects.held_by(key.draft_key(token)) is None


def test_what_a_respondent_corrects_or_takes_back_stays_so(client):
    token, key, address = opened(client)

    client.post(address, {"type": "private", "founded": "", "place": "Đắk Mil"})

    page = client.get(address).content.decode()
    answers = Draft.objects.held_by(key.draft_key(token)).answers
    assert answers == {"type": "private", "place": "Đắk Mil"}
    assert 'value="2015"' not in page
    assert "điền sẵn từ danh bạ" not in page


def test_nothing_is_filled_in_for_a_blind_link(client):
    _token, _key, address = opened(client, anonymity=Anonymity.BLIND)

    page = client.get(address).content.decode()

    assert "checked" not in page
    assert 'value="2015"' not in page


def test_no_blind_wave_opens_with_such_a_question():
    _token, key = link(ASKED, anonymity=Anonymity.BLIND, status=WaveStatus.PLANNED)
    SampledEnterpriseFactory.create_batch(4, stratum=key.sampled.stratum)

    with pytest.raises(BlindWaveAsksWho, match="type"):
        open_wave(wave=key.wave, by=None, now=now(), untried_because="thử")


def test_only_what_the_register_has_can_be_named():
    with pytest.raises(DocumentError, match="hair"):
        loading.load(data(question("q", known="hair")))


def test_it_survives_the_way_through_xlsform():
    document = loading.load(ASKED)

    assert import_xlsform(export_xlsform(document)).document == document
