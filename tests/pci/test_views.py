"""Pages of the index."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pci import queries
from pci.actions import official
from pci.models import Edition, OfficialResult, OfficialUpload, Province
from pci.queries import Trend
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
FILE = b"province,year,criterion,value\nH\xc3\xa0 N\xe1\xbb\x99i,2017,planning,2.5\n"


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


def test_the_list_of_editions_shows_scores_and_ranks(loaded, client):
    page = words(client.get(reverse("pci:index")))

    assert "6,01 hạng 48 trong số 63" in page
    assert "chưa công bố" in page


def test_an_edition_without_a_basket_does_not_say_its_criteria_were_dropped(loaded, client):
    Edition.objects.create(year=2031)

    page = words(client.get(reverse("pci:edition", args=[2031])))
    before = words(client.get(reverse("pci:edition", args=[2017])))

    assert "Chưa nhập bộ tiêu chí của PCI 2031; dưới đây là bộ tiêu chí của PCI 2018." in page
    assert "không còn trong chỉ số" not in page
    assert "bộ tiêu chí đã thay đổi" not in page
    assert "không còn trong chỉ số" in before


def test_an_edition_nobody_entered_values_of_is_not_the_first_with_data(loaded, client):
    page = words(client.get(reverse("pci:criterion", args=["legal"])))

    assert page.index("2013") < page.index("chưa nhập") < page.index("chưa có dữ liệu")
    assert "kỳ đầu tiên có số liệu" not in page


@pytest.mark.parametrize(
    ("page", "args"), [("index", []), ("edition", [2017]), ("criterion", ["legal"])]
)
def test_before_a_province_is_chosen_the_pages_say_so(loaded, client, page, args):
    Province.objects.update(is_home=False)
    cache.clear()

    found = client.get(reverse(f"pci:{page}", args=args))

    assert found.status_code == 200
    assert "Chưa chọn tỉnh" in words(found)


def test_the_edition_shows_the_wrong_print_beside_the_official_value(loaded, client):
    page = words(client.get(reverse("pci:edition", args=[2016])))

    assert "80,95%" in page
    assert "90,95%" in page
    assert "17/21" in page
    assert "29,5 điểm" in page


def test_trends_know_direction_and_changed_definitions(loaded):
    table = queries.edition_table(Edition.objects.get(year=2017), Province.objects.home())

    trends = {line.criterion.code: line.trend for line in table.lines}
    assert trends["planning"] == Trend.BETTER
    assert trends["legal"] == Trend.WORSE
    assert trends["predictability"] == Trend.WORSE
    assert trends["info_days"] == trends["budget_timely"] == Trend.NOT_COMPARABLE
    differing = ("relationship", "tax_negotiation", "ba_role", "budget_detail")
    assert {trends[code] for code in differing} == {Trend.NOT_COMPARABLE}  # other scales
    assert len(table.lines) == 13
    assert not table.has_same_criteria


def test_only_real_differences_between_print_and_official_are_marked(loaded):
    table = queries.edition_table(Edition.objects.get(year=2017), Province.objects.home())

    differing = {line.criterion.code for line in table.lines if line.then.differs}
    assert differing == {"budget_timely", "web_score"}
    assert not any(line.now.differs for line in table.lines)


def test_the_announced_edition_shows_its_basket_and_says_why(loaded, client):
    page = words(client.get(reverse("pci:edition", args=[2018])))

    assert "Chưa công bố" in page
    assert "chưa có dữ liệu" in page


def test_a_criterion_is_followed_through_the_editions(loaded, client):
    page = words(client.get(reverse("pci:criterion", args=["budget_timely"])))

    assert "80,95%" in page
    assert "2013" in page


def test_another_province_can_be_shown(loaded, client):
    province = Province.objects.get(code="ha-noi")
    edition = Edition.objects.get(year=2017)
    criterion = edition.criteria.get(number=1).criterion
    OfficialResult.objects.create(
        province=province, edition=edition, criterion=criterion, value=2.111
    )

    page = words(client.get(reverse("pci:edition", args=[2017]), {"province": "ha-noi"}))
    assert "PCI 2017: Hà Nội" in page
    assert "2,11" in page
    assert client.get(reverse("pci:index"), {"province": "atlantis"}).status_code == 404


@pytest.mark.parametrize("more", [0, 3])
def test_pages_cost_the_same_for_any_number_of_editions(
    loaded, client, more, django_assert_num_queries
):
    for year in range(2019, 2019 + more):
        Edition.objects.create(year=year)
    client.get(reverse("pci:index"))  # the cache knows the state of the installation from now on

    with django_assert_num_queries(14):
        client.get(reverse("pci:index"))
    with django_assert_num_queries(10):
        client.get(reverse("pci:edition", args=[2017]))


@pytest.mark.parametrize("role", ["enterprise", "staff", "officer", "planner"])
def test_only_administrators_import(loaded, client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("pci:upload")).status_code == 403
    assert client.get(reverse("pci:upload_preview", args=[1])).status_code == 403


def test_visitors_are_asked_to_sign_in(loaded, client):
    assert client.get(reverse("pci:upload")).status_code == 302


def test_upload_preview_confirm(loaded, client, administrator):
    file = SimpleUploadedFile("values.csv", FILE)
    response = client.post(reverse("pci:upload"), {"file": file})
    preview = client.get(response.url)
    assert "Hà Nội" in words(preview)
    assert not OfficialResult.objects.filter(province__code="ha-noi").exists()

    client.post(response.url, {"digest": preview.context["found"].digest})

    assert OfficialResult.objects.get(province__code="ha-noi").value == 2.5
    assert client.get(response.url).status_code == 200


def test_a_second_confirmation_is_refused_with_a_sentence(loaded, client, administrator):
    response = client.post(reverse("pci:upload"), {"file": SimpleUploadedFile("v.csv", FILE)})
    digest = client.get(response.url).context["found"].digest
    client.post(response.url, {"digest": digest})

    again = client.post(response.url, {"digest": digest}, follow=True)
    assert "nên không nhập lại" in words(again)


def test_a_wrong_file_shows_its_problems_and_offers_no_import(loaded, client, administrator):
    wrong = SimpleUploadedFile("v.csv", FILE + "Đắk Nông,2017,web_access,95\n".encode())
    response = client.post(reverse("pci:upload"), {"file": wrong})

    page = client.get(response.url)
    assert "Dòng 3" in words(page)
    assert 'name="digest"' in page.content.decode()
    assert "Nhập dữ liệu này" not in words(page)
    client.post(response.url, {"digest": page.context["found"].digest})
    assert not OfficialResult.objects.filter(province__code="ha-noi").exists()


def test_an_edition_with_carried_over_definitions_is_pointed_out(loaded, client, administrator):
    file = SimpleUploadedFile("v.csv", FILE.replace(b"2017", b"2018"))
    response = client.post(reverse("pci:upload"), {"file": file})

    assert "PCI 2018 vẫn được giữ theo kỳ trước" in words(client.get(response.url))


def test_an_unreadable_file_is_refused_on_its_page(loaded, client, administrator):
    broken = SimpleUploadedFile("v.csv", b"province\n\xd0\xff")
    response = client.post(reverse("pci:upload"), {"file": broken})

    assert "UTF-8" in words(client.get(response.url))


def test_a_file_can_be_discarded(loaded, client, administrator):
    kept = OfficialUpload.keep(
        name="v.csv", content=FILE, options={}, by=administrator, now=timezone.now()
    )
    client.post(reverse("pci:upload_preview", args=[kept.pk]), {"discard": "1"})

    assert not OfficialUpload.objects.exists()


def test_an_imported_file_cannot_be_discarded(loaded, client, administrator):
    kept = OfficialUpload.keep(
        name="v.csv", content=FILE, options={}, by=administrator, now=timezone.now()
    )
    digest = official.preview_upload(kept).digest
    official.confirm(upload=kept, digest=digest, by=administrator, now=timezone.now())

    client.post(reverse("pci:upload_preview", args=[kept.pk]), {"discard": "1"})
    assert OfficialUpload.objects.exists()
