"""A report is reviewed by a second person, released under a number, withdrawn with a reason."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from analysis import actions
from analysis.errors import NotReviewed, ReleasedByReviewer, ReportNotMade, ReviewedByAuthor
from analysis.models import Immutable, Report, ReportRelease
from core import letterhead
from core.access import Role
from core.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.analysis import AnalysisRunFactory, ReportFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 5, tzinfo=UTC)
LATER = datetime(2027, 2, 5, tzinfo=UTC)


@pytest.fixture
def people():
    return [UserFactory(role=Role.STAFF) for _each in range(3)]


@pytest.fixture
def report(people):
    run = AnalysisRunFactory(made_by=people[0])
    made = ReportFactory(run=run, made_at=NOW, pdf_digest="a" * 64)
    made.pdf.save("report.pdf", ContentFile(b"%PDF-1.7 small"))
    return made


def review(report, by, note=""):
    return actions.review_report(report=report, note=note, by=by, now=NOW)


def publish(report, by, now=NOW):
    return actions.publish_report(report=report, by=by, now=now)


def test_who_ordered_the_analysis_does_not_review_it(report, people):
    with pytest.raises(ReviewedByAuthor):
        review(report, people[0])

    assert Report.objects.get().reviewed_at is None


def test_nothing_is_released_without_a_review_nor_by_the_reviewer(report, people):
    with pytest.raises(NotReviewed):
        publish(report, people[0])
    review(report, people[1], " n = 14 ghi rõ ")
    with pytest.raises(ReleasedByReviewer):
        publish(report, people[1])

    assert Report.objects.get().review_note == "n = 14 ghi rõ"
    assert not ReportRelease.objects.exists()


def test_what_is_not_made_is_not_reviewed(people):
    with pytest.raises(ReportNotMade):
        review(ReportFactory(), people[1])


def test_a_release_keeps_digests_licence_and_the_two_who_saw_it(report, people):
    letterhead.change(
        by=people[0], now=NOW, licence_name="CC BY 4.0", licence_url="https://example.org/by"
    )
    review(report, people[1])
    publish(report, people[0])

    release = ReportRelease.objects.get()
    assert (release.number, release.pdf_digest) == (1, "a" * 64)
    assert release.results_digest == report.run.results_digest
    assert (release.licence_name, release.licence_url) == ("CC BY 4.0", "https://example.org/by")
    assert (release.reviewed_by, release.released_by) == (people[1], people[0])
    assert AuditEntry.objects.filter(action__in=["report.review", "report.publish"]).count() == 2
    letterhead.hold(None, 0)


def test_a_release_is_neither_changed_nor_removed(report, people):
    publish(review(report, people[1]), people[0])
    release = ReportRelease.objects.get()

    release.pdf_digest = "b" * 64
    with pytest.raises(Immutable):
        release.save()
    with pytest.raises(Immutable):
        release.save(update_fields=["pdf_digest"])
    with pytest.raises(Immutable):
        release.delete()


def test_a_withdrawn_report_keeps_its_address_says_why_and_needs_a_new_review(
    client, report, people
):
    publish(review(report, people[1]), people[0])
    address, file = (reverse(f"analysis:{n}", args=[1]) for n in ("release", "release_pdf"))
    assert "Rút" not in client.get(address).content.decode()
    answer = client.get(file)
    assert (answer.status_code, answer["ETag"]) == (200, '"' + "a" * 64 + '"')
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 small"
    for close in answer._resource_closers:  # closing the answer would close the database, too
        close()

    actions.withdraw_report(report=report, reason="Sai số phiếu", by=people[0], now=LATER)

    page = client.get(address)
    assert (page.status_code, "Sai số phiếu" in page.content.decode()) == (200, True)
    gone = client.get(file)
    assert (gone.status_code, "Sai số phiếu" in gone.content.decode()) == (410, True)
    with pytest.raises(NotReviewed):
        publish(report, people[0])
    review(report, people[2])
    publish(report, people[0], LATER)
    assert list(ReportRelease.objects.values_list("number", flat=True)) == [2, 1]
    assert reverse("analysis:release", args=[2]) in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("run", []),
        ("chapter", ["criteria"]),
        ("groups", []),
        ("groups_file", ["xlsx"]),
        ("figures", ["csv"]),
        ("paper", ["docx"]),
        ("pdf", ["vi"]),
    ],
)
def test_what_was_public_leads_to_why_it_no_longer_is(client, report, people, name, more):
    address = reverse(f"analysis:{name}", args=[report.run_id, *more])
    assert client.get(address).status_code == 404
    publish(review(report, people[1]), people[0])
    actions.withdraw_report(report=report, reason="Sai số phiếu", by=people[0], now=LATER)

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, reverse("analysis:release", args=[1]))


def test_a_language_withdrawn_alone_leads_there_and_the_rest_stays(client, report, people):
    other = ReportFactory(run=report.run, language="en", made_at=NOW, pdf_digest="b" * 64)
    for each in (report, other):
        publish(review(each, people[1]), people[0])
    actions.withdraw_report(report=other, reason="Wrong words", by=people[0], now=LATER)
    pdf, chapter = "analysis:pdf", reverse("analysis:chapter", args=[report.run_id, "no-such"])

    assert client.get(reverse(pdf, args=[report.run_id, "en"])).status_code == 302
    assert client.get(chapter).status_code == 404


@pytest.mark.parametrize("number", [2**31, 2**63, 10**20])
def test_a_run_with_a_number_beyond_all_numbers_is_not_found(client, db, number):
    assert client.get(reverse("analysis:run", args=[number])).status_code == 404


def test_a_reason_with_signs_of_html_is_read_as_it_was_typed(client, report, people):
    publish(review(report, people[1]), people[0])
    actions.withdraw_report(report=report, reason="n < 30 <b>", by=people[0], now=LATER)

    told = client.get(reverse("analysis:reports_feed")).content
    feed = ElementTree.fromstring(told)  # noqa: S314 -- our own document

    (summary,) = feed.iter("{http://www.w3.org/2005/Atom}summary")
    assert (summary.get("type"), summary.text) == ("html", "<p>n &lt; 30 &lt;b&gt;</p>")


def test_the_feed_tells_of_releases_and_withdrawals(client, report, people):
    publish(review(report, people[1]), people[0])
    feed = client.get(reverse("analysis:reports_feed"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "a" * 64 in feed.content.decode()

    actions.withdraw_report(report=report, reason="Sai số phiếu", by=people[0], now=LATER)

    told = client.get(reverse("analysis:reports_feed")).content.decode()
    assert "Đã rút" in told
    assert "Sai số phiếu" in told
    assert "2027-02-05" in told
    assert "a" * 64 not in told


@pytest.mark.parametrize(
    ("role", "status"), [(Role.PLANNER, 302), (Role.OFFICER, 403), (Role.ENTERPRISE, 403)]
)
def test_planners_review_and_agencies_do_not(client, report, role, status):
    client.force_login(UserFactory(role=role))

    answer = client.post(reverse("analysis:review", args=[report.run_id, "vi"]), {"note": "Tốt"})

    assert answer.status_code == status
    assert Report.objects.get().review_note == ("Tốt" if status == 302 else "")


def test_the_page_offers_each_what_is_theirs_to_do(client, report, people):
    address = reverse("analysis:run", args=[report.run_id])
    steps = [reverse(f"analysis:{n}", args=[report.run_id, "vi"]) for n in ("review", "publish")]

    def offered(person):
        client.force_login(person)
        page = client.get(address).content.decode()
        return [f'action="{step}"' in page for step in steps]

    Report.objects.filter(pk=report.pk).update(reviewed_at=None)
    assert offered(people[0]) == [False, False]
    assert offered(people[1]) == [True, False]
    review(report, people[1])
    assert offered(people[1]) == [False, False]
    assert offered(people[0]) == [False, True]
