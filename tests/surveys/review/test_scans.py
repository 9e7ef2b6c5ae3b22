"""Scans of paper forms: attached, opened on record, removed, erased; never in a blind wave."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.access import Role
from core.models import AuditEntry
from surveys.errors import (
    BlindWaveKeepsNoScans,
    NotTypedFromPaper,
    ScansNoLongerKept,
    TooManyScans,
)
from surveys.models import Mode, PaperScan
from surveys.review.actions.scans import attach_scan, erase_old_scans
from tests.dialogues.files import jpeg_bytes, pdf_bytes
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    BlindResponseFactory,
    QuestionnaireVersionFactory,
    ResponseFactory,
)
from tests.surveys.instrument.documents import data, question

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def typed(made=ResponseFactory, mode=Mode.PAPER, **more):
    version = QuestionnaireVersionFactory(document=data(question("why")))
    if made is ResponseFactory:
        return made(mode=mode, sampled__stratum__wave__version=version, **more)
    return made(mode=mode, stratum__wave__version=version, **more)


def upload(content=None, name="phieu-Cong-ty-Hoa.jpg"):
    return SimpleUploadedFile(name, content or jpeg_bytes())


def png_bytes():
    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    return out.getvalue()


def attach(response, content=None, *, now=NOW, by=None):
    by = by or UserFactory(role=Role.STAFF)
    return attach_scan(response=response, upload=upload(content), by=by, now=now)


def logged(action):
    return AuditEntry.objects.filter(action=action).count()


def test_staff_attach_photo_and_pdf_and_open_them_on_record(client):
    response = typed()
    client.force_login(UserFactory(role=Role.STAFF))
    files = [upload(), upload(pdf_bytes()), upload(b"PK\x03\x04", "phieu.docx")]

    page = client.post(
        reverse("surveys:attach_scan", args=[response.pk]), {"scan": files}, follow=True
    ).content.decode()

    assert "phieu.docx: " in page
    scans = list(response.scans.all())
    assert sorted(scan.content_type for scan in scans) == ["application/pdf", "image/jpeg"]
    assert "Cong-ty-Hoa" not in page + "".join(scan.file.name for scan in scans)
    picture = next(scan for scan in scans if scan.name.endswith(".jpg"))
    with picture.file.open("rb") as kept:
        assert not Image.open(kept).getexif()
    address = reverse("surveys:scan", args=[response.pk, picture.name])
    assert address in page
    assert logged("response.scan") == 0
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert (logged("response.scan"), logged("response.add_scan")) == (1, 2)
    other = typed()
    assert client.get(reverse("surveys:scan", args=[other.pk, picture.name])).status_code == 404
    listed = client.get(reverse("surveys:paper", args=[response.wave_id])).content.decode()
    assert f"{reverse('surveys:response', args=[response.pk])}#scans" in listed

    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
    assert logged("response.scan") == 1


def test_a_form_has_twenty_scans_at_most_and_each_file_once():
    response, by = typed(), UserFactory(role=Role.STAFF)
    first = attach(response, by=by)
    assert attach(response, by=by) == first
    PaperScan.objects.bulk_create(
        PaperScan(response=response, name=f"{n}.jpg", digest=str(n), size=1, added_by=by, at=NOW)
        for n in range(18)
    )
    attach(response, pdf_bytes(), by=by)
    assert response.scans.count() == 20
    with pytest.raises(TooManyScans):
        attach(response, png_bytes(), by=by)


def test_a_blind_wave_and_answers_without_a_sheet_take_no_scan(client):
    blind, web = typed(BlindResponseFactory), typed(mode=Mode.WEB)
    for response, refusal in [(blind, BlindWaveKeepsNoScans), (web, NotTypedFromPaper)]:
        with pytest.raises(refusal):
            attach(response)
    assert not PaperScan.objects.exists()
    wave = blind.wave
    wave.status, wave.closed_at = "closed", timezone.now()
    wave.save()
    client.force_login(UserFactory(role=Role.STAFF))
    address = reverse("surveys:attach_scan", args=[blind.pk])
    assert address not in client.get(reverse("surveys:response", args=[blind.pk])).content.decode()
    client.post(address, {"scan": upload()})
    assert not PaperScan.objects.exists()


@pytest.mark.parametrize(("name", "method"), [("scan", "get"), ("remove_scan", "post")])
def test_a_scan_of_a_response_beyond_all_numbers_is_not_found(client, name, method):
    client.force_login(UserFactory(role=Role.STAFF))
    address = reverse(f"surveys:{name}", args=[99999999999999999999, "khong-co"])

    assert getattr(client, method)(address).status_code == 404


def test_scans_are_erased_a_year_after_their_wave_was_closed(django_capture_on_commit_callbacks):
    response = typed()
    scan = attach(response)
    assert erase_old_scans(now=NOW + timedelta(days=4000)) == 0  # its wave is open
    wave = response.wave
    wave.status, wave.closed_at = "closed", NOW
    wave.save()

    assert erase_old_scans(now=NOW + timedelta(days=364, hours=23)) == 0
    assert default_storage.exists(scan.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_old_scans(now=NOW + timedelta(days=365)) == 1
    assert not default_storage.exists(scan.file.name)
    assert logged("wave.erase_scans") == 1
    attach(response, now=NOW + timedelta(days=364, hours=23))
    with pytest.raises(ScansNoLongerKept):
        attach(response, pdf_bytes(), now=NOW + timedelta(days=365))


def test_a_scan_of_another_form_is_removed_with_its_file(
    client, django_capture_on_commit_callbacks
):
    response = typed()
    scan = attach(response)
    client.force_login(UserFactory(role=Role.STAFF))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("surveys:remove_scan", args=[response.pk, scan.name]))
    assert not PaperScan.objects.exists()
    assert not default_storage.exists(scan.file.name)
    assert logged("response.remove_scan") == 1
