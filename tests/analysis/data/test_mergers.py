"""A province made of others: their official values stand for its past."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from django.core.management import call_command
from django.urls import reverse

from analysis import actions
from analysis.data import frames, mergers, sources
from analysis.errors import NothingKnown
from analysis.reports.forecast.sentences import merger_note
from core.models import AuditEntry
from pci.models import OfficialResult, OfficialScore, Province
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 11, 20, tzinfo=UTC)
END = date(2017, 12, 31)


@pytest.fixture(scope="module", autouse=True)
def merged(once):
    return once(merge)


def merge():
    """Đắk Nông and a neighbour, whose values are a tenth higher, become one province."""
    call_command("load_fixtures", example=True, verbosity=0)
    first = Province.objects.home()
    other = Province.objects.create(code="lan-can", name="Lân Cận", valid_to=END)
    for row in OfficialResult.objects.filter(province=first):
        row.pk, row.province, row.value = None, other, row.value * 1.1
        row.save()
    for row in OfficialScore.objects.filter(province=first):
        row.pk, row.province = None, other
        row.save()
    Province.objects.filter(pk=first.pk).update(is_home=False)
    new = Province.objects.create(
        code="lan-can-2018", name="Lân Cận", valid_from="2018-01-01", is_home=True
    )
    Province.objects.filter(pk__in=[first.pk, other.pk]).update(successor=new)
    return new


def forecast(merged, **more):
    options = {"by": None, "now": NOW, "seed": 7, "draws": 200} | more
    return actions.freeze_forecast(province=merged, year=2018, **options)


@pytest.fixture(scope="module")
def made(merged, once):
    return once(lambda: forecast(merged))


def test_a_former_province_of_the_same_name_is_not_mixed_up(merged):
    official = frames.official_frame(before=2018)

    assert "Lân Cận (–2017)" in set(official["province"])
    assert "Lân Cận" not in set(official["province"])


def test_values_are_means_by_enterprises_and_count_half(merged):
    Province.objects.filter(code="lan-can").update(enterprises=3000)
    Province.objects.filter(successor=merged).exclude(code="lan-can").update(enterprises=1000)
    merger = mergers.merger_of(merged, 2018)

    assert merger.by_enterprises
    assert sorted(merger.shares.values()) == [0.25, 0.75]
    assert merger.answers == pytest.approx(0.5 / (0.75**2 + 0.25**2))
    official = mergers.compose(frames.official_frame(before=2018), merger)
    legal = official[(official["criterion"] == "legal") & (official["year"] == 2017)]
    by_name = legal.set_index("province")["value"]
    former = by_name.drop("Lân Cận").min()
    assert by_name["Lân Cận"] == pytest.approx(0.25 * former + 0.75 * 1.1 * former)


def test_without_numbers_of_enterprises_all_count_alike(merged):
    merger = mergers.merger_of(merged, 2018)

    assert not merger.by_enterprises
    assert set(merger.shares.values()) == {0.5}


def test_days_are_averaged_as_the_model_counts_them():
    group = pd.DataFrame({"province": ["a", "b"], "value": [2.0, 8.0]})

    assert mergers._mean(group, {"a": 0.5, "b": 0.5}, "days") == pytest.approx(4.0)
    assert mergers._mean(group, {"a": 0.5, "b": 0.5}, "share") == pytest.approx(5.0)


def test_its_first_forecast_rests_on_them_and_tells_no_rank(made):
    assert made.content["said"]["rank"] is None
    assert made.content["rank_upto"] == []
    assert set(made.content["merged"]["shares"]) == {"Đắk Nông", "Lân Cận (–2017)"}
    past = Province.objects.get(code="lan-can")
    legal = made.content["said"]["criteria"]["legal"]["q"]
    known = OfficialResult.objects.get(
        province=past, edition__year=2017, criterion__code="legal"
    ).value
    assert legal["0.05"] < known / 1.1 * 1.05 < legal["0.95"]
    note = merger_note(made)
    assert "Lân Cận (–2017)" in note
    assert "50%" in note


def test_what_was_composed_is_not_called_published(made, client):
    client.force_login(UserFactory(role="planner"))

    page = client.get(reverse("analysis:forecast", args=[made.pk])).content.decode()

    assert "Gộp từ giá trị gần nhất của các tỉnh tiền thân: " in page
    assert "gần nhất: –" not in page
    assert "công bố gần nhất" not in page
    assert "từ – thành" not in page
    assert "điểm (đạt mức " in page or "điểm (ở mức " in page


def test_boundaries_widen_what_is_forecast(merged, made, monkeypatch):
    wide = made.content["said"]["criteria"]
    monkeypatch.setattr(mergers, "BOUNDARY", 50.0)
    narrow = forecast(merged).content["said"]["criteria"]

    ratios = [wide[code]["sd"] / narrow[code]["sd"] for code in wide if code != "web_score"]
    assert np.mean(ratios) > 1


def test_a_province_with_values_of_its_own_is_no_merger(merged):
    former = Province.objects.get(code="lan-can")

    assert mergers.merger_of(former, 2018) is None
    assert sources.has_official_past(merged, 2018)
    Province.objects.filter(successor=merged).update(successor=None)
    assert mergers.merger_of(merged, 2018) is None
    with pytest.raises(NothingKnown):
        actions.refuse_impossible(province=merged, year=2018)


def test_administrators_enter_the_numbers_of_enterprises(merged, client):
    client.force_login(UserFactory(role="administrator"))
    former = list(merged.predecessors.order_by("name"))
    numbers = {f"enterprises_{one.pk}": 1000 + at for at, one in enumerate(former)}

    page = client.get(reverse("pci:home")).content.decode()
    refused = client.post(reverse("pci:home"), {"count": "yes"}).content.decode()
    answer = client.post(reverse("pci:home"), {"count": "yes", **numbers})

    assert "Đắk Nông" in page
    assert answer.status_code == 302
    assert "errorlist" in refused or "error" in refused
    assert [one.enterprises for one in merged.predecessors.order_by("name")] == [1000, 1001]
    assert AuditEntry.objects.filter(action="pci.count_enterprises").count() == 2
    client.post(reverse("pci:home"), {"count": "yes", **numbers})
    assert AuditEntry.objects.filter(action="pci.count_enterprises").count() == 2
