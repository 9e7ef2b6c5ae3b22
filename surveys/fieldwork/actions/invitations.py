"""Invitations: who may answer, and by which link."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from surveys import tokens
from surveys.errors import SecondKeyInBlindWave, WaveStatusUnfit
from surveys.models import (
    AccessKey,
    Invitation,
    InvitationChannel,
    Mode,
    SampledEnterprise,
    WaveStatus,
)


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """What goes into the letter; the platform forgets it as soon as the letter is written."""

    invitation: Invitation
    token: str
    code: str

    @property
    def path(self) -> str:
        return f"/s/{self.token}/"

    @property
    def printed_code(self) -> str:
        return tokens.group_code(self.code)


@transaction.atomic
def issue_invitation(
    *,
    sampled: SampledEnterprise,
    now: datetime,
    by: User | None = None,
    channel: InvitationChannel = InvitationChannel.EMAIL,
    secret: tuple[str, str] | None = None,
    mode: Mode = Mode.WEB,
) -> IssuedLink:
    """Invite an enterprise, or in a confidential wave give it one more link to the same answers.

    ``secret`` is a token and a code that stand in a letter already written; else both are drawn.
    """
    wave = sampled.wave
    if wave.status == WaveStatus.CLOSED:
        raise WaveStatusUnfit(wave)
    invitation, _created = Invitation.objects.select_for_update().get_or_create(
        sampled=sampled, defaults={"channel": channel, "created_at": now, "created_by": by}
    )
    if wave.is_blind and invitation.keys.exists():
        raise SecondKeyInBlindWave(sampled)
    token, code = secret or (tokens.new_token(), tokens.new_code())
    AccessKey.objects.create(
        invitation=invitation,
        is_blind=wave.is_blind,
        token_digest=tokens.token_digest(token),
        code_digest=tokens.code_digest(code),
        sealed_token=tokens.seal_token(token, code),
        mode=mode,
    )
    return IssuedLink(invitation=invitation, token=token, code=code)
