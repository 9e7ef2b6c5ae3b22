"""Answers collected elsewhere, from the file to the responses."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from core import jobs
from core.access import Role
from core.jobs.stopping import JobStopped
from core.models import AuditEntry, Job
from surveys.dataset.actions import imports
from surveys.models import (
    Anonymity,
    AnswerMapping,
    AnswerUpload,
    Disposition,
    Mode,
    Response,
    WaveStatus,
)
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    QuestionnaireVersionFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)
from tests.surveys.instrument.documents import choices, data, question

pytestmark = pytest.mark.django_db
OTHER = {"code": "khac", "text": {"vi": "Khác"}, "other": True}


@pytest.fixture(autouse=True)
def staff(client):
    user = UserFactory(role=Role.STAFF)
    client.force_login(user)
    return user


@pytest.fixture
def wave():
    document = data(
        question("asked", "single", choices=[*choices("yes", "no"), OTHER], text={"vi": "Có hỏi?"}),
        question("days", "number", relevance="${asked} = 'yes'"),
        question("comment", "longtext", text={"vi": "Ý kiến"}),
    )
    version = QuestionnaireVersionFactory(document=document)
    return WaveFactory(version=version, status=WaveStatus.OPEN)


ROWS = [
    ["Dấu thời gian", "Có hỏi?", "days", "Ý kiến", "MST"],
    ["2026-11-05 09:30:00", "yes", "4", '=1+1 "a"\n😀', ""],
    ["05/11/2026", "no", "", "", ""],
]


def as_csv(rows):
    memory = io.StringIO()
    csv.writer(memory).writerows(rows)
    return memory.getvalue().encode()


def upload(client, wave, rows, name="google.csv", **more):
    file = SimpleUploadedFile(name, as_csv(rows) if isinstance(rows, list) else rows)
    address = reverse("surveys:import_answers", args=[wave.pk])
    return client.post(address, {"file": file, **more})


def remap(client, kept, **changes):
    """Send the mapping form back as it stands, with changes by heading."""
    address = reverse("surveys:answer_upload", args=[kept.pk])
    form = client.get(address).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    for heading, target in changes.pop("columns", {}).items():
        sent[f"column_{form.headings.index(heading)}"] = target
    for word, code in changes.pop("words", {}).items():
        sent[f"word_{[w for _, w in form.words].index(word)}"] = code
    return client.post(address, sent | changes)


def confirm(client, kept, **more):
    page = client.get(reverse("surveys:answer_upload", args=[kept.pk]))
    digest = page.context["found"]["digest"]
    return client.post(
        reverse("surveys:confirm_import", args=[kept.pk]), {"digest": digest, **more}
    )


def test_a_file_is_mapped_previewed_and_imported(client, wave, staff):
    upload(client, wave, ROWS)
    kept = AnswerUpload.objects.get()
    assert kept.options["columns"] == {"Có hỏi?": "asked", "days": "days", "Ý kiến": "comment"}
    remap(client, kept, columns={"Dấu thời gian": "@sent_on"})
    assert not Response.objects.exists()

    confirm(client, kept)

    first, second = Response.objects.order_by("answers__asked").reverse()
    assert first.answers == {"asked": "yes", "days": 4, "comment": '=1+1 "a"\n😀'}
    assert second.answers == {"asked": "no"}
    assert {first.mode, second.mode} == {Mode.IMPORT}
    assert f"{first.submitted_at:%Y-%m-%d}" == f"{second.submitted_at:%Y-%m-%d}" == "2026-11-05"
    entry = AuditEntry.objects.get(action="responses.import")
    assert (entry.actor, entry.details["imported"]) == (staff, 2)
    kept.refresh_from_db()
    assert bytes(kept.content) == b""


def test_a_file_that_grew_brings_only_its_new_rows(client, wave):
    upload(client, wave, ROWS)
    confirm(client, AnswerUpload.objects.get())
    upload(client, wave, [*ROWS, ROWS[2], ["", "yes", "9", "", ""]])
    kept = AnswerUpload.objects.get(confirmed_at=None)

    found = client.get(reverse("surveys:answer_upload", args=[kept.pk])).context["found"]
    confirm(client, kept)

    assert (found["ready"], found["known"]) == (2, 2)  # the same row twice is two people
    assert Response.objects.count() == 4


def test_wrong_rows_are_named_and_left_out_only_on_purpose(client, wave):
    upload(client, wave, [*ROWS, ["", "yes", "bốn", "", ""]])
    kept = AnswerUpload.objects.get()

    page = client.get(reverse("surveys:answer_upload", args=[kept.pk])).content.decode()
    confirm(client, kept)
    assert not Response.objects.exists()
    confirm(client, kept, leave_out_wrong="on")

    assert "bốn" in page
    assert Response.objects.count() == 2


def test_words_nobody_knows_are_given_a_meaning_and_the_mapping_is_kept(client, wave):
    rows = [ROWS[0], ["", "Hỏi rồi", "3", "", ""], ["", "qua bạn bè", "", "", ""]]
    upload(client, wave, rows)
    kept = AnswerUpload.objects.get()
    words = {"Hỏi rồi": "yes", "qua bạn bè": "@other"}
    remap(client, kept, words=words, keep_as="Google 2026")
    confirm(client, kept)

    upload(
        client, wave, [*rows, ["", "Hỏi rồi", "5", "", ""]], mapping=AnswerMapping.objects.get().pk
    )
    again = AnswerUpload.objects.get(confirmed_at=None)
    found = client.get(reverse("surveys:answer_upload", args=[again.pk])).context["found"]

    answers = [response.answers for response in Response.objects.all()]
    assert {"asked": "yes", "days": 3} in answers
    assert {"asked": "khac", "asked_other": "qua bạn bè"} in answers
    assert (found["ready"], found["wrong"], found["known"]) == (1, 0, 2)


def test_rows_are_joined_to_the_sample_by_tax_code(client, wave):
    stratum = StratumFactory(wave=wave, code="micro")
    one = SampledEnterpriseFactory(stratum=stratum)
    code = one.enterprise.tax_code
    rows = [ROWS[0], ["", "no", "", "", code], ["", "no", "", "x", code], ["", "no", "", "", "123"]]
    upload(client, wave, rows)
    kept = AnswerUpload.objects.get()
    remap(client, kept, columns={"MST": "@tax_code"})

    found = client.get(reverse("surveys:answer_upload", args=[kept.pk])).context["found"]
    confirm(client, kept, leave_out_wrong="on")

    assert [told["line"] for told in found["remarks"]] == [3, 4]
    response = Response.objects.get()
    assert (response.sampled, response.stratum) == (one, stratum)
    one.refresh_from_db()
    assert one.disposition == Disposition.COMPLETE


def test_rows_that_belong_to_no_stratum_are_told_before_they_are_imported(client, wave):
    upload(client, wave, ROWS)
    address = reverse("surveys:answer_upload", args=[AnswerUpload.objects.get().pk])

    page = client.get(address)

    assert page.context["found"]["adrift"] == page.context["found"]["ready"] > 0
    assert "không thuộc doanh nghiệp nào trong mẫu" in page.content.decode()


def test_strata_and_days_that_are_unknown_are_named(client, wave):
    StratumFactory(wave=wave, code="micro")
    rows = [["asked", "s", "d"], ["no", "micro", "5/11/2026"], ["no", "gone", ""], ["no", "", "x"]]
    upload(client, wave, rows)
    kept = AnswerUpload.objects.get()
    remap(client, kept, columns={"s": "@stratum", "d": "@sent_on"})

    page = client.get(reverse("surveys:answer_upload", args=[kept.pk]))

    assert [(line, heading) for line, heading, _ in page.context["wrong"]] == [(3, "s"), (4, "d")]
    confirm(client, kept, leave_out_wrong="on")
    assert Response.objects.get().stratum.code == "micro"


def test_a_workbook_with_formulas_is_read_without_running_them(client, wave):
    book = Workbook()
    for row in (["asked", "days"], ["yes", "=2+2"], ["yes", 4]):
        book.active.append(row)
    memory = io.BytesIO()
    book.save(memory)
    upload(client, wave, memory.getvalue(), "kobo.xlsx")

    found = client.get(
        reverse("surveys:answer_upload", args=[AnswerUpload.objects.get().pk])
    ).context["found"]

    assert ([told["line"] for told in found["remarks"]], found["ready"]) == ([2], 1)


def test_two_columns_cannot_be_the_same(client, wave):
    upload(client, wave, ROWS)
    kept = AnswerUpload.objects.get()

    page = remap(client, kept, columns={"MST": "comment"})

    assert page.status_code == 200
    assert page.context["form"].errors


def test_a_preview_that_is_out_of_date_imports_nothing(client, wave):
    upload(client, wave, ROWS)
    kept = AnswerUpload.objects.get()

    client.post(reverse("surveys:confirm_import", args=[kept.pk]), {"digest": "old"})

    assert not Response.objects.exists()


def test_confirming_twice_imports_once(client, wave):
    upload(client, wave, ROWS)
    kept = AnswerUpload.objects.get()
    digest = client.get(reverse("surveys:answer_upload", args=[kept.pk])).context["found"]["digest"]

    for _ in range(2):
        client.post(reverse("surveys:confirm_import", args=[kept.pk]), {"digest": digest})

    assert Response.objects.count() == 2


def test_a_blind_wave_takes_nothing_from_elsewhere(client, wave):
    blind = WaveFactory(version=wave.version, anonymity=Anonymity.BLIND)
    planned = WaveFactory(version=wave.version, status=WaveStatus.PLANNED)

    for each in (blind, planned):
        page = upload(client, each, ROWS)
        assert page.context["form"].errors["file"]
    assert not AnswerUpload.objects.exists()


def large(rows):
    """The rows as a file of more than 60,000 bytes: the worker reads it."""
    blank = [["", "", "", "", ""]] * 10_001
    return [*rows, *blank]


@pytest.mark.parametrize(("size", "to_worker"), [(60_000, False), (60_001, True)])
def test_a_page_waits_for_a_file_of_60000_bytes_and_the_worker_reads_others(
    client, wave, size, to_worker
):
    content = as_csv(ROWS)
    upload(client, wave, content + b"\n" * (size - len(content)))
    kept = AnswerUpload.objects.get()

    page = client.get(reverse("surveys:answer_upload", args=[kept.pk]))

    assert Job.objects.filter(kind="answers_look").exists() is to_worker
    assert ("found" in page.context) is not to_worker


def test_a_large_file_is_looked_at_mapped_and_imported_by_the_worker(client, wave, staff):
    upload(client, wave, large([*ROWS, ["", "yes", "bốn", "", ""]]))
    kept, look = AnswerUpload.objects.get(), Job.objects.get()
    jobs.run(look.pk)
    remap(client, kept, columns={"Dấu thời gian": "@sent_on"})
    waiting = client.get(reverse("surveys:answer_upload", args=[kept.pk]))
    jobs.run(Job.objects.waiting().get(kind="answers_look").pk)
    confirm(client, kept, leave_out_wrong="on")
    order = Job.objects.get(kind="answers_import")
    assert not Response.objects.exists()
    jobs.run(order.pk)
    order.refresh_from_db()
    led_on = client.get(reverse("surveys:answer_upload", args=[kept.pk]))

    assert "found" not in waiting.context
    assert (order.state, order.result) == ("done", ["surveys:wave", wave.pk])
    assert Response.objects.count() == 2
    kept.refresh_from_db()
    assert kept.outcome == {"imported": 2, "wrong": 1, "known": 0}
    assert led_on.url == reverse("surveys:wave", args=[wave.pk])


def test_an_import_that_was_killed_half_way_goes_on_and_counts_all(client, wave, monkeypatch):
    rows = [ROWS[0], *(["", "yes", str(n), "", ""] for n in range(1, 151))]
    upload(client, wave, large(rows))
    kept = AnswerUpload.objects.get()
    jobs.run(Job.objects.get().pk)
    confirm(client, kept)
    order = Job.objects.get(kind="answers_import")
    whole, stored = imports._store, []

    def killed(*told):
        if stored:
            raise JobStopped
        stored.append(whole(*told))

    monkeypatch.setattr(imports, "_store", killed)
    jobs.run(order.pk)
    assert Response.objects.count() == 50
    monkeypatch.setattr(imports, "_store", whole)
    jobs.run(order.pk)

    kept.refresh_from_db()
    assert Response.objects.count() == kept.outcome["imported"] == 150
    assert AuditEntry.objects.get(action="responses.import").details["imported"] == 150


def test_a_file_that_waited_since_before_an_upgrade_is_looked_at_by_the_worker(client, wave):
    upload(client, wave, ROWS)
    kept = AnswerUpload.objects.get()
    del kept.options["revision"], kept.options["mapped"]
    kept.summary = {}
    kept.save()
    address = reverse("surveys:answer_upload", args=[kept.pk])

    waits = client.get(address)
    jobs.run(Job.objects.get().pk)
    page = client.get(address)

    assert "found" not in waits.context
    assert page.context["found"]["ready"] == 2


def test_a_small_file_costs_the_same_in_a_large_sample(client, wave):
    stratum = StratumFactory(wave=wave, code="micro")
    asked = []
    for sampled in (1, 20):
        for _each in range(sampled):
            SampledEnterpriseFactory(stratum=stratum)
        with CaptureQueriesContext(connection) as seen:
            upload(client, wave, ROWS)
        asked.append(len(seen))

    assert asked[0] == asked[1]


def test_the_page_of_a_file_does_not_read_it_again(client, wave, monkeypatch):
    upload(client, wave, ROWS)
    monkeypatch.setattr(imports, "sheets", lambda *_told: pytest.fail("read again"))
    page = client.get(reverse("surveys:answer_upload", args=[AnswerUpload.objects.get().pk]))

    assert page.context["found"]["ready"] == 2


def test_a_file_that_is_no_table_is_refused(client, wave):
    assert upload(client, wave, b"PK\x03\x04 broken", "x.xlsx").context["form"].errors["file"]
    assert upload(client, wave, b"  ", "x.csv").status_code == 200


def test_nobody_else_sees_an_upload(client, wave):
    upload(client, wave, ROWS)
    kept = AnswerUpload.objects.get()
    client.force_login(UserFactory(role=Role.STAFF))
    assert client.get(reverse("surveys:answer_upload", args=[kept.pk])).status_code == 404

    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(reverse("surveys:import_answers", args=[wave.pk])).status_code == 403
