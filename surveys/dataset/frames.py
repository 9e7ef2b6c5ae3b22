"""Responses become a data set here, and nowhere else."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from surveys.dataset.table import Source, Table, build
from surveys.dataset.variables import Variable
from surveys.instrument import loading
from surveys.instrument.types.coding import Code, DataType
from surveys.models import FlagKind, Mode, Response, ReviewState, Wave

BATCH = 500


def data_set(
    wave: Wave, *, language: str, with_set_aside: bool = False, now: datetime | None = None
) -> Table:
    """All responses of a wave as a table, its columns those of the version that was published.

    What a blind wave promised holds here, too: no link, no pseudonym, the day but not the hour.
    """
    document = loading.load(wave.version.document)
    responses = Response.objects.submitted().filter(wave=wave)
    if not with_set_aside:
        responses = responses.reviewed_as_good()
    rows = responses.select_related("stratum", "sampled").prefetch_related("flags").order_by("pk")
    with translation.override(language):
        source = _source(wave, language, now)
        own = _own_variables(wave)
    values = _blind_values if wave.is_blind else _confidential_values
    records = ((values(row), row.answers) for row in _each(rows))
    return build(document, source, own, records)


def _each(rows: Any) -> Iterator[Response]:
    yield from rows.iterator(chunk_size=BATCH)


def _own_variables(wave: Wave) -> list[Variable]:
    shared = [
        Variable("stratum", _("Stratum"), DataType.CODE, _strata(wave)),
        Variable(
            "stratum_population", _("Enterprises of the stratum in the register"), DataType.NUMBER
        ),
        Variable("stratum_sample", _("Enterprises of the stratum in the sample"), DataType.NUMBER),
        Variable("design_weight", _("Design weight"), DataType.NUMBER),
        Variable("mode", _("Mode"), DataType.CODE, _codes(Mode.choices)),
        Variable("review", _("Review"), DataType.CODE, _codes(ReviewState.choices)),
        Variable("flags", _("Flags raised by the checks"), DataType.TEXT),
        Variable("seconds", _("Seconds spent answering"), DataType.NUMBER),
        Variable("sent_on", _("Day on which the answers were sent"), DataType.DATE),
    ]
    if wave.is_blind:
        return shared
    return [
        Variable("response", _("Receipt code of the response"), DataType.TEXT),
        Variable("panel", _("Pseudonym of the enterprise, the same in every wave"), DataType.TEXT),
        *shared,
        Variable("language", _("Language of the answers"), DataType.TEXT),
        Variable("started_at", _("Time at which answering began"), DataType.TEXT),
        Variable("sent_at", _("Time at which the answers were sent"), DataType.TEXT),
    ]


def _codes(choices: Sequence[tuple[str, Any]]) -> tuple[Code, ...]:
    return tuple(Code(value, at, str(label)) for at, (value, label) in enumerate(choices, start=1))


def _strata(wave: Wave) -> tuple[Code, ...]:
    listed = wave.strata.order_by("code").values_list("code", "label")
    return tuple(Code(code, at, label) for at, (code, label) in enumerate(listed, start=1))


def _blind_values(row: Response) -> tuple[Any, ...]:
    stratum = row.stratum
    size = stratum.sample_size if stratum else 0
    return (
        stratum.code if stratum else None,
        stratum.population if stratum else None,
        size or None,
        _design_weight(row),
        row.mode,
        row.review,
        _flags(row),
        _seconds(row),
        _local(row.submitted_at, "%Y-%m-%d"),
    )


def _confidential_values(row: Response) -> tuple[Any, ...]:
    return (
        row.receipt_code,
        pseudonym(row.sampled.enterprise_id) if row.sampled else None,
        *_blind_values(row),
        row.language,
        _local(row.started_at, "%Y-%m-%d %H:%M:%S"),
        _local(row.submitted_at, "%Y-%m-%d %H:%M:%S"),
    )


def pseudonym(enterprise_id: int) -> str:
    """Name an enterprise so that waves can be joined, but not the register."""
    return salted_hmac("surveys.panel", str(enterprise_id), algorithm="sha256").hexdigest()[:12]


def _design_weight(row: Response) -> float | None:
    if row.sampled:
        return row.sampled.design_weight
    if row.stratum and row.stratum.sample_size:
        return row.stratum.population / row.stratum.sample_size
    return None


def _flags(row: Response) -> str:
    raised = {flag.kind for flag in row.flags.all()}
    return " ".join(kind for kind in FlagKind.values if kind in raised)


def _seconds(row: Response) -> float | None:
    return float(sum(row.seconds.values())) if row.seconds else None


def _local(moment: datetime | None, pattern: str) -> str | None:
    return timezone.localtime(moment).strftime(pattern) if moment else None


def _source(wave: Wave, language: str, now: datetime | None) -> Source:
    strata = wave.strata.count()
    sampling = (
        _("Stratified random sample from the register of enterprises; %(strata)s strata.")
        % {"strata": strata}
        if strata
        else ""
    )
    if wave.is_blind:
        protection = _("Blind: no response can be joined to the enterprise that gave it.")
    else:
        protection = _("Confidential: enterprises appear under a pseudonym only.")
    notes = [
        _("-8 means not applicable, -9 refused; blank means not asked or not answered."),
        _("In CSV files a text that looks like a formula begins with an apostrophe."),
    ]
    if wave.is_blind:
        notes.append(_("Seconds are rounded and the hour is not kept."))
    return Source(
        title=f"{wave.title} ({wave.year})",
        producer=settings.ASSOCIATION_NAME,
        language=language,
        universe=_("Enterprises, cooperatives and cooperative groups in the register of %(place)s.")
        % {"place": settings.PROVINCE_NAME},
        sampling=sampling,
        collected=(wave.opens_on, wave.closes_on),
        mode=_("Personal link on the web, paper or telephone."),
        protection=protection,
        version=f"{wave.version.questionnaire.name} v{wave.version.number}",
        notes=tuple(notes),
        made_at=timezone.localtime(now) if now else None,
    )
