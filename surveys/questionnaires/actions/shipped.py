"""Shipped questionnaires and the checklist of the portal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from core.fixtures import FOLDER, Loading, read_fixture
from surveys.instrument.loading import load as load_document
from surveys.models import ChecklistItem, Questionnaire, QuestionnaireVersion

NAME = {"vi": "title_vi", "en": "title_en"}


WHAT_CHANGED = {
    "2018.2": gettext_lazy(
        "Recall periods everywhere; “don’t know” and refusals coded apart; received in part; days "
        "of the calendar; scales of the official captions; a neutral question about tax; better, "
        "same or worse before satisfaction; what the register knows is not asked. "
        "docs/questionnaire.md says why."
    ),
    "2018.3": gettext_lazy(
        "“Don’t know” wherever somebody may not know, apart from what does not concern the "
        "enterprise; refusal wherever the page offers it; access in the word of the captions; a "
        "middle answer about tax that is a degree; membership is not asked; the person answering "
        "comes last. docs/questionnaire.md says why."
    ),
}


def _put_version(
    questionnaire: Questionnaire, data: dict[str, Any], earlier: list[dict[str, Any]], now: datetime
) -> int:
    """The first version is in use at once; a later one waits as a draft for somebody to publish.

    It takes the place of an earlier one that nobody has changed or published.
    """
    latest = questionnaire.versions.order_by("-number").first()
    if questionnaire.versions.filter(document__version=data["version"]).exists():
        return 0
    note = str(WHAT_CHANGED.get(data["version"], "")) if latest else ""
    if latest and latest.published_at is None:
        if latest.document not in earlier:
            return 0
        latest.document, latest.note = data, f"{latest.note} {note}".strip()
        latest.save(update_fields=["document", "note"])
        return 0
    QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=latest.number + 1 if latest else 1,
        document=data,
        published_at=None if latest else now,
        note=note,
    )
    return 1


@transaction.atomic
def load(loading: Loading, *, now: datetime) -> None:
    """Load them; a version that is there stays as it is, whatever the file says."""
    earlier: list[dict[str, Any]] = []
    for file in sorted((FOLDER / "questionnaires").glob("*.json")):
        data = read_fixture(f"questionnaires/{file.name}")
        document = load_document(data)
        questionnaire = loading.put(
            Questionnaire,
            {"name": document.name.replace("_", "-")},
            {NAME[lang]: document.title[lang] for lang in NAME if lang in document.title},
        )
        if questionnaire is not None:
            loading.made += _put_version(questionnaire, data, earlier, now)
        earlier.append(data)
    for row in read_fixture("web_checklist.json")["items"]:
        code = {"code": row.pop("code")}
        loading.put(ChecklistItem, code, row)
