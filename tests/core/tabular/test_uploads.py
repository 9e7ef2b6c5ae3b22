"""Files that wait to be confirmed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from core.tabular import uploads
from pci.models import OfficialUpload
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def keep():
    by = UserFactory()

    def kept(name, ago=timedelta(0)):
        return OfficialUpload.keep(
            name=name, content=b"x", options={"year": 2017}, by=by, now=NOW - ago
        )

    return kept


def test_a_file_nobody_came_back_for_is_forgotten_after_two_days(keep):
    keep("older", timedelta(days=2, seconds=1))
    keep("two days", timedelta(days=2))
    keep("younger", timedelta(days=1, hours=23))

    keep("new")

    left = set(OfficialUpload.objects.values_list("name", flat=True))
    assert left == {"two days", "younger", "new"}


def test_a_file_that_was_imported_is_never_forgotten_but_its_content_is(keep):
    upload = keep("imported", timedelta(days=300))
    upload.settle(outcome={"new": 3}, now=NOW - timedelta(days=299))

    keep("new")

    left = OfficialUpload.objects.get(name="imported")
    assert (left.outcome, bytes(left.content)) == ({"new": 3}, b"")
    assert left.confirmed_at == NOW - timedelta(days=299)
    assert [upload.name for upload in OfficialUpload.objects.waiting()] == ["new"]


def test_what_was_uploaded_is_kept_with_its_digest(keep):
    upload = keep("n" * 201)
    upload.refresh_from_db()

    assert upload.name == "n" * 200
    assert upload.content_digest == (
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    )
    assert (upload.options, upload.uploaded_at) == ({"year": 2017}, NOW)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (uploads.AlreadyConfirmed, "nothing was imported twice"),
        (uploads.PreviewOutdated, "look at the new preview"),
        (uploads.ProblemsRemain, "Correct the file"),
    ],
)
def test_a_refusal_says_what_became_of_the_file(refusal, words):
    with override("en"):
        assert words in str(refusal())


def test_an_upload_is_called_by_its_file(keep):
    assert str(keep("doanh-nghiep.xlsx")) == "doanh-nghiep.xlsx"
