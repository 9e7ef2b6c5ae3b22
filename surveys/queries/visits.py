"""What a personal link leads to."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveys import tokens
from surveys.errors import AlreadySubmitted, LinkUnknown
from surveys.instrument import flow
from surveys.instrument.document import Document
from surveys.models import AccessKey, BurntToken, Draft, Response, Wave
from surveys.models.prepared import Prepared


@dataclass(frozen=True)
class Visit:
    """An enterprise at its questionnaire: where it stands and what it has answered so far."""

    token: str
    key: AccessKey
    draft: Draft | None

    @cached_property
    def wave(self) -> Wave:
        return self.key.wave

    @cached_property
    def document(self) -> Document:
        return self.wave.version.compiled

    @cached_property
    def answers(self) -> dict[str, Any]:
        return self.draft.answers if self.draft else {}

    @cached_property
    def seed(self) -> str:
        """Shuffle choices alike on every device of one respondent."""
        return self.key.draft_key(self.token)

    @property
    def language(self) -> str:
        return self.draft.language if self.draft else self.key.sampled.enterprise.language

    def sections(self) -> list[str]:
        return flow.visible(self.document, self.answers)

    def place(self) -> str:
        """Name the section to resume at: where one stopped, or the first."""
        sections = self.sections()
        if self.draft and self.draft.section in sections:
            return self.draft.section
        return sections[0]


def key_of(token: str) -> AccessKey:
    key = AccessKey.objects.of_token(token)
    if key is None:
        raise LinkUnknown
    return key


def visit(token: str) -> Visit:
    """Open a personal link that has not been used up."""
    key = key_of(token)
    draft = Draft.objects.held_by(key.draft_key(token))
    if draft is None and receipt_of(key, token) is not None:
        raise AlreadySubmitted
    return Visit(token, key, draft)


def receipt_of(key: AccessKey, token: str) -> str | None:
    """Return the receipt code of answers that were sent, or None when none were."""
    if key.is_blind:
        rows = RECEIPT_OF_TOKEN.rows(tokens.derived("burnt", token))
    else:
        rows = RECEIPT_OF_SAMPLED.rows(key.invitation.sampled_id)
    return (rows[0][0] or "") if rows else None


RECEIPT_OF_TOKEN = Prepared(
    lambda digest: BurntToken.objects.filter(digest=digest).values_list("receipt_code")
)
RECEIPT_OF_SAMPLED = Prepared(
    lambda sampled: Response.objects.filter(sampled_id=sampled).values_list("receipt_code")
)
