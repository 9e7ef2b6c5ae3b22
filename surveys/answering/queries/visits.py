"""What a personal link leads to."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from directory.models import Enterprise
from surveys import tokens
from surveys.answering.addresses import address_of
from surveys.errors import AlreadySubmitted, LinkUnknown
from surveys.instrument import routing, types
from surveys.instrument.merging import Stored, open_disputes, revision_of
from surveys.instrument.model import Document
from surveys.models import (
    AccessKey,
    BurntToken,
    Draft,
    Invitation,
    QuestionnaireVersion,
    Response,
    SampledEnterprise,
    Wave,
)
from surveys.models.responses import DRAFT_FIELDS
from surveys.prepared_statements import PreparedJoin, PreparedQuery, join


@dataclass(frozen=True)
class Visit:
    """An enterprise at its questionnaire: where it stands and what it has answered so far."""

    token: str
    key: AccessKey
    draft: Draft | None

    @property
    def is_trial(self) -> bool:
        """Whether nobody answers here: the pages are tried before the wave opens."""
        return False

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
    def languages(self) -> tuple[str, ...]:
        return self.document.languages

    @property
    def language(self) -> str:
        return self.draft.language if self.draft else self.key.sampled.enterprise.language

    def sections(self) -> list[str]:
        return list(self.passed.sections)

    @cached_property
    def passed(self) -> routing.Walk:
        """The pass through the questionnaire with the answers of now."""
        return routing.walk(self.document, self.answers)

    def address(self, page: str, *more: str) -> str:
        return address_of(self.token, page, *more)

    def address_after(self, section: str) -> str:
        """Lead on from a section, at last to the overview of all answers."""
        following = routing.next_section(self.document, section, self.passed)
        return self.address("page", following) if following else self.address("check")

    def address_before(self, section: str) -> str:
        """Lead back from a section, at last to the first page."""
        before = routing.previous_section(self.document, section, self.passed)
        return self.address("page", before) if before else self.address("start") + "?about"

    def address_to_resume(self) -> str:
        """Lead to where one stopped: the section, and in it the first question left open."""
        section = self.place()
        asked = [
            each.name
            for each in self.document.section(section).questions
            if each.name in self.passed.questions and types.of(each).is_asked
        ]
        left = [name for name in asked if name not in self.passed.answers]
        here = self.address("page", section)
        return f"{here}#q-{left[0]}" if left and len(left) < len(asked) else here

    def stored(self, section: str) -> Stored:
        """What a page of this section is merged with."""
        if self.draft is None:
            return Stored(self.answers)
        draft = self.draft
        typed = draft.typed.get(section, {}).get("fields", {})
        return Stored(self.answers, typed, draft.revisions, draft.disputed)

    def disputes(self, section: str) -> list[str]:
        """Name the answers of a section that two devices gave differently."""
        disputed = self.draft.disputed if self.draft else {}
        return [
            name
            for place, name in open_disputes(self.document, self.answers, disputed)
            if place == section
        ]

    @cached_property
    def revision(self) -> str:
        """A digest of all answers that count, by which a last look is known to be the last."""
        return revision_of(self.passed.answers)

    def place(self) -> str:
        """Name the section to resume at: where one stopped, or the first."""
        sections = self.sections()
        if self.draft and self.draft.section in sections:
            return self.draft.section
        return sections[0]


@dataclass(frozen=True)
class Behind:
    """What the database holds behind a link; draft and response only if they belong to a name."""

    key: AccessKey
    draft: Draft | None
    response: Response | None


def behind(token: str) -> Behind:
    """Fetch all that the pages behind a link need, in one query.

    The document stays out: it is large, and each process has it parsed already.
    """
    for row in BEHIND_A_LINK.objects(tokens.token_digest(token)):
        key, invitation, sampled, enterprise, wave, version, draft, response = row
        join(key, invitation=invitation)
        join(invitation, sampled=sampled)
        join(sampled, enterprise=enterprise, wave=wave)
        join(wave, version=version)
        return Behind(key, draft, response)
    raise LinkUnknown


def visit(token: str) -> Visit:
    """Open a personal link that has not been used up."""
    found = behind(token)
    draft = found.draft
    if found.key.is_blind:
        draft = Draft.objects.held_by(found.key.draft_key(token))
    if draft is None and receipt_of(found, token) is not None:
        raise AlreadySubmitted
    return Visit(token, found.key, draft)


def receipt_of(found: Behind, token: str) -> str | None:
    """Return the receipt code of answers that were sent, or None when none were."""
    if not found.key.is_blind:
        return found.response.receipt_code or "" if found.response else None
    rows = RECEIPT_OF_TOKEN.rows(tokens.derive_digest("burnt", token))
    return rows[0][0] if rows else None


RECEIPT_OF_TOKEN = PreparedQuery(
    lambda digest: BurntToken.objects.filter(digest=digest).values_list("receipt_code")
)
BEHIND_A_LINK = PreparedJoin(
    lambda digest: AccessKey.objects.filter(token_digest=digest),
    [
        (AccessKey, "", ("id", "invitation", "is_blind", "mode")),
        (Invitation, "invitation", ("id", "sampled")),
        (
            SampledEnterprise,
            "invitation__sampled",
            ("id", "wave", "enterprise", "stratum", "disposition"),
        ),
        (Enterprise, "invitation__sampled__enterprise", ("id", "language")),
        (
            Wave,
            "invitation__sampled__wave",
            (
                "id",
                "year",
                "title_vi",
                "title_en",
                "version",
                "anonymity",
                "status",
                "opens_on",
                "closes_on",
                "closed_at",
                "minutes",
                "contact_name",
                "contact_phone",
                "contact_email",
            ),
        ),
        (
            QuestionnaireVersion,
            "invitation__sampled__wave__version",
            ("id", "number", "digest", "published_at"),
        ),
        # Empty in a blind wave, whose drafts and responses belong to no enterprise.
        (Draft, "invitation__sampled__draft", DRAFT_FIELDS),
        (Response, "invitation__sampled__response", ("id", "receipt_code")),
    ],
)


def version_of_digest(digest: str) -> QuestionnaireVersion | None:
    """The published version of a digest, or of the digest it had before its words were fixed."""
    published = QuestionnaireVersion.objects.published()
    now = published.filter(digest=digest).first()
    return now or published.filter(wording_fixes__digest_before=digest).first()
