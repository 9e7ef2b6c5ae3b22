"""What the desk does not see of a letter: personal links and codes are for one pair of eyes."""

from core.http.request_log import PERSONAL_LINK
from core.messaging.kinds import kind_of
from core.models import OutgoingMessage

MASK = "••••••"


def mask(message: OutgoingMessage) -> str:
    """The text of a letter with links and codes hidden; names and subjects stay as they are."""
    text = PERSONAL_LINK.sub(rf"\1{MASK}", message.body)
    for secret in kind_of(message).secrets:
        text = secret.sub(MASK, text)
    return text
