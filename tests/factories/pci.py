"""Factories of the official index."""

import factory

from pci.models import Criterion, CriterionInEdition, Edition, OfficialResult, Province


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Edition
        django_get_or_create = ["year"]

    year = factory.Sequence(lambda n: 2013 + n)


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"criterion_{n}")
    name_vi = factory.Sequence(lambda n: f"Tiêu chí {n}")
    name_en = factory.Sequence(lambda n: f"Criterion {n}")
    position = factory.Sequence(lambda n: n)


class CriterionInEditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CriterionInEdition

    edition = factory.SubFactory(EditionFactory)
    criterion = factory.SubFactory(CriterionFactory)
    number = factory.Sequence(lambda n: n + 1)
    wording_vi = factory.Sequence(lambda n: f"Tiêu chí số {n}")
    wording_en = factory.Sequence(lambda n: f"Criterion number {n}")
    measure = "share"
    unit = "share"
    direction = 1


class ProvinceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"province-{n}")
    name = factory.Sequence(lambda n: f"Tỉnh {n}")


class OfficialResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OfficialResult

    province = factory.SubFactory(ProvinceFactory)
    edition = factory.SubFactory(EditionFactory)
    criterion = factory.SubFactory(CriterionFactory)
    value = 0.5
