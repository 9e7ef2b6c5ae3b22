"""Factories of the register and the agencies."""

import factory
from stdnum.vn import mst

from directory.models import Agency, District, Enterprise


def tax_code(n: int) -> str:
    """Return the n-th valid tax code of a range no tax office uses."""
    while True:
        stem = f"99{n:07d}"
        digit = mst.calc_check_digit(stem)
        if len(digit) == 1:
            return stem + digit
        n += 5_000_000


class DistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"district-{n}")
    name = factory.Sequence(lambda n: f"Huyện {n}")
    position = factory.Sequence(lambda n: n)


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"agency-{n}")
    name_vi = factory.Sequence(lambda n: f"Sở số {n}")
    name_en = factory.Sequence(lambda n: f"Department {n}")
    kind = "department"


class EnterpriseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enterprise

    tax_code = factory.Sequence(lambda n: tax_code(n + 1))
    name = factory.Sequence(lambda n: f"Công ty TNHH Số {n}")
    legal_type = "llc_one"
    sector = "G"
    size = "micro"
    founded = 2010
    district = factory.SubFactory(DistrictFactory)
