"""Responses become a data set here, and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core import letterhead
from core.clock import timezone
from surveys.dataset.bases import base_variables
from surveys.dataset.design import design_of
from surveys.dataset.fixes import describe_fixes, explain_fixes, notes_of_pages
from surveys.dataset.own_columns import name_columns, own_values, own_variables
from surveys.dataset.table import Source, Table, build
from surveys.dataset.usage import usage
from surveys.instrument import types
from surveys.instrument.model import Document
from surveys.languages import desk_language
from surveys.models import Response, Wave

BATCH = 500


def languages_of(wave: Wave) -> list[str]:
    """The languages in which the data can be labelled: those of the pages, and of the questions."""
    ours = [code for code, _name in settings.LANGUAGES]
    return [*ours, *(each for each in wave.version.compiled.languages if each not in ours)]


def data_set(
    wave: Wave, *, language: str, with_set_aside: bool = False, now: datetime | None = None
) -> Table:
    """All responses of a wave as a table, its columns those of the version that was published.

    What a blind wave promised holds here, too: no link, no pseudonym, the day but not the hour, and
    no stratum with fewer than five answers.
    """
    document = wave.version.compiled
    responses = Response.objects.submitted().filter(wave=wave)
    if not with_set_aside:
        responses = responses.reviewed_as_good()
    rows = responses.select_related("stratum", "sampled").prefetch_related("flags").order_by("pk")
    with translation.override(desk_language(language)):
        design = design_of(wave)
        source = _source(wave, document, language, now)
        own = own_variables(wave, design)
        bases = base_variables(document)
        fixes = describe_fixes(wave)
    records = ((own_values(row, design), row.answers) for row in _each(rows))
    table = build(document, source, own, records, bases)
    variables = explain_fixes(table.variables, fixes)
    told = design.notes if design else ()
    notes = (*source.notes, *told, *notes_of_pages(document, fixes))
    source = replace(source, usage=usage(name_columns(table.variables)), notes=notes)
    return replace(table, variables=variables, source=source)


def _each(rows: Any) -> Iterator[Response]:
    yield from rows.iterator(chunk_size=BATCH)


def _notes(wave: Wave, document: Document) -> Iterator[str]:
    yield _("-8 means not applicable, -9 refused; blank means not asked or not answered.")
    yield _("In CSV files a text that looks like a formula begins with an apostrophe.")
    yield _("Figures need the analysis weight; “how to use” shows the commands.")
    if wave.is_blind:
        yield _("Seconds are rounded and the hour is not kept.")
    personal = [each.name for each in document.questions() if types.of(each).is_personal]
    if personal:
        warning = _("These columns tell who answered; pass the file on without them: %(names)s.")
        yield warning % {"names": ", ".join(personal)}


def _source(wave: Wave, document: Document, language: str, now: datetime | None) -> Source:
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
        protection = _(
            "Confidential: names are replaced by pseudonyms. Whoever knows the enterprises may"
            " still recognise one by its answers and by what the register says of it."
        )
    return Source(
        title=f"{wave.title} ({wave.year})",
        producer=letterhead.current().name,
        language=language,
        universe=_("Enterprises, cooperatives and cooperative groups in the register of %(place)s.")
        % {"place": letterhead.current().place},
        sampling=sampling,
        collected=(wave.opens_on, wave.closes_on),
        mode=_("Personal link on the web, paper or telephone."),
        protection=protection,
        version=f"{wave.version.questionnaire.name} v{wave.version.number}",
        notes=tuple(_notes(wave, document)),
        made_at=timezone.localtime(now) if now else None,
    )
