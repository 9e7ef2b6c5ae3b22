"""Fill an empty database to the size of a province or nation: ``python -m bench._grow nation``.

Everything is invented. The database is the one that ``.env`` or the environment names; one that
holds accounts is refused. With it, pages and commands can be measured at the size they will meet.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

SIZES: dict[str, dict[str, int]] = {
    "small": {
        "enterprises": 1_000, "answers": 272, "issues": 500, "entries": 500, "messages": 300,
    },
    "province": {
        "enterprises": 10_000, "answers": 2_000, "issues": 5_000, "entries": 20_000,
        "messages": 10_000,
    },
    "nation": {
        "enterprises": 300_000, "answers": 60_000, "issues": 200_000, "entries": 500_000,
        "messages": 100_000,
    },
}  # fmt: skip
AT_ONCE = 2000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench._grow", description=__doc__)
    parser.add_argument("size", choices=sorted(SIZES))
    size = SIZES[parser.parse_args().size]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415

    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    if User.objects.exists():
        sys.stderr.write("This database holds accounts; name an empty one in DATABASE_URL.\n")
        return 1
    for name, grow in GROWN:
        start = time.perf_counter()
        grow(size)
        sys.stdout.write(f"{name}: {time.perf_counter() - start:.0f} s\n")
        sys.stdout.flush()
    return 0


def _in_parts(count: int) -> Iterator[range]:
    for start in range(0, count, AT_ONCE):
        yield range(start, min(start + AT_ONCE, count))


def grow_wave(size: dict[str, int]) -> None:
    """An open wave whose sample has answered."""
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from bench._seed import QUESTIONS, seed  # noqa: PLC0415 -- after setup
    from surveys.models import Response, SampledEnterprise, Wave  # noqa: PLC0415 -- after setup

    seed(size["answers"], "confidential")
    rng, now = random.Random(7), timezone.now()  # noqa: S311 -- invented data
    keys = SampledEnterprise.objects.order_by("pk").values_list("pk", "stratum", "wave__version")
    rows = list(keys)
    wave = Wave.objects.get()
    for part in _in_parts(len(rows)):
        Response.objects.bulk_create(
            Response(
                wave=wave, version_id=version, is_blind=False, sampled_id=pk, stratum_id=stratum,
                answers={f"q{n}": rng.choice("12345") for n in range(1, QUESTIONS + 1)},
                seconds={"access": rng.randint(60, 900)}, mode="web", language="vi",
                submitted_at=now, idempotency_key=f"grown-{pk}",
            )
            for pk, stratum, version in rows[part.start : part.stop]
        )  # fmt: skip


def grow_closed_wave(size: dict[str, int]) -> None:
    """A closed wave of the shipped questionnaire, in 136 strata, for an analysis."""
    from django.core.management import call_command  # noqa: PLC0415 -- after setup
    from django.utils import timezone  # noqa: PLC0415 -- after setup
    from numpy.random import default_rng  # noqa: PLC0415 -- after setup

    from demo.answers import answers, respondent  # noqa: PLC0415 -- after setup
    from directory.models import Enterprise  # noqa: PLC0415 -- after setup
    from surveys.models import (  # noqa: PLC0415 -- after setup
        QuestionnaireVersion,
        Response,
        SampledEnterprise,
        Stratum,
        Wave,
    )

    call_command("load_fixtures", example=True, verbosity=0, stdout=sys.stderr)
    call_command("load_questionnaires", verbosity=0, stdout=sys.stderr)
    shipped = QuestionnaireVersion.objects.exclude(questionnaire__name="bench")
    version = shipped.filter(published_at__isnull=False).earliest("pk")
    now = timezone.now()
    wave = Wave.objects.create(
        year=2018, title_vi="Đo phân tích", version=version, status="closed",
        anonymity="confidential", opened_at=now, closed_at=now, opens_on=now.date(),
        closes_on=now.date(),
    )  # fmt: skip
    strata = Stratum.objects.bulk_create(
        Stratum(
            wave=wave, code=f"{place:02d}-{group}", label=f"Tỉnh {place} · {group}",
            population=size["enterprises"] // 136, sample_size=size["answers"] // 136,
        )
        for place in range(34)
        for group in ("large", "medium", "micro", "small")
    )  # fmt: skip
    rng, asked = default_rng(7), list(Enterprise.objects.order_by("pk")[: size["answers"]])
    for part in _in_parts(len(asked)):
        SampledEnterprise.objects.bulk_create(
            SampledEnterprise(
                wave=wave, enterprise=asked[at], stratum=strata[at % 136],
                inclusion_probability=0.2, design_weight=5,
            )
            for at in part
        )  # fmt: skip
    drawn = list(wave.sampled.select_related("enterprise").order_by("pk"))
    for part in _in_parts(len(drawn)):
        Response.objects.bulk_create(
            Response(
                wave=wave, version=version, is_blind=False, sampled=drawn[at],
                stratum_id=drawn[at].stratum_id,
                answers=answers(respondent(drawn[at].enterprise, rng), 2018, rng),
                seconds={"access": int(rng.integers(60, 900))}, mode="web", language="vi",
                submitted_at=now, idempotency_key=f"closed-{drawn[at].pk}",
            )
            for at in part
        )  # fmt: skip


def grow_register(size: dict[str, int]) -> None:
    from directory.models import District, Enterprise  # noqa: PLC0415 -- after setup

    district = District.objects.first()
    for part in _in_parts(size["enterprises"] - size["answers"]):
        Enterprise.objects.bulk_create(
            Enterprise(
                tax_code=f"7{number:09d}", name=f"Công ty TNHH Số {number}", sector="G",
                legal_type="llc_one", size="small", district=district,
                email=f"cty{number}@dn.example",
            ).derive()
            for number in part
        )  # fmt: skip


def grow_issues(size: dict[str, int]) -> None:
    from bench.dialogues import fill  # noqa: PLC0415 -- after setup

    fill(size["issues"])


def grow_log(size: dict[str, int]) -> None:
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from core.models import AuditEntry  # noqa: PLC0415 -- after setup

    for part in _in_parts(size["entries"]):
        AuditEntry.objects.bulk_create(
            AuditEntry(action="wave.monitor", at=timezone.now()) for _number in part
        )


def grow_outbox(size: dict[str, int]) -> None:
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from core.models import OutgoingMessage  # noqa: PLC0415 -- after setup

    now = timezone.now()
    for part in _in_parts(size["messages"]):
        OutgoingMessage.objects.bulk_create(
            OutgoingMessage(
                key=f"grown:{number}", recipient=f"dn{number}@dn.example", subject="Thư mời",
                body="", language="vi", status="sent", created_at=now, sent_at=now,
                kind="surveys.invitation", batch="grown",
            )
            for number in part
        )  # fmt: skip


GROWN: list[tuple[str, Any]] = [
    ("wave and answers", grow_wave),
    ("register", grow_register),
    ("closed wave and answers", grow_closed_wave),
    ("issues", grow_issues),
    ("audit log", grow_log),
    ("outbox", grow_outbox),
]

if __name__ == "__main__":
    sys.exit(main())
