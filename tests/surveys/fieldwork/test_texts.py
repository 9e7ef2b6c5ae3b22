"""Staff word what enterprises read: refused once, looked at, stored, returned to."""

import pytest
from django.urls import reverse

from surveys.models import SurveyText
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "surveys:text"
BODY = "Kính gửi {tên doanh nghiệp}\n\n{đường dẫn riêng}\n\n{đường dẫn từ chối nhận thư}"


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(role="staff"))
    return client


def test_a_refused_text_comes_back_with_the_reason_and_is_stored_once_mended(staff):
    address = reverse(ADDRESS, args=["invitation", "vi"])
    assert "{tên doanh nghiệp}" in staff.get(address).content.decode()
    page = staff.post(address, {"subject": "Mời", "body": "Chỉ có chữ", "go": "store"})
    assert "Chỉ có chữ" in page.content.decode()
    assert "đường dẫn riêng" in page.content.decode()
    assert not SurveyText.objects.exists()

    stored = staff.post(address, {"subject": "Mời", "body": BODY, "go": "store"})

    assert stored.url == address
    assert SurveyText.objects.get().body == "Kính gửi {enterprise}\n\n{link}\n\n{opt_out}"
    assert "bản của Hiệp hội" in staff.get(reverse("surveys:texts")).content.decode()
    assert "Phiên bản 1" in staff.get(address).content.decode()


def test_looking_first_stores_nothing_and_fills_the_fields(staff):
    address = reverse(ADDRESS, args=["invitation", "vi"])
    page = staff.post(address, {"subject": "Mời", "body": BODY, "go": "preview"}).content.decode()
    assert "Kính gửi Công ty TNHH Ví Dụ" in page
    assert not SurveyText.objects.exists()


def test_the_shipped_text_is_used_again_by_a_click(staff):
    address = reverse(ADDRESS, args=["welcome", "en"])
    staff.post(address, {"body": "Our words", "go": "store"})
    first = SurveyText.objects.get()
    staff.post(address, {"go": "shipped"})
    assert SurveyText.objects.first().is_shipped
    assert "Our words" in staff.get(f"{address}?version={first.pk}").content.decode()


@pytest.mark.parametrize(("kind", "language"), [("nothing", "vi"), ("welcome", "ko")])
def test_what_is_no_text_is_not_found(staff, kind, language):
    assert staff.get(reverse(ADDRESS, args=[kind, language])).status_code == 404


def test_only_staff_word_texts(client):
    client.force_login(UserFactory(role="planner"))
    assert client.get(reverse("surveys:texts")).status_code == 403
