"""A list of the desk says whether it is empty or whether its filters fit nothing."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.access import Role
from directory.models import Agency
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOTHING_FOUND = "Không có gì phù hợp với bộ lọc này"


@pytest.mark.parametrize(
    ("page", "role", "says"),
    [
        ("issues", Role.STAFF, "Chưa có kiến nghị nào"),
        ("my_work", Role.OFFICER, "Cơ quan không có việc nào đang chờ"),
        ("scorecard", Role.STAFF, "Chưa cơ quan nào nhận kiến nghị"),
        ("information", Role.STAFF, "Chưa ghi đề nghị nào của năm"),
    ],
)
def test_an_empty_list_says_what_will_stand_there(client, page, role, says):
    call_command("load_fixtures", example=True, verbosity=0)
    agency = Agency.objects.first() if role == Role.OFFICER else None
    client.force_login(UserFactory(role=role, agency=agency))

    shown = client.get(reverse(f"dialogues:{page}")).content.decode()

    assert says in shown
    assert NOTHING_FOUND not in shown
    assert shown.count("button--primary") <= 1


def test_a_filter_that_fits_nothing_can_be_cleared(client):
    client.force_login(UserFactory(role=Role.STAFF))
    address = reverse("dialogues:issues")

    shown = client.get(address, {"q": "không có"}).content.decode()

    empty = shown.partition('class="empty"')[2]
    assert NOTHING_FOUND in empty
    assert f'href="{address}"' in empty
