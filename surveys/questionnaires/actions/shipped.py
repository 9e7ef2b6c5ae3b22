"""Shipped questionnaires and the checklist of the portal."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from core.fixtures import FOLDER, Loading, read_fixture
from surveys.instrument.loading import load as load_document
from surveys.models import ChecklistItem, Questionnaire, QuestionnaireVersion

NAME = {"vi": "title_vi", "en": "title_en"}


WHAT_CHANGED = gettext_lazy(
    "Recall periods everywhere; “don’t know” and refusals coded apart; received in part; days of "
    "the calendar; scales of the official captions; a neutral question about tax; better, same or "
    "worse before satisfaction; what the register knows is not asked. docs/questionnaire.md says "
    "why."
)


def _put_version(questionnaire: Questionnaire, data: dict[str, Any], now: datetime) -> int:
    """The first version is in use at once; a later one waits as a draft for somebody to publish."""
    known = questionnaire.versions.filter(document__version=data["version"])
    latest = questionnaire.versions.order_by("-number").first()
    if known.exists() or (latest and latest.published_at is None):
        return 0
    QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=latest.number + 1 if latest else 1,
        document=data,
        published_at=None if latest else now,
        note=str(WHAT_CHANGED) if latest else "",
    )
    return 1


@transaction.atomic
def load(loading: Loading, *, now: datetime) -> None:
    """Load them; a version that is there stays as it is, whatever the file says."""
    for file in sorted((FOLDER / "questionnaires").glob("*.json")):
        data = read_fixture(f"questionnaires/{file.name}")
        document = load_document(data)
        questionnaire = loading.put(
            Questionnaire,
            {"name": document.name.replace("_", "-")},
            {NAME[lang]: document.title[lang] for lang in NAME if lang in document.title},
        )
        if questionnaire is not None:
            loading.made += _put_version(questionnaire, data, now)
    for row in read_fixture("web_checklist.json")["items"]:
        code = {"code": row.pop("code")}
        loading.put(ChecklistItem, code, row)
