"""Signing in as people do it, with a password and then a passkey, under the strict policy."""

import pytest
from django.core.cache import cache

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def with_authenticator(page):
    """A security key inside the browser, which says yes to everything."""
    cache.clear()
    page.set_extra_http_headers({"Accept-Language": "vi"})
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def test_staff_set_up_a_passkey_and_sign_in_with_it(with_authenticator, live_server):
    page, user = with_authenticator, UserFactory(full_name="Nguyễn Thị Ánh")
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)

    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Thư điện tử").fill(user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(f"{live_server.url}/")

    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)  # asked again before a second factor changes
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Không cần mật khẩu").check()
    page.get_by_role("button", name="Thêm").click()
    page.wait_for_url("**/2fa/recovery-codes/**")
    assert "Mã dự phòng" in page.content()

    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(f"{live_server.url}/")

    assert "Kính chào Nguyễn Thị Ánh" in page.content()
    assert complaints == []


def test_what_is_missing_is_said_in_the_language_of_the_page(page, live_server):
    page.set_extra_http_headers({"Accept-Language": "vi"})  # the browser itself speaks English
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    field = page.locator("input[name=login]")
    assert field.evaluate("e => e.validationMessage") == "Chưa điền nội dung này."

    field.fill("khong-phai-dia-chi")
    assert field.evaluate("e => e.validity.customError") is False
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    told = field.evaluate("e => e.validationMessage")
    assert told == "Địa chỉ thư điện tử chưa đúng dạng, ví dụ ten@congty.vn."

    field.fill("ai@do.example")
    page.get_by_label("Mật khẩu").fill("x")
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
