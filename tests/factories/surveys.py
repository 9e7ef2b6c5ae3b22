"""One factory a model."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from directory.models import District, Enterprise, LegalType, Size
from surveys import tokens
from surveys.models import (
    AccessKey,
    Anonymity,
    Draft,
    Invitation,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    SampledEnterprise,
    Stratum,
    Trial,
    Wave,
    WaveStatus,
)

DURING = datetime(2026, 11, 20, 3, 32, tzinfo=UTC)  # 10:32 in Vietnam


class _DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ("code",)

    code = "gia-nghia"
    name = "Gia Nghĩa"


class _EnterpriseFactory(DjangoModelFactory):
    class Meta:
        model = Enterprise

    tax_code = factory.Sequence(lambda n: f"64{n:08d}")
    name = factory.Sequence(lambda n: f"Công ty TNHH Số {n}")
    legal_type = LegalType.LLC_ONE
    sector = "G"
    size = Size.SMALL
    district = factory.SubFactory(_DistrictFactory)


class QuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = Questionnaire

    name = factory.Sequence(lambda n: f"pci-{n}")
    title_vi = "Phiếu khảo sát tính minh bạch"
    title_en = "Survey on transparency"


class QuestionnaireVersionFactory(DjangoModelFactory):
    class Meta:
        model = QuestionnaireVersion

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    number = 1
    document = factory.LazyFunction(dict)
    published_at = datetime(2026, 10, 1, tzinfo=UTC)


class WaveFactory(DjangoModelFactory):
    class Meta:
        model = Wave

    year = 2026
    title_vi = factory.Sequence(lambda n: f"Khảo sát doanh nghiệp đợt {n}")
    title_en = factory.Sequence(lambda n: f"Enterprise survey {n}")
    version = factory.SubFactory(QuestionnaireVersionFactory)
    anonymity = Anonymity.CONFIDENTIAL
    status = WaveStatus.OPEN
    opens_on = date(2026, 11, 1)
    closes_on = date(2026, 12, 15)
    contact_name = "Bà Nguyễn Thị Hòa"
    contact_phone = "0261 3 555 555"
    contact_email = "khaosat@hiephoi.example"
    opened_at = factory.Maybe(
        factory.LazyAttribute(lambda o: o.status != WaveStatus.PLANNED),
        datetime(2026, 11, 1, tzinfo=UTC),
        None,
    )
    closed_at = factory.Maybe(
        factory.LazyAttribute(lambda o: o.status == WaveStatus.CLOSED),
        datetime(2026, 12, 16, tzinfo=UTC),
        None,
    )


class TrialFactory(DjangoModelFactory):
    class Meta:
        model = Trial

    wave = factory.SubFactory(WaveFactory, status=WaveStatus.PLANNED)
    digest = factory.SelfAttribute("wave.version.digest")
    token = factory.Sequence(lambda n: f"CFHJKMNPR{n}")
    begun_at = datetime(2026, 10, 20, 3, tzinfo=UTC)


class StratumFactory(DjangoModelFactory):
    class Meta:
        model = Stratum

    wave = factory.SubFactory(WaveFactory)
    code = factory.Sequence(lambda n: f"stratum-{n}")
    label = factory.Sequence(lambda n: f"Tầng {n}")
    population = 100
    sample_size = 10


class SampledEnterpriseFactory(DjangoModelFactory):
    class Meta:
        model = SampledEnterprise

    stratum = factory.SubFactory(StratumFactory)
    wave = factory.SelfAttribute("stratum.wave")
    enterprise = factory.SubFactory(_EnterpriseFactory)
    inclusion_probability = 0.1
    design_weight = 10.0


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    sampled = factory.SubFactory(SampledEnterpriseFactory)
    created_at = datetime(2026, 11, 1, tzinfo=UTC)


class AccessKeyFactory(DjangoModelFactory):
    """``AccessKeyFactory(token=...)``: the key of a link that the test knows."""

    class Meta:
        model = AccessKey

    class Params:
        token = factory.LazyFunction(tokens.new_token)
        code = factory.LazyFunction(tokens.new_code)

    invitation = factory.SubFactory(InvitationFactory)
    is_blind = factory.LazyAttribute(lambda o: o.invitation.sampled.wave.is_blind)
    token_digest = factory.LazyAttribute(lambda o: tokens.token_digest(o.token))
    code_digest = factory.LazyAttribute(lambda o: tokens.code_digest(o.code))
    sealed_token = factory.LazyAttribute(lambda o: tokens.seal_token(o.token, o.code))


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    sampled = factory.SubFactory(SampledEnterpriseFactory)
    key = factory.LazyAttribute(lambda o: f"sampled {o.sampled.pk}")
    wave = factory.SelfAttribute("sampled.wave")
    is_blind = False
    language = "vi"
    started_at = saved_at = DURING


class ResponseFactory(DjangoModelFactory):
    """A submitted response of a confidential wave; ``BlindResponseFactory`` for a blind one."""

    class Meta:
        model = Response

    sampled = factory.SubFactory(SampledEnterpriseFactory)
    stratum = factory.SelfAttribute("sampled.stratum")
    wave = factory.SelfAttribute("stratum.wave")
    version = factory.SelfAttribute("wave.version")
    is_blind = False
    language = "vi"
    started_at = submitted_at = DURING
    receipt_code = factory.LazyFunction(tokens.new_code)


class BlindResponseFactory(ResponseFactory):
    stratum = factory.SubFactory(StratumFactory, wave__anonymity=Anonymity.BLIND)
    sampled = started_at = receipt_code = None
    is_blind = True
