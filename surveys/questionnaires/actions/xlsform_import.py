"""Questionnaires that come as an XLSForm."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from surveys.instrument import loading
from surveys.instrument.xlsform import Imported
from surveys.models import Questionnaire, QuestionnaireVersion
from surveys.questionnaires.actions.lifecycle import begin_questionnaire, begin_version


@transaction.atomic
def keep_imported(
    *, imported: Imported, name: str | None, by: User | None, now: datetime
) -> QuestionnaireVersion:
    """Make a draft of what was read: of a questionnaire with that name, or of a new one."""
    document = imported.document
    if document is None:
        raise ValueError("a form with faults was to be kept")
    data = loading.dump(document)
    wanted = name or document.name.replace("_", "-")
    questionnaire = Questionnaire.objects.filter(name=wanted).first()
    if questionnaire:
        version = begin_version(questionnaire=questionnaire, document=data, by=by, now=now)
    else:
        version = begin_questionnaire(
            name=wanted,
            title_vi=document.words(document.title, "vi"),
            title_en=document.title.get("en", ""),
            document=data,
            by=by,
            now=now,
        )
    audit.record(
        actor=by,
        action="questionnaire.import",
        now=now,
        target=version,
        questions=sum(1 for _question in document.questions()),
        left_behind=len(imported.losses),
    )
    return version
