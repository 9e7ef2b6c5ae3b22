"""Name, letterhead and logo of the Association."""

import io
import math

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from accounts import audit_words
from core import letterhead
from core.attachments import picture_rewriting
from core.letterhead.pictures import PictureRefused, make_logo
from core.messaging.headers import association, sender
from core.models import Association, AuditEntry
from core.templatetags.components import reach
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NAME = "Hiệp hội Doanh nghiệp tỉnh Lâm Đồng"


def picture(width=1200, height=300, form="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, form)
    return out.getvalue()


def values(**changes):
    return {"name_vi": NAME, "place_name": "Tỉnh Lâm Đồng", "email": "vp@hoi.example"} | changes


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


def test_without_a_row_the_settings_name_the_association():
    assert letterhead.current().name == settings.ASSOCIATION_NAME
    assert letterhead.current().reached_at == settings.ASSOCIATION_CONTACT


def test_an_empty_installation_names_no_province(client, settings):
    settings.PROVINCE_NAME = settings.ASSOCIATION_NAME = settings.ASSOCIATION_CONTACT = ""

    page = client.get(reverse("home")).content.decode()
    refused = client.get("/no-such-page/").content.decode()

    assert "Đắk Nông" not in page + refused
    assert "brand__place" not in page
    assert "<p>Hiệp hội Doanh nghiệp</p>" in page
    assert "mailto:" not in page + refused


@pytest.mark.parametrize(
    ("way", "link"),
    [
        ("vp@hoi.example", '<a href="mailto:vp@hoi.example">vp@hoi.example</a>'),
        ("0263 3 822 311", '<a href="tel:02633822311">0263 3 822 311</a>'),
        ("Zalo của Hiệp hội", "Zalo của Hiệp hội"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_contact_is_linked_as_what_it_is(way, link):
    assert reach(way) == link


def test_a_change_counts_at_once_on_pages_and_letters(client, administrator):
    client.post(reverse("association"), values(sender_name="Khảo sát Lâm Đồng"))

    page = client.get(reverse("home")).content.decode()
    assert NAME in page
    assert "Tỉnh Lâm Đồng" in page
    assert sender().startswith('"Khảo sát Lâm Đồng" <')
    assert association() == ['"Khảo sát Lâm Đồng" <vp@hoi.example>']


def test_the_log_tells_what_stood_there_before(client, administrator):
    client.post(reverse("association"), values())
    client.post(reverse("association"), values(name_vi="Hội Lâm Đồng"))

    entry = AuditEntry.objects.filter(action="association.change").first()
    assert (entry.actor, entry.details["changes"]) == (
        administrator,
        {"name_vi": [NAME, "Hội Lâm Đồng"]},
    )
    with translation.override("en"):
        assert audit_words.details(entry) == [("name (Vietnamese)", f"{NAME} → Hội Lâm Đồng")]


def test_saving_the_same_again_leaves_no_line_in_the_log(client, administrator):
    for _each in range(2):
        client.post(reverse("association"), values())

    assert AuditEntry.objects.filter(action="association.change").count() == 1


def test_the_logo_is_made_small_and_shown_to_everybody(client, administrator):
    file = SimpleUploadedFile("logo.jpg", picture(form="JPEG"))
    client.post(reverse("association"), values() | {"logo_file": file})
    client.logout()

    response = client.get(reverse("association_logo"))

    with Image.open(io.BytesIO(response.content)) as logo:
        assert (logo.format, logo.size) == ("PNG", (800, 200))


def test_a_logo_can_be_removed(client, administrator):
    client.post(
        reverse("association"), values() | {"logo_file": SimpleUploadedFile("l.png", picture())}
    )
    client.post(reverse("association"), values(without_logo="on"))

    assert client.get(reverse("association_logo")).status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 no picture", picture()[:100], b"<svg onload='x'></svg>"]
)
def test_a_logo_that_is_no_picture_is_refused_and_what_was_typed_stays(
    client, administrator, content
):
    file = SimpleUploadedFile("logo.png", content)
    response = client.post(reverse("association"), values() | {"logo_file": file})

    assert response.status_code == 200
    assert "logo_file" in response.context["form"].errors
    assert NAME in response.content.decode()
    assert not Association.objects.exists()
    client.post(reverse("association"), values())
    assert Association.objects.get().name_vi == NAME


def test_a_picture_of_too_many_points_is_refused():
    assert make_logo(picture(5000, 8000))
    with pytest.raises(PictureRefused):
        make_logo(picture(5001, 8000))


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_a_large_logo_of_any_form_is_made_small_apart(monkeypatch, form):
    here = []
    monkeypatch.setattr(picture_rewriting, "_draw", lambda *told: here.append(told))

    with Image.open(io.BytesIO(make_logo(picture(2001, 1000, form)))) as logo:
        assert (logo.format, logo.size) == ("PNG", (800, 400))
    assert not here


@pytest.mark.parametrize("role", ["staff", "planner", "officer", "enterprise"])
def test_the_letterhead_is_for_administrators(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("association")).status_code == 403


def test_the_association_has_a_name_in_each_language():
    letterhead.change(
        by=UserFactory(), now=timezone.now(), name_vi=NAME, name_en="Association of Lâm Đồng"
    )
    with translation.override("en"):
        assert letterhead.current().name == "Association of Lâm Đồng"
    with translation.override("vi"):
        assert letterhead.current().name == NAME


def test_a_page_of_a_dead_database_still_has_a_foot(monkeypatch):
    def refuse(*_given, **_named):
        raise OperationalError

    letterhead.hold(None, 0)
    monkeypatch.setattr(connection, "cursor", refuse)
    assert letterhead.current().name == settings.ASSOCIATION_NAME
    letterhead.hold(Association(), math.inf)
