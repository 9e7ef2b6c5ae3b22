"""What the codebook says of wordings that were corrected while answers came in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils import formats
from django.utils.translation import gettext as _

from core.clock import timezone
from surveys.dataset.variables import Variable
from surveys.instrument.model import Document
from surveys.models import Wave, WordingFix

Fixes = Mapping[str, str]  # sentences by question or page


def describe_fixes(wave: Wave) -> Fixes:
    """Say of each part when which of its texts was corrected, and why."""
    said: dict[str, list[str]] = {}
    for fix in WordingFix.objects.filter(version=wave.version):
        said.setdefault(fix.part, []).append(_sentence(fix))
    return {part: " ".join(sentences) for part, sentences in said.items()}


def _sentence(fix: WordingFix) -> str:
    return _(
        "On %(day)s a wording (%(language)s) was corrected: “%(before)s” became “%(after)s”."
        " Reason: %(reason)s."
    ) % {
        "day": formats.date_format(timezone.localdate(fix.fixed_at), "SHORT_DATE_FORMAT"),
        "language": fix.language,
        "before": fix.before,
        "after": fix.after,
        "reason": fix.reason.rstrip("."),
    }


def explain_fixes(variables: Sequence[Variable], fixes: Fixes) -> tuple[Variable, ...]:
    """Put what was corrected beside the columns of the question."""
    return tuple(
        replace(each, explanation=f"{each.explanation} {fixes[each.question.name]}".strip())
        if each.question and each.question.name in fixes
        else each
        for each in variables
    )


def notes_of_pages(document: Document, fixes: Fixes) -> list[str]:
    """What was corrected in the words of a page stands beside no column."""
    pages = [section.name for section in document.sections]
    return [f"{name}: {fixes[name]}" for name in pages if name in fixes]
