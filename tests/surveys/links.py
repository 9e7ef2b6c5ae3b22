"""Personal links for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from surveys import tokens
from surveys.answering.queries.visits import behind
from surveys.models import AccessKey
from tests.factories.surveys import AccessKeyFactory
from tests.surveys.instrument.documents import choices, data, question, words


def two_pages() -> dict[str, Any]:
    """Ask a little of everything on two pages; the second question waits for the first."""
    first = [
        question("met", "single", choices=choices("yes", "no"), required=True),
        question("days", "number", relevance="${met} = 'yes'", required=True),
        question("share", "percent"),
        question("rated", "matrix", required=False),
    ]
    last = [question("happy", "scale"), question("why", "longtext")]
    return data(
        sections=[
            {"name": "one", "title": words("Phần một"), "questions": first},
            {"name": "two", "title": words("Phần hai"), "questions": last},
        ]
    )


def link(document: dict[str, Any] | None = None, **wave: Any) -> tuple[str, AccessKey]:
    """Return the token and the key of an invitation to a wave that is open today."""
    today = timezone.localdate()
    wave = {
        "version__document": document or two_pages(),
        "opens_on": today - timedelta(days=5),
        "closes_on": today + timedelta(days=20),
        **wave,
    }
    token = tokens.new_token()
    stratum = {f"invitation__sampled__stratum__wave__{name}": value for name, value in wave.items()}
    AccessKeyFactory(token=token, **stratum)
    return token, behind(token).key


def again(token: str) -> AccessKey:
    """Fetch the key afresh, as each request does."""
    return behind(token).key
