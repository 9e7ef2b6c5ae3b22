"""Put an open wave with invitations into the database: ``python -m bench._seed 100 blind``."""

import json
import os
import sys
from datetime import timedelta
from typing import Any

QUESTIONS = 40
SECTION = "access"


def document() -> dict[str, Any]:
    """Forty questions on one page, as enterprises get them: five answers and “no opinion”."""
    scale = [
        {"code": str(code), "text": {"vi": vi, "en": en}}
        for code, vi, en in (
            (1, "Rất dễ", "Very easy"),
            (2, "Dễ", "Easy"),
            (3, "Bình thường", "Neither"),
            (4, "Khó", "Hard"),
            (5, "Rất khó", "Very hard"),
        )
    ]
    choices = [*scale, {"code": "na", "text": {"vi": "Không ý kiến", "en": "n/a"}, "missing": "na"}]
    return {
        "name": "bench",
        "version": "1",
        "languages": ["vi", "en"],
        "title": {"vi": "Đo tốc độ", "en": "Measured"},
        "sections": [
            {
                "name": SECTION,
                "title": {"vi": "Tiếp cận thông tin", "en": "Access to information"},
                "questions": [
                    {
                        "name": f"q{number}",
                        "kind": "scale",
                        "required": True,
                        "text": {
                            "vi": f"Quý doanh nghiệp tiếp cận tài liệu số {number} dễ hay khó?",
                            "en": f"How easy is it for you to get document {number}?",
                        },
                        "choices": choices,
                    }
                    for number in range(1, QUESTIONS + 1)
                ],
            }
        ],
    }


def seed(number: int, anonymity: str) -> list[str]:
    from django.core.management import call_command  # noqa: PLC0415 -- after Django's set-up
    from django.utils import timezone  # noqa: PLC0415 -- same

    from directory.models import District, Enterprise  # noqa: PLC0415 -- same
    from surveys import models, tokens  # noqa: PLC0415 -- same

    call_command("createcachetable")
    now = timezone.now()
    today = timezone.localdate()
    questionnaire = models.Questionnaire.objects.create(name="bench", title_vi="Đo tốc độ")
    version = models.QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, document=document(), published_at=now
    )
    wave = models.Wave.objects.create(
        year=today.year,
        title_vi="Đo tốc độ",
        version=version,
        anonymity=anonymity,
        status="open",
        opened_at=now,
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=30),
    )
    stratum = models.Stratum.objects.create(
        wave=wave, code="all", label="Tất cả", population=number, sample_size=number
    )
    district = District.objects.create(code="bench", name="Đo tốc độ")
    enterprises = Enterprise.objects.bulk_create(
        Enterprise(
            tax_code=f"{each:010d}",
            name=f"Doanh nghiệp {each}",
            email=f"dn{each}@example.test",
            legal_type="llc_one",
            sector="G",
            size="small",
            district=district,
        )
        for each in range(number)
    )
    sampled = models.SampledEnterprise.objects.bulk_create(
        models.SampledEnterprise(
            wave=wave,
            enterprise=enterprise,
            stratum=stratum,
            inclusion_probability=1,
            design_weight=1,
        )
        for enterprise in enterprises
    )
    invitations = models.Invitation.objects.bulk_create(
        models.Invitation(sampled=each, created_at=now) for each in sampled
    )
    links = [tokens.new_token() for _each in invitations]
    models.AccessKey.objects.bulk_create(
        models.AccessKey(
            invitation=invitation,
            is_blind=wave.is_blind,
            token_digest=tokens.token_digest(link),
            code_digest=tokens.derive_digest("bench code", link),  # nobody types these
            sealed_token="",
        )
        for invitation, link in zip(invitations, links, strict=True)
    )
    return links


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(seed(int(sys.argv[1]), sys.argv[2])))
