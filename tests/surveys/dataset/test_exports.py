"""Every export has a reason, is logged, and its file is erased in time."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import StringIO

import pyreadstat
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from accounts.models import User
from core import jobs
from core.access import Role
from core.models import AuditEntry, JobState
from surveys.dataset.actions import exports
from surveys.errors import BlindWaveOpen, ReasonMissing
from surveys.models import Anonymity, DataExport, ExportFormat, Wave, WaveStatus
from tests.surveys.dataset.test_frames import answer, wave

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


@pytest.fixture
def staff():
    return User.objects.create(email="can.bo@example.vn", role=Role.STAFF)


def order(of, staff, kind=ExportFormat.SAV, reason="báo cáo năm"):
    return exports.order_export(
        wave=of, format=kind, language="vi", with_set_aside=False, reason=reason, by=staff, now=NOW
    )


@pytest.mark.parametrize("kind", ExportFormat)
def test_an_export_is_made_at_once_and_logged_with_who_what_and_why(staff, kind):
    of = answer(wave()).wave

    export = order(of, staff, kind)

    with default_storage.open(exports.name_of(export)) as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    assert (export.job.state, export.rows) == (JobState.DONE, 1)
    assert export.digest == digest
    entry = AuditEntry.objects.get(action="responses.export")
    assert (entry.actor, entry.reason, entry.target_id) == (staff, "báo cáo năm", str(of.pk))
    assert entry.details["rows"] == 1
    assert entry.details["format"] == kind


def test_an_export_without_a_reason_is_refused(staff):
    with pytest.raises(ReasonMissing):
        order(wave(), staff, reason="  ")

    assert not DataExport.objects.exists()


def test_a_large_export_is_left_to_the_worker(
    staff, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    with django_capture_on_commit_callbacks() as callbacks:
        export = order(answer(wave()).wave, staff)
    assert (export.job.state, len(callbacks)) == (JobState.WAITING, 1)

    callbacks[0]()

    export.refresh_from_db()
    assert (export.job.state, export.rows) == (JobState.DONE, 1)


def test_up_to_a_thousand_answers_are_written_at_once(staff, monkeypatch):
    assert exports.AT_ONCE == 1000
    monkeypatch.setattr(exports, "AT_ONCE", 1)

    assert order(answer(wave()).wave, staff).job.is_done


def test_a_blind_wave_that_takes_answers_keeps_them_from_a_waiting_order(staff, monkeypatch):
    of = answer(wave(Anonymity.BLIND)).wave
    Wave.objects.filter(pk=of.pk).update(status=WaveStatus.CLOSED, closed_at=NOW)
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    waiting = order(Wave.objects.get(pk=of.pk), staff)
    Wave.objects.filter(pk=of.pk).update(status=WaveStatus.OPEN, closed_at=None)

    with pytest.raises(BlindWaveOpen):
        exports.run_export(export=DataExport.objects.get(pk=waiting.pk), now=NOW)


def test_an_export_that_failed_says_so(staff, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    monkeypatch.setattr(exports, "write", lambda *arguments: 1 / 0)
    with django_capture_on_commit_callbacks() as callbacks:
        export = order(answer(wave()).wave, staff)

    with pytest.raises(ZeroDivisionError):
        callbacks[0]()

    export.refresh_from_db()
    assert (export.job.state, export.finished_at) == (JobState.FAILED, None)
    assert "(ZeroDivisionError)" in export.job.sentence


def test_a_short_export_that_failed_is_told_on_its_page(staff, monkeypatch):
    monkeypatch.setattr(exports, "write", lambda *arguments: 1 / 0)

    export = order(answer(wave()).wave, staff)

    assert (export.job.state, export.file) == (JobState.FAILED, "")


def test_an_export_that_failed_is_made_when_tried_again(staff, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(exports, "write", lambda *arguments: 1 / 0)
        export = order(answer(wave()).wave, staff)
    job = jobs.try_again(job=export.job, by=staff, now=NOW)

    jobs.run(job.pk)

    export.refresh_from_db()
    assert (export.job.state, export.job.attempts, export.rows) == (JobState.DONE, 2, 1)


def test_who_runs_an_export_is_given_it_finished(staff, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    waiting = order(answer(wave()).wave, staff)

    made = exports.run_export(export=waiting, now=NOW)

    assert (made, made.finished_at) == (waiting, NOW)


def test_making_a_file_twice_logs_once(staff):
    export = order(answer(wave()).wave, staff)

    assert exports.run_export(export=export, now=NOW) is export

    assert AuditEntry.objects.filter(action="responses.export").count() == 1


def test_files_are_erased_after_a_week_and_the_record_stays(staff):
    export = order(answer(wave()).wave, staff)

    made = export.finished_at
    assert exports.erase_files(now=made + timedelta(days=7)) == 0
    assert exports.erase_files(now=made + timedelta(days=7, seconds=1)) == 1

    export.refresh_from_db()
    assert not default_storage.exists(exports.name_of(export))
    assert export.erased_at == made + timedelta(days=7, seconds=1)
    assert exports.erase_files(now=made + timedelta(days=9)) == 0


def test_the_command_writes_the_file_and_logs_it(tmp_path):
    of = answer(wave()).wave
    file = tmp_path / "out.sav"

    call_command(
        "export_responses", wave=of.pk, format="sav", out=file, reason="lưu trữ", stdout=StringIO()
    )

    frame, _meta = pyreadstat.read_sav(file)
    assert list(frame["n"]) == [4]
    assert AuditEntry.objects.get(action="responses.export").reason == "lưu trữ"
    assert DataExport.objects.get().rows == 1


def test_the_command_refuses_an_unknown_wave_and_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="999"):
        call_command("export_responses", wave=999, format="csv", out=tmp_path / "x.csv")
    of = wave()
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_responses", wave=of.pk, format="csv", out=tmp_path / "no" / "x.csv")
    assert not DataExport.objects.exists()


def test_the_answers_of_a_blind_wave_leave_only_once_it_is_closed(staff, tmp_path):
    of = answer(wave(Anonymity.BLIND)).wave
    with pytest.raises(BlindWaveOpen):
        order(of, staff)
    with pytest.raises(CommandError, match=of.title):
        call_command(
            "export_responses", wave=of.pk, format="csv", out=tmp_path / "x.csv", verbosity=0
        )
    assert not DataExport.objects.exists()

    of.status, of.closed_at = WaveStatus.CLOSED, NOW
    of.save()

    assert order(of, staff).rows == 1


def test_the_codebook_of_a_blind_wave_holds_no_answers_and_is_always_there(staff):
    assert order(wave(Anonymity.BLIND), staff, ExportFormat.DDI).job.is_done
