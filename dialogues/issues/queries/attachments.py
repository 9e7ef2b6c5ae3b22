"""Which files somebody may read. The rules stand here once, for pages and for downloads."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from dialogues.models import AnswerStatus, Attachment, Issue, Visibility


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody is to an issue, as far as its files are concerned."""

    is_staff: bool = False
    is_inside: bool = False
    is_raiser: bool = False
    agency: int | None = None


def reads(file: Attachment, reader: Reader) -> bool:
    """Whether the file opens today. What was withdrawn stays with the Association."""
    return could_read(file, reader) and (file.ended_at is None or reader.is_staff)


def could_read(file: Attachment, reader: Reader) -> bool:
    """The same without regard to whether the file was withdrawn."""
    if file.mail_id:
        return reader.is_staff  # replies by e-mail are for the Association
    if file.issue:
        return _of_issue(file, file.issue, reader)
    if file.answer is None:
        return True  # a document of a session
    if file.answer.status != AnswerStatus.PUBLISHED:
        return reader.agency == file.answer.agency_id
    if file.answer.is_contribution:
        return reader.is_inside and not reader.is_raiser
    return reader.is_inside or reader.is_raiser or _in_public(file, file.answer.issue)


def _of_issue(file: Attachment, issue: Issue, reader: Reader) -> bool:
    """What the raiser sent is never public; an agency waits where it may not know the raiser."""
    if reader.is_staff or reader.is_raiser:
        return True
    is_open = file.released_at is not None or issue.visibility != Visibility.ASSOCIATION
    return reader.is_inside and is_open


def _in_public(file: Attachment, issue: Issue) -> bool:
    is_open = file.released_at is not None or issue.visibility == Visibility.PUBLIC
    return issue.published_at is not None and is_open


@dataclass(frozen=True, slots=True)
class Papers:
    """The files of an issue or answer as one reader finds them."""

    shown: list[Attachment]
    closed: int  # those nobody has looked through yet


def papers(files: Iterable[Attachment], reader: Reader) -> Papers:
    current = [file for file in files if file.ended_at is None or reader.is_staff]
    shown = [file for file in current if reads(file, reader)]
    return Papers(shown, len(current) - len(shown))


def files_in_public(issue: Issue) -> QuerySet[Attachment]:
    """The files that are, or will be, public beside the answers of an issue."""
    return (
        Attachment.objects.current()
        .filter(answer__issue=issue, answer__status="published", answer__is_contribution=False)
        .select_related("answer__issue", "answer__agency")
    )
