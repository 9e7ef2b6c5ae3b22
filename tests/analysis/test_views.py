"""Pages of the analyses: who reads what, what is done, what it costs."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import User
from analysis import actions
from analysis.models import AnalysisRun, Report
from analysis.views.wave_reports import _list_missing
from core.access import Role
from core.jobs import running
from core.models import AuditEntry, Job, JobState
from surveys.models import WaveStatus
from tests.factories.analysis import AnalysisRunFactory, ReportFactory, closed_wave
from tests.factories.surveys import WaveFactory
from tests.work import do_the_work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = datetime(2027, 1, 5, tzinfo=UTC)


def user(role):
    return User.objects.create_user(f"{role}@thuocdo.example", role=role, approved_at=NOW)


def made_report(**more):
    report = ReportFactory(made_at=NOW, **more)
    report.pdf.save("report.pdf", ContentFile(b"%PDF-1.7 small"))
    return report


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 404),
        (Role.ENTERPRISE, 404),
        (Role.OFFICER, 404),
        (Role.STAFF, 200),
        (Role.PLANNER, 200),
        (Role.ADMINISTRATOR, 200),
    ],
)
def test_an_unpublished_pdf_is_for_staff_and_planners(client, role, status):
    report = made_report()
    if role:
        client.force_login(user(role))

    answer = client.get(reverse("analysis:pdf", args=[report.run_id, "vi"]))

    answer.close()
    assert answer.status_code == status


@pytest.mark.parametrize("role", [None, Role.ENTERPRISE, Role.OFFICER])
def test_a_published_pdf_is_for_everybody(client, role):
    report = made_report(published_at=NOW)
    if role:
        client.force_login(user(role))

    answer = client.get(reverse("analysis:pdf", args=[report.run_id, "vi"]))

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 small"
    answer.close()


def test_only_the_published_language_is_public(client):
    report = made_report(published_at=NOW)
    other = ReportFactory(run=report.run, language="en", made_at=NOW)
    other.pdf.save("report.pdf", ContentFile(b"%PDF-1.7 english"))

    answer = client.get(reverse("analysis:pdf", args=[report.run_id, "en"]))

    assert answer.status_code == 404


def test_a_download_by_somebody_signed_in_is_noted(client):
    report = made_report()
    planner = user(Role.PLANNER)
    client.force_login(planner)

    answer = client.get(reverse("analysis:pdf", args=[report.run_id, "vi"]))
    assert b"".join(answer.streaming_content)

    entry = AuditEntry.objects.get(action="report.download")
    assert (entry.actor, entry.target_id) == (planner, str(report.pk))


def test_publishing_makes_page_and_pdf_public_and_is_noted(client):
    report = made_report(reviewed_at=NOW, reviewed_by=user(Role.PLANNER))
    client.force_login(user(Role.STAFF))

    client.post(reverse("analysis:publish", args=[report.run_id, "vi"]))

    report.refresh_from_db()
    assert report.published_at is not None
    assert AuditEntry.objects.filter(action="report.publish").count() == 1


def test_a_planner_does_not_publish(client):
    report = made_report(reviewed_at=NOW)
    client.force_login(user(Role.PLANNER))

    answer = client.post(reverse("analysis:publish", args=[report.run_id, "vi"]))

    report.refresh_from_db()
    assert (answer.status_code, report.published_at) == (403, None)


def test_a_report_that_was_not_made_is_not_published(client):
    report = ReportFactory()
    client.force_login(user(Role.STAFF))

    client.post(reverse("analysis:publish", args=[report.run_id, "vi"]))

    report.refresh_from_db()
    assert report.published_at is None


def test_a_report_is_withdrawn_with_a_reason(client):
    report = made_report(published_at=NOW)
    client.force_login(user(Role.STAFF))
    address = reverse("analysis:withdraw", args=[report.run_id, "vi"])

    client.post(address, {"reason": " "})
    report.refresh_from_db()
    assert report.published_at == NOW

    client.post(address, {"reason": "Sai số phiếu"})
    report.refresh_from_db()
    assert report.published_at is None
    assert AuditEntry.objects.get(action="report.withdraw").reason == "Sai số phiếu"


def test_an_open_wave_is_not_analysed(client):
    wave = WaveFactory(status=WaveStatus.OPEN)
    client.force_login(user(Role.STAFF))

    client.post(reverse("analysis:analyse", args=[wave.pk]))

    assert not AnalysisRun.objects.exists()


def test_staff_analyse_a_closed_wave_and_get_numbers_and_both_pdfs(client, short_papers):
    wave = closed_wave(60)
    client.force_login(user(Role.STAFF))

    client.post(reverse("analysis:analyse", args=[wave.pk]))
    ordered = client.get(reverse("analysis:runs")).content.decode()
    (job,) = do_the_work()

    run = AnalysisRun.objects.get()
    assert "chờ xử lý" in ordered
    assert reverse("analysis:analyse", args=[wave.pk]) not in ordered
    assert (job.state, job.done, job.of, job.result) == ("done", 3, 3, ["analysis:run", run.pk])
    assert run.made_by.role == Role.STAFF
    assert {r.language for r in Report.objects.filter(run=run) if r.is_made} == {"vi", "en"}
    page = client.get(reverse("analysis:runs")).content.decode()
    assert reverse("analysis:run", args=[run.pk]) in page
    assert "chờ xử lý" not in page
    assert reverse("analysis:analyse", args=[wave.pk]) in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "12 phiếu trả lời dùng được"), ("en", "has 12 usable answers; an analysis needs")],
)
def test_a_refused_analysis_says_why_to_each_reader_and_is_not_asked_after(client, language, words):
    wave = closed_wave(12)
    client.force_login(user(Role.STAFF))

    client.post(reverse("analysis:analyse", args=[wave.pk]))
    do_the_work()

    client.cookies["django_language"] = language
    listed = client.get(reverse("analysis:runs"))
    page = listed.content.decode()
    assert words in page
    assert "hx-get" not in page
    assert reverse("job_again", args=[Job.objects.get().pk]) in page
    assert not AnalysisRun.objects.exists()


@pytest.mark.parametrize("waves", [1, 3])
def test_the_list_costs_the_same_for_any_length(client, waves, django_assert_num_queries):
    for _number in range(waves):
        run = AnalysisRunFactory()
        ReportFactory(run=run)
    client.force_login(user(Role.PLANNER))
    client.get(reverse("analysis:runs"))

    with django_assert_num_queries(9):
        page = client.get(reverse("analysis:runs"))

    assert page.content.count(b'<section class="card"') == waves


def test_the_public_list_shows_what_is_published_only(client):
    made_report()
    public = made_report(published_at=NOW)

    page = client.get(reverse("analysis:reports")).content.decode()

    assert page.count(".pdf") == 1
    assert reverse("analysis:pdf", args=[public.run_id, "vi"]) in page


def test_a_report_in_two_languages_stands_under_one_heading(client):
    run = AnalysisRunFactory()
    for language in ("vi", "en"):
        made_report(run=run, language=language, published_at=NOW)
    other = made_report(published_at=NOW).run

    page = client.get(reverse("analysis:reports")).content.decode()

    assert page.count('<section class="card"') == 2
    for one in (run, other):
        assert page.count(f'id="run-{one.pk}"') == 1


class TestResultsOfAnotherVersion:
    def published(self, **results):
        return made_report(run=AnalysisRunFactory(results=results), published_at=NOW)

    @pytest.mark.parametrize("results", [{}, {"schema": 99}, {"schema": 1, "criteria": []}])
    def test_a_result_this_version_cannot_read_is_explained(self, client, results):
        report = self.published(**results)

        page = client.get(reverse("analysis:run", args=[report.run_id]))

        assert page.status_code == 200
        assert "phiên bản cũ hơn" in page.content.decode()
        assert reverse("analysis:pdf", args=[report.run_id, "vi"]) in page.content.decode()
        assert reverse("analysis:analyse", args=[report.run.wave_id]) not in page.content.decode()

    def test_staff_are_offered_to_compute_it_again(self, client):
        report = self.published(schema=99)
        client.force_login(user(Role.STAFF))

        page = client.get(reverse("analysis:run", args=[report.run_id])).content.decode()

        assert reverse("analysis:analyse", args=[report.run.wave_id]) in page


def test_a_wave_being_analysed_is_asked_after_until_its_report_is_there(client):
    client.force_login(user(Role.STAFF))
    wave = WaveFactory(status=WaveStatus.CLOSED)
    address = reverse("analysis:runs")
    client.post(reverse("analysis:analyse", args=[wave.pk]))
    job = Job.objects.get()

    waiting = client.get(address).content.decode()
    running.settle(running.claim(job.pk, now=NOW), JobState.DONE)
    done = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{address}"' in waiting
    assert waiting.count("hx-get") == 1
    assert f'id="job-{job.pk}"' in waiting
    assert "hx-get" not in done
    assert done.strip().startswith('<div id="waves">')


def test_a_missing_pdf_is_ordered_and_its_state_shown_instead_of_the_button(client):
    run = AnalysisRunFactory(results={"schema": 99})
    client.force_login(user(Role.PLANNER))
    order = reverse("analysis:make_pdf", args=[run.pk, "vi"])
    assert client.post(order).status_code == 302
    client.post(order)

    job = Job.objects.get()
    assert job.subject.endswith("(Tiếng Việt)")
    assert [missing.language for missing in _list_missing(run)] == ["vi", "en"]
    assert [missing.job for missing in _list_missing(run)] == [job, None]


def test_while_a_wave_is_analysed_its_missing_pdfs_are_not_ordered_beside(client):
    run = AnalysisRunFactory()
    run.wave.status = WaveStatus.CLOSED
    job = actions.order_analysis(wave=run.wave, by=None, now=NOW)

    (missing,) = _list_missing(run)

    assert missing.job == job
