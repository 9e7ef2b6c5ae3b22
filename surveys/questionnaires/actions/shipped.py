"""Shipped questionnaires and the checklist of the portal."""

from datetime import datetime

from django.db import transaction

from core.fixtures import FOLDER, Loading, read_fixture
from surveys.instrument.loading import load as load_document
from surveys.models import ChecklistItem, Questionnaire, QuestionnaireVersion

NAME = {"vi": "title_vi", "en": "title_en"}


@transaction.atomic
def load(loading: Loading, *, now: datetime) -> None:
    """Load them; a version that is published stays as it is, whatever the file says."""
    for file in sorted((FOLDER / "questionnaires").glob("*.json")):
        data = read_fixture(f"questionnaires/{file.name}")
        document = load_document(data)
        questionnaire = loading.put(
            Questionnaire,
            {"name": document.name.replace("_", "-")},
            {NAME[lang]: document.title[lang] for lang in NAME if lang in document.title},
        )
        if questionnaire is not None and not questionnaire.versions.exists():
            QuestionnaireVersion.objects.create(
                questionnaire=questionnaire, number=1, document=data, published_at=now
            )
            loading.made += 1
    for row in read_fixture("web_checklist.json")["items"]:
        code = {"code": row.pop("code")}
        loading.put(ChecklistItem, code, row)
