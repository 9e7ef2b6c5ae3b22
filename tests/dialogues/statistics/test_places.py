"""The public map counts what the public list tells, and holds small counts back."""

from datetime import date

import pytest
from django.urls import reverse

from dialogues.models import Issue
from dialogues.statistics.places import count_places
from directory.models import District
from tests.factories.dialogues import published


@pytest.mark.parametrize(("count", "shown"), [(2, None), (3, 3)])
def test_a_place_is_counted_from_three_issues_on(client, count, shown):
    place = District.objects.create(code="dak-mil", name="Huyện Đắk Mil")
    issues = [published() for _each in range(count + 1)]
    Issue.objects.update(public_district=None)
    Issue.objects.filter(pk__in=[one.pk for one in issues[:count]]).update(public_district=place)

    rows, elsewhere = count_places(date(2018, 12, 5))

    assert [(row.count, elsewhere) for row in rows if row.code == "dak-mil"] == [(shown, 1)]
    page = client.get(reverse("dialogues:question_places")).content.decode()
    assert f"Huyện Đắk Mil: {shown or '1–2'}" in page


def test_an_issue_that_is_not_published_is_on_no_map():
    place = District.objects.create(code="dak-mil", name="Huyện Đắk Mil")
    Issue.objects.filter(pk=published().pk).update(public_district=place, published_at=None)
    rows, elsewhere = count_places(date(2018, 12, 5))
    assert [row.count for row in rows if row.code == "dak-mil"] == [0]
    assert elsewhere == 0


@pytest.mark.parametrize(("day", "names"), [(date(2025, 6, 30), 1), (date(2025, 7, 1), 0)])
def test_a_place_stands_on_the_map_to_its_last_day(db, day, names):
    District.objects.create(code="dak-mil", name="Huyện Đắk Mil", valid_to=date(2025, 6, 30))
    rows, _elsewhere = count_places(day)
    assert [row.code for row in rows].count("dak-mil") == names
