"""Work in the background in a real browser: it asks while work runs, and not once it has ended."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.jobs import running, words
from core.models import Job, JobState
from surveys.models import WaveStatus
from tests.browser.looks import LOOKS
from tests.browser.test_editor import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.core import JobFactory
from tests.factories.surveys import WaveFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wave():
    return WaveFactory(status=WaveStatus.CLOSED, title_vi="Khảo sát doanh nghiệp năm 2026")


@pytest.fixture
def job(wave):
    """An analysis that runs in a worker of which these tests know nothing."""
    return JobFactory(
        kind="analysis", key=str(wave.pk), subject_vi=wave.title_vi, state=JobState.RUNNING,
        done=1, of=3, message=words.sentence("The figures are being computed."),
    )  # fmt: skip


@pytest.fixture
def others(wave):
    about = {"subject_vi": wave.title_vi, "ordered_by": UserFactory(full_name="Trần Thị Bích")}
    problem = words.sentence(words.UNFORESEEN, problem="ValueError")
    too_often = words.sentence(words.STOPPED_TOO_OFTEN, attempt=3)
    JobFactory(kind="export", **about)
    JobFactory(kind="sending", state=JobState.DONE, done=640, of=640, **about)
    JobFactory(kind="forecast", state=JobState.FAILED, message=problem, subject_vi="PCI 2018")
    JobFactory(kind="report", state=JobState.FAILED, message=too_often, **about)
    JobFactory(kind="rank_study", state=JobState.REFUSED, message=problem, subject_vi="PCI 2017")


def end(job):
    held = Job.objects.get(pk=job.pk)
    running.settle(held, JobState.FAILED, message={"vi": "Có lỗi.", "en": "It broke."})


@pytest.mark.crawl
@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.usefixtures("others")
def test_pages_are_accessible_and_fit(browser, live_server, job, language):
    context = browser.new_context()
    signed_in(context, live_server, language, Role.ADMINISTRATOR)
    page = context.new_page()
    wrong = {}
    failed = Job.objects.get(kind="report")
    addresses = [
        reverse("jobs"),
        reverse("analysis:runs"),
        reverse("job", args=[job.pk]),
        reverse("job", args=[failed.pk]),
        reverse("analysis:forecasts"),
    ]

    for address in addresses:
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now())
        assert page.goto(live_server.url + address).status == 200, address
        if found := LOOKS[language](page):
            wrong[address] = found

    context.close()
    assert wrong == {}


def test_a_page_asks_while_work_runs_and_not_once_it_has_ended(browser, live_server, job):
    context = browser.new_context()
    signed_in(context, live_server, "vi", Role.STAFF)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + reverse("job", args=[job.pk]))
    assert page.locator("progress").get_attribute("value") == "1"

    with page.expect_response(lambda answer: "?next=" in answer.url):
        pass
    end(job)
    page.locator("text=Có lỗi.").wait_for(timeout=10_000)
    asked.clear()
    page.wait_for_timeout(4_000)

    assert asked == []
    assert page.locator("button", has_text="Chạy lại").count() == 1
    context.close()


def test_without_scripts_the_page_offers_to_be_loaded_again(browser, live_server, job):
    context = browser.new_context(java_script_enabled=False)
    signed_in(context, live_server, "vi", Role.STAFF)
    page = context.new_page()
    page.goto(live_server.url + reverse("analysis:runs"))
    end(job)

    page.locator("a", has_text="Tải lại trang để xem tiến độ").click()

    assert page.locator("text=Có lỗi.").count() == 1
    context.close()
