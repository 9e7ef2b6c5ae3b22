"""Keeping files that were sent along."""

from datetime import datetime

from django.core.files.base import ContentFile, File

from accounts.models import User
from dialogues import files
from dialogues.models import Answer, Attachment, Issue, Session


def attach(
    *,
    upload: "File[bytes]",
    now: datetime,
    title: str,
    by: User | None,
    issue: Issue | None = None,
    answer: Answer | None = None,
    session: Session | None = None,
) -> Attachment:
    """Keep a cleaned copy under a name that says nothing; the original is never written."""
    clean = files.cleaned(upload)
    attachment = Attachment(
        issue=issue,
        answer=answer,
        session=session,
        title=title[:200],
        kind=clean.kind,
        size=len(clean.content),
        digest=clean.digest,
        uploaded_by=by,
        at=now,
    )
    attachment.file.save(
        f"{clean.digest[:16]}.{clean.kind}", ContentFile(clean.content), save=False
    )
    attachment.save()
    return attachment
