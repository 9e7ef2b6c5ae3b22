"""The page where staff take data."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.access import Role
from core.jobs import running
from core.models import AuditEntry, JobState
from surveys.models import DataExport
from tests.factories.core import JobFactory
from tests.factories.surveys import QuestionnaireVersionFactory, WaveFactory
from tests.surveys.dataset.test_frames import answer, wave
from tests.surveys.instrument.documents import data, question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def signed_in(client, role=Role.STAFF):
    user = User.objects.create(email=f"{role}@example.vn", role=role)
    client.force_login(user)
    return user


def test_staff_order_a_file_with_a_reason_and_fetch_it(client):
    staff = signed_in(client)
    of = answer(wave()).wave
    address = reverse("surveys:exports", args=[of.pk])

    page = client.post(
        address, {"format": "csv", "language": "vi", "reason": "báo cáo"}, follow=True
    )
    export = DataExport.objects.get()
    file = client.get(reverse("surveys:download_export", args=[export.pk]))

    assert reverse("surveys:download_export", args=[export.pk]) in page.content.decode()
    assert b"asked" in b"".join(file.streaming_content)
    assert file["Content-Disposition"].startswith("attachment")
    logged = AuditEntry.objects.filter(actor=staff).values_list("action", flat=True)
    assert set(logged) == {"responses.export", "responses.download"}


def test_without_a_reason_no_file_is_made_and_what_was_chosen_stays(client):
    signed_in(client)
    address = reverse("surveys:exports", args=[wave().pk])

    page = client.post(address, {"format": "sav", "language": "en", "reason": " "})

    assert not DataExport.objects.exists()
    assert page.context["form"]["format"].value() == "sav"
    assert page.context["form"].errors["reason"]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.OFFICER, Role.ENTERPRISE])
def test_nobody_else_takes_data(client, role):
    signed_in(client, role)

    assert client.get(reverse("surveys:exports", args=[wave().pk])).status_code == 403


def test_a_file_that_was_erased_is_not_found(client):
    signed_in(client)
    of = answer(wave()).wave
    client.post(
        reverse("surveys:exports", args=[of.pk]),
        {"format": "csv", "language": "vi", "reason": "báo cáo"},
    )
    export = DataExport.objects.get()
    DataExport.objects.update(erased_at=export.finished_at)

    assert client.get(reverse("surveys:download_export", args=[export.pk])).status_code == 404


@pytest.mark.parametrize("exports", [1, 3])
def test_the_page_costs_the_same_for_any_length(client, exports, django_assert_num_queries):
    signed_in(client)
    of = answer(wave()).wave
    address = reverse("surveys:exports", args=[of.pk])
    for number in range(exports):
        client.post(address, {"format": "csv", "language": "vi", "reason": f"lần {number}"})
    client.get(address)  # shows the messages, which cost a query of their own

    with django_assert_num_queries(6):
        page = client.get(address)

    assert page.content.count(b'<th scope="row">') == exports


def test_a_file_that_is_being_made_is_watched_until_it_is_there(client):
    staff = signed_in(client)
    of = wave()
    export = DataExport.objects.create(
        wave=of,
        format="csv",
        language="vi",
        reason="báo cáo",
        job=JobFactory(kind="export", state=JobState.RUNNING),
        ordered_by=staff,
        ordered_at=timezone.now(),
    )
    address = reverse("surveys:exports", args=[of.pk])

    meanwhile = client.get(address, headers={"HX-Request": "true"}).content.decode()
    running.settle(export.job, JobState.DONE)
    DataExport.objects.filter(pk=export.pk).update(file="1.csv")
    after = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "<progress" in meanwhile
    assert "every 3s" in meanwhile
    assert "<html" not in meanwhile
    assert "every 3s" not in after
    assert reverse("surveys:download_export", args=[export.pk]) in after


def test_labels_come_in_a_language_of_the_questionnaire(client):
    signed_in(client)
    korean = data(question("asked", text={"vi": "Hỏi?", "ko": "질문?"}), languages=["vi", "ko"])
    of = WaveFactory(version=QuestionnaireVersionFactory(document=korean))
    answer(of)
    address = reverse("surveys:exports", args=[of.pk])

    assert "한국어" in client.get(address).content.decode()
    client.post(address, {"format": "ddi", "language": "ko", "reason": "báo cáo"})
    made = client.get(reverse("surveys:download_export", args=[DataExport.objects.get().pk]))
    written = b"".join(made.streaming_content).decode()
    assert "질문?" in written
    assert "Stratified random sample" in written  # what we say ourselves is in English then
