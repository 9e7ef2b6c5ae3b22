"""The published issues as open data, and what each column means."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clock.timezone import localdate
from dialogues.models import Issue, IssueKind
from dialogues.models.sessions import name_slot
from dialogues.privacy import disclosure
from dialogues.workflow.transitions import Effect, State
from pci.models import Criterion


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    meaning: Promise
    values: object = ""


class _Codes:
    """The codes of a column in the reader's language."""

    def __init__(self, choices: Any) -> None:
        self.choices = choices

    def __str__(self) -> str:
        return "; ".join(f"{code} = {label}" for code, label in self.choices)


EVERYDAY = [each for each in IssueKind.choices if each[0] in {"question", "difficulty", "proposal"}]
FIELDS = [
    Field("number", _("Number of the issue; it never changes and is part of its address.")),
    Field("published_on", _("Day of publication"), "YYYY-MM-DD"),
    Field("received_on", _("Day of receipt"), "YYYY-MM-DD"),
    Field(
        "session",
        _("Session it was raised for; empty when none, or where it could point at one enterprise"),
        "YYYY-Qn",
    ),
    Field("kind", _("Kind"), _Codes(EVERYDAY)),
    Field("criterion", _("Code of the criterion of the index")),
    Field("agency", _("Code of the lead agency")),
    Field(
        "district",
        _("Code of the place; empty where it could point at one enterprise"),
    ),
    Field(
        "sector",
        _("Section of the classification VSIC; empty where it could point at one enterprise"),
    ),
    Field("state", _("State"), _Codes(State.choices)),
    Field("outcome", _("What the last answer does"), _Codes(Effect.choices)),
    Field(
        "due_on", _("Day by which an answer or the keeping of a commitment is due"), "YYYY-MM-DD"
    ),
    Field("answered_on", _("Day of the last answer"), "YYYY-MM-DD"),
    Field("times_reopened", _("How often the enterprise asked for another answer"), "0, 1, 2 …"),
    Field("supports", _("How many other enterprises support it"), "0, 1, 2 …"),
    Field("title", _("Title of the issue")),
    Field("text", _("Text as published")),
]
NAMES = [field.name for field in FIELDS]


NO_TEXT = Value("", output_field=TextField())
STORED = (
    "number",
    "published_at",
    "received_at",
    "public_session__year",
    "public_session__quarter",
    "public_session__number",
    "kind",
    "criterion__code",
    "lead__code",
    "public_district__code",
    "public_sector",
    "state",
    "outcome",
    "due_on",
    "answered_at",
    "round",
    "supports",
    Coalesce(NullIf("public_title", Value("")), "title"),
    Coalesce(NullIf("public_text", NO_TEXT), "text"),
)


def rows(issues: QuerySet[Issue]) -> Iterator[list[Any]]:
    """The columns alone are read; to build each issue would be most of the work of a long file."""
    for (
        number, published_at, received_at, year, quarter, slot, kind, criterion, agency, district,
        sector, state, outcome, due_on, answered_at, round_, supports, title, text,
    ) in issues.values_list(*STORED).iterator(chunk_size=2000):  # fmt: skip
        yield [
            number,
            _day(published_at),
            _day(received_at),
            f"{year}-Q{name_slot(quarter, slot)}" if year else "",
            kind,
            criterion or "",
            agency or "",
            district or "",
            sector,
            state,
            outcome,
            due_on.isoformat() if due_on else "",
            _day(answered_at),
            round_ - 1,
            supports,
            title,
            text,
        ]


def _day(moment: datetime | None) -> str:
    return localdate(moment).isoformat() if moment else ""


def counts() -> list[tuple[str, int | None]]:
    """Published issues by criterion; a count below three is not shown."""
    published = Issue.objects.published().exclude(criterion=None).order_by()
    counted = published.values_list("criterion").annotate(count=Count(Value(1)))
    names = dict(Criterion.objects.values_list("pk", "name_vi"))
    most_first = sorted(counted, key=lambda row: -row[1])
    return [(names[pk], disclosure.show_count(count)) for pk, count in most_first]
