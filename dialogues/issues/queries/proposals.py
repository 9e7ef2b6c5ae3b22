"""Which agencies could be in charge of an issue, and why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dialogues.models import Issue
from dialogues.search import classification
from directory.models import Agency
from plan.queries import current_plan


def propose_agencies(issue: Issue, day: date) -> tuple[list[Agency], list[Agency]]:
    """Lead and co-ordinating agencies by the assignment, in the plan in force, of the criterion.

    An agency that no longer exists is followed by its successor.
    """
    if issue.criterion_id is None:
        return [], []
    agencies = Agency.objects.select_related("successor__successor").distinct()
    plan = current_plan(day)
    leads = agencies.filter(leads__criteria=issue.criterion_id, leads__plan=plan)
    others = agencies.filter(coordinates__criteria=issue.criterion_id, coordinates__plan=plan)
    return _now(leads, day), _now(others, day)


@dataclass(frozen=True, slots=True)
class Proposals:
    """Why an agency is proposed: by the plan, by the words, by who recorded the issue."""

    leads: list[Agency]
    others: list[Agency]
    guessed: list[classification.Guess]
    names: dict[str, str]


def proposals(issue: Issue, day: date) -> Proposals:
    """Everything that speaks for an agency, for the person who decides."""
    leads, others = propose_agencies(issue, day)
    by_words = classification.agencies(f"{issue.title} {issue.text}")
    known = Agency.objects.select_related("successor__successor").in_bulk(
        [each.code for each in by_words], field_name="code"
    )
    now = {code: classification.in_office(agency, day) for code, agency in known.items()}
    names = {code: agency.name for code, agency in now.items() if agency}
    return Proposals(leads, others, [each for each in by_words if each.code in names], names)


def _now(agencies: QuerySet[Agency], day: date) -> list[Agency]:
    followed = (classification.in_office(agency, day) for agency in agencies)
    return list({agency.pk: agency for agency in followed if agency}.values())
