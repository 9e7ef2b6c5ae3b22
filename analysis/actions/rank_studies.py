"""Keep how firm the ranks of an edition are, for as long as what is published stays the same."""

from datetime import datetime

from django.db import transaction

from analysis.models import ProvinceRank, RankStudy
from analysis.provenance import code_version
from analysis.rank_studies import study as ranks
from pci.models import Edition, OfficialResult


def study_ranks(*, edition: Edition, now: datetime) -> RankStudy:
    """Rank all provinces by many recipes; a study of the same figures is left as it is."""
    stamp = ranks.stamp(edition.year)
    kept = RankStudy.objects.filter(edition=edition, stamp=stamp).first()
    if kept:
        return kept
    found = ranks.study(edition)
    provinces = dict(
        OfficialResult.objects.filter(edition=edition).values_list("province__name", "province")
    )
    version = code_version()
    with transaction.atomic():
        RankStudy.objects.filter(edition=edition).delete()
        study = RankStudy.objects.create(
            edition=edition,
            stamp=stamp,
            inputs_digest=found.inputs_digest,
            code_version=version,
            seed=ranks.SEED,
            draws=ranks.DRAWS,
            provinces_ranked=found.provinces_ranked,
            everywhere=found.everywhere,
            made_at=now,
        )
        ProvinceRank.objects.bulk_create(
            ProvinceRank(study=study, province_id=provinces[name], results=results)
            for name, results in found.provinces.items()
            if name in provinces
        )
    return study
