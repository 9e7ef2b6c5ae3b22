"""Photos and documents as answers: sent, kept, shown, erased, exported."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.access import Role
from core.models import AuditEntry
from surveys.answering.actions import files
from surveys.dataset.actions.exports import name_of, order_export
from surveys.models import AnswerFile, Draft, ExportFormat, Response
from tests.dialogues.files import jpeg_bytes, pdf_bytes
from tests.factories.accounts import UserFactory
from tests.factories.surveys import TrialFactory, WaveFactory
from tests.surveys.instrument.documents import data, question
from tests.surveys.links import link

pytestmark = pytest.mark.django_db
ASKED = data(
    question("photo", "file", picture_only=True, required=True),
    question("paper", "file"),
    question("why"),
)
WISH = "0123456789abcdef0123456789abcdef"


def upload(content=None, name="IMG_0001 của Công ty Hoa.jpg"):
    return SimpleUploadedFile(name, content or jpeg_bytes())


def send(client, token, content=None, *, question="photo", **more):
    address = reverse("surveys:take_file", args=[token, question])
    posted = {"file": upload(content), "id": WISH, **more}
    return client.post(address, posted, headers={"accept": "application/json"})


def page_of(token):
    return reverse("surveys:page", args=[token, "page_1"])


def draft_of(key, token):
    return Draft.objects.held_by(key.draft_key(token))


def test_a_script_sends_a_file_and_it_is_the_answer(client):
    token, key = link(ASKED)

    answer = send(client, token).json()

    assert answer["name"] == f"{WISH}.jpg"
    assert draft_of(key, token).answers == {"photo": f"{WISH}.jpg"}
    shown = client.get(reverse("surveys:show_file", args=[token, answer["name"]]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in shown["Content-Security-Policy"]


def test_what_the_camera_wrote_into_a_photo_is_not_kept(client):
    token, _key = link(ASKED)
    send(client, token)

    with AnswerFile.objects.get().file.open("rb") as kept:
        assert not Image.open(kept).getexif()


def test_a_phone_that_sends_again_changes_nothing(client):
    token, _key = link(ASKED)

    names = {send(client, token).json()["name"] for _time in range(2)}

    assert (names, AnswerFile.objects.count()) == ({f"{WISH}.jpg"}, 1)


def test_a_page_that_was_typed_meanwhile_keeps_the_file(client):
    token, key = link(ASKED)
    old = {"page-seen": "", "page-id": "a", "page-number": "1", "page-go": "save", "photo": ""}
    client.post(page_of(token), {**old, "why": "một"})

    send(client, token)
    client.post(page_of(token), {**old, "page-number": "2", "why": "hai"})

    assert draft_of(key, token).answers == {"photo": f"{WISH}.jpg", "why": "hai"}


@pytest.mark.parametrize(
    ("content", "asked", "words"),
    [
        (b"MZ no picture", "photo", "ảnh (JPEG, PNG)"),
        (b"PK\x03\x04 a workbook", "paper", "Word, Excel"),
        (None, "photo", "không phải văn bản"),
    ],
)
def test_a_file_that_is_not_taken_says_why(client, content, asked, words):
    token, key = link(ASKED)

    answer = send(client, token, content or pdf_bytes(), question=asked)

    assert answer.status_code == 422
    assert words in answer.json()["refused"]
    assert draft_of(key, token) is None


def test_without_a_script_the_page_takes_the_file_along(client):
    token, key = link(ASKED)
    page = client.get(page_of(token)).content.decode()
    assert 'enctype="multipart/form-data"' in page

    client.post(page_of(token), {"photo.file": upload(), "why": "vì"})

    name = draft_of(key, token).answers["photo"]
    assert AnswerFile.objects.get().name == name
    assert f'href="../../file/{name}"' in client.get(page_of(token)).content.decode()


def test_without_a_script_a_refused_file_is_told_and_the_one_before_stays(client):
    token, key = link(ASKED)
    client.post(page_of(token), {"photo.file": upload()})
    name = draft_of(key, token).answers["photo"]

    client.post(page_of(token), {"photo": name, "photo.file": upload(b"MZ"), "page-go": "next"})

    page = client.get(page_of(token)).content.decode()
    assert f'name="photo" value="{name}"' in page
    assert 'id="e-photo"' in page
    assert draft_of(key, token).answers["photo"] == name


def test_a_file_is_taken_away_again(client):
    token, key = link(ASKED)
    send(client, token)
    name = draft_of(key, token).answers["photo"]
    seen = client.get(page_of(token)).content.decode().split('name="page-seen" value="')[1]

    left = {"photo": name, "photo.remove": "1", "why": "vì", "page-go": "save"}
    client.post(page_of(token), {**left, "page-seen": seen.split('"')[0]})

    assert draft_of(key, token).answers == {"why": "vì"}


def test_the_file_of_another_link_is_no_answer(client):
    (theirs, _their_key), (token, key) = link(ASKED), link(ASKED)
    send(client, theirs)

    client.post(page_of(token), {"photo": f"{WISH}.jpg", "why": "vì"})

    assert draft_of(key, token).answers == {"why": "vì"}
    assert client.get(reverse("surveys:show_file", args=[token, f"{WISH}.jpg"])).status_code == 404


def test_a_link_takes_twenty_files(client, monkeypatch):
    token, key = link(ASKED)
    made = [
        AnswerFile(wave=key.wave, holder=key.draft_key(token), name=f"{n}.jpg", size=1, at=now())
        for n in range(19)
    ]
    AnswerFile.objects.bulk_create(made)

    assert send(client, token).status_code == 200
    assert send(client, token, id=WISH[::-1]).status_code == 422


def now():
    return timezone.now()


def sent(client, token):
    send(client, token)
    send(client, token, pdf_bytes(), question="paper", id=WISH[::-1])
    client.post(reverse("surveys:send", args=[token]))
    return Response.objects.get()


def test_once_sent_the_file_leads_to_nobody_and_staff_open_it_on_record(client):
    token, _key = link(ASKED)
    response = sent(client, token)
    assert set(AnswerFile.objects.values_list("holder", flat=True)) == {""}
    address = reverse("surveys:response_file", args=[response.pk, f"{WISH}.jpg"])

    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(address).status_code == 403
    client.force_login(UserFactory(role=Role.STAFF))
    page = client.get(reverse("surveys:response", args=[response.pk])).content.decode()
    assert address in page
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert AuditEntry.objects.filter(action="response.file").count() == 1
    assert client.get(address.replace(WISH, WISH[::-1])).status_code == 404


def test_an_export_holds_the_files_under_the_names_of_the_cells(client):
    token, key = link(ASKED)
    sent(client, token)

    export = order_export(
        wave=key.wave, format=ExportFormat.FILES, language="vi", with_set_aside=False,
        reason="kiểm tra", by=UserFactory(role=Role.STAFF), now=now(),
    )  # fmt: skip

    with default_storage.open(name_of(export)) as stored:
        names = zipfile.ZipFile(BytesIO(stored.read())).namelist()
    assert names == [f"{WISH}.jpg", f"{WISH[::-1]}.pdf"]


def test_archives_are_offered_where_files_are_asked_for(client):
    _token, key = link(ASKED)
    client.force_login(UserFactory(role=Role.STAFF))

    pages = [
        client.get(reverse("surveys:exports", args=[pk])).content.decode()
        for pk in (key.wave.pk, WaveFactory(version__document=data(question("why"))).pk)
    ]

    assert ['value="files"' in page for page in pages] == [True, False]


def test_what_no_answer_names_is_erased_after_a_week(client):
    token, key = link(ASKED)
    sent(client, token)
    other, _key = link(ASKED, version=key.wave.version)
    send(client, other, id="f" * 32)
    Draft.objects.all().delete()
    stored = AnswerFile.objects.get(name=f"{'f' * 32}.jpg").file.name

    assert files.erase_unnamed(now=now() + timedelta(days=6, hours=23)) == 0
    assert files.erase_unnamed(now=now() + timedelta(days=7, hours=1)) == 1
    assert not default_storage.exists(stored)
    assert AnswerFile.objects.count() == 2


def test_a_trial_takes_files_and_keeps_none(client):
    trial = TrialFactory(wave__version__document=ASKED)

    answer = send(client, trial.token)

    assert answer.status_code == 200
    assert AnswerFile.objects.count() == 0
