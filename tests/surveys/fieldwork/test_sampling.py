"""A sample is drawn by rule, kept with its rule, and can be drawn again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from directory.models import District, EnterpriseStatus, Region
from surveys.errors import (
    AlreadyReplaced,
    NoReserveLeft,
    NotReplaceable,
    SampleAlreadyDrawn,
    SampleImpossible,
    WaveStatusUnfit,
)
from surveys.fieldwork.actions import sampling
from surveys.fieldwork.forms.fieldwork import SampleRuleForm
from surveys.models import AllocationMethod, Dimension, Disposition, SampledEnterprise, WaveStatus
from tests.factories.surveys import WaveFactory, _DistrictFactory, _EnterpriseFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 20, tzinfo=UTC)
RULE = sampling.SampleRule(
    dimensions=(Dimension.SIZE, Dimension.DISTRICT),
    thinnest=5,
    method=AllocationMethod.PROPORTIONAL,
    size=20,
    minimum=2,
    reserve=0.2,
    seed="2026-thu",
    certain_sizes=("large",),
)


@pytest.fixture
def register():
    mil = _DistrictFactory(code="dak-mil", name="Đắk Mil")
    song = _DistrictFactory(code="dak-song", name="Đắk Song")
    for district, size, count in [
        (mil, "micro", 40),
        (song, "micro", 30),
        (mil, "small", 15),
        (song, "small", 3),
        (mil, "large", 5),
    ]:
        for _each in range(count):
            _EnterpriseFactory(district=district, size=size)
    _EnterpriseFactory(status=EnterpriseStatus.DISSOLVED)


@pytest.fixture
def wave():
    return WaveFactory(status=WaveStatus.PLANNED)


def test_the_sample_has_its_size_and_its_weights_give_the_register(register, wave):
    sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=None)

    main = wave.sampled.main()
    assert main.count() == 20
    assert sum(row.design_weight for row in main) == pytest.approx(93)
    assert wave.sampled.reserve().exists()


def test_strata_are_named_in_vietnamese_and_thin_cells_joined(register, wave):
    sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=None)

    labels = dict(wave.strata.values_list("code", "label"))
    assert labels["micro--dak-mil"].endswith("Đắk Mil")
    assert wave.strata.get(code="small--other").population == 18


def test_sizes_asked_whole_are_drawn_with_certainty(register, wave):
    sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=None)

    large = wave.sampled.main().filter(enterprise__size="large")
    assert large.count() == 5
    assert {row.inclusion_probability for row in large} == {1.0}


def test_a_kept_draw_repeats_until_the_register_changes(register, wave):
    kept = sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=None)

    assert sampling.repeats(kept)
    drawn = wave.sampled.main().first().enterprise
    drawn.status = EnterpriseStatus.DISSOLVED
    drawn.save()
    assert not sampling.repeats(kept)


def test_a_second_draw_is_refused_until_the_first_is_discarded(register, wave, django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=staff)
    with pytest.raises(SampleAlreadyDrawn):
        sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=staff)

    sampling.discard_sample(wave=wave, reason="Danh bạ mới", now=NOW, by=staff)

    assert not wave.strata.exists()
    sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=staff)


def test_an_open_wave_keeps_its_sample(register):
    with pytest.raises(WaveStatusUnfit):
        sampling.draw_sample(wave=WaveFactory(), rule=RULE, now=NOW, by=None)


def test_a_rule_that_cannot_be_kept_says_what_to_change(wave):
    with pytest.raises(SampleImpossible, match="5"):
        sampling.plan_sample(rule=RULE)


def test_only_an_ineligible_enterprise_is_replaced_and_by_the_next_of_the_reserve(
    register, wave, django_user_model
):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=None)
    stratum = wave.strata.get(code="micro--dak-mil")
    gone = stratum.sampled.main().first()
    with pytest.raises(NotReplaceable):
        sampling.replace_enterprise(sampled=gone, reason="Đã giải thể", now=NOW, by=staff)
    SampledEnterprise.objects.filter(pk=gone.pk).update(disposition=Disposition.NOT_ELIGIBLE)

    spare = sampling.replace_enterprise(sampled=gone, reason="Đã giải thể", now=NOW, by=staff)

    assert not spare.is_reserve
    assert spare.stratum_id == stratum.pk
    assert spare.position == stratum.sample_size + 1
    assert spare.replaces == gone
    with pytest.raises(AlreadyReplaced):
        sampling.replace_enterprise(sampled=gone, reason="Bấm hai lần", now=NOW, by=staff)


def test_nobody_takes_a_place_where_no_reserve_is_left(register, wave, django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    sampling.draw_sample(wave=wave, rule=RULE, now=NOW, by=None)
    gone = wave.sampled.main().first()
    SampledEnterprise.objects.filter(pk=gone.pk).update(disposition=Disposition.NOT_ELIGIBLE)
    gone.stratum.sampled.reserve().delete()

    with pytest.raises(NoReserveLeft):
        sampling.replace_enterprise(sampled=gone, reason="Đã giải thể", now=NOW, by=staff)


@pytest.fixture
def communes():
    """A province of thirty communes in two regions, none of which could be drawn by alone."""
    regions = [Region.objects.create(code=code, name=code) for code in ("north", "south")]
    for number in range(30):
        place = _DistrictFactory(code=f"xa-{number}", region=regions[number % 2])
        for _each in range(2):
            _EnterpriseFactory(district=place, size="micro")
    loose = _DistrictFactory(code="loose")
    for _each in range(8):
        _EnterpriseFactory(district=loose, size="micro")


def test_many_places_make_strata_by_their_regions(communes, wave):
    by_place = sampling.plan_sample(rule=RULE)
    assert [stratum.code for stratum in by_place.strata] == ["micro/*", "micro/loose"]
    assert by_place.joined_places == pytest.approx(60 / 68)

    rule = replace(RULE, dimensions=(Dimension.SIZE, Dimension.REGION))
    sampling.draw_sample(wave=wave, rule=rule, now=NOW, by=None)
    drawn = dict(wave.strata.values_list("code", "population"))
    assert drawn == {"micro--north": 30, "micro--south": 30, "micro--none": 8}
    assert wave.strata.get(code="micro--none").label == "siêu nhỏ · không thuộc khu vực nào"
    assert sampling.repeats(wave.sample_draw)


def test_regions_are_offered_where_places_are_grouped(communes):
    field = SampleRuleForm().fields["dimensions"]
    assert field.initial == [Dimension.SIZE, Dimension.REGION]
    District.objects.update(region=None)
    Region.objects.all().delete()
    field = SampleRuleForm().fields["dimensions"]
    assert field.initial == [Dimension.SIZE, Dimension.DISTRICT]
    assert Dimension.REGION not in dict(field.choices)
