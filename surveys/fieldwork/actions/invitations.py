"""Invitations: who may answer, and by which link."""

from collections.abc import Sequence
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
    Wave,
    WaveStatus,
)
from surveys.tokens import Secret


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that stands in a letter and has yet to be stored."""

    sampled: SampledEnterprise
    secret: Secret
    channel: InvitationChannel = InvitationChannel.EMAIL
    mode: Mode = Mode.WEB


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


def issue_invitation(
    *,
    sampled: SampledEnterprise,
    now: datetime,
    by: User | None = None,
    channel: InvitationChannel = InvitationChannel.EMAIL,
    mode: Mode = Mode.WEB,
) -> IssuedLink:
    """Invite an enterprise, or in a confidential wave give it one more link to the same answers."""
    secret = tokens.new_secret()  # slow, so it is drawn before anything is locked
    new = NewLink(sampled, secret, channel, mode)
    (invitation,) = store_links(links=[new], now=now, by=by)
    return IssuedLink(invitation=invitation, token=secret.token, code=secret.code)


@transaction.atomic
def store_links(
    *, links: Sequence[NewLink], now: datetime, by: User | None = None
) -> list[Invitation]:
    """Store links of one wave, all or none; who has no invitation yet gets one."""
    wave = Wave.objects.select_for_update().get(pk=links[0].sampled.wave_id)
    if wave.status == WaveStatus.CLOSED:
        raise WaveStatusUnfit(wave)
    invitations = _invitations_of(links, now, by)
    if wave.is_blind:
        _refuse_second_keys(links, invitations)
    AccessKey.objects.bulk_create(
        AccessKey(
            invitation=invitations[link.sampled.pk],
            is_blind=wave.is_blind,
            token_digest=link.secret.token_digest,
            code_digest=link.secret.code_digest,
            sealed_token=link.secret.sealed_token,
            mode=link.mode,
        )
        for link in links
    )
    return [invitations[link.sampled.pk] for link in links]


def _invitations_of(
    links: Sequence[NewLink], now: datetime, by: User | None
) -> dict[int, Invitation]:
    """The invitations of these enterprises, by enterprise of the sample; missing ones are made."""
    asked = {link.sampled.pk: link for link in links}
    known = Invitation.objects.select_for_update().filter(sampled__in=list(asked))
    found = {invitation.sampled_id: invitation for invitation in known}
    new = Invitation.objects.bulk_create(
        Invitation(sampled=link.sampled, channel=link.channel, created_at=now, created_by=by)
        for pk, link in asked.items()
        if pk not in found
    )
    return found | {invitation.sampled_id: invitation for invitation in new}


def _refuse_second_keys(links: Sequence[NewLink], invitations: dict[int, Invitation]) -> None:
    """A blind invitation has one key for ever: its token is what is burnt."""
    held = set(
        AccessKey.objects.filter(invitation__in=invitations.values()).values_list(
            "invitation__sampled", flat=True
        )
    )
    for link in links:
        if link.sampled.pk in held:
            raise SecondKeyInBlindWave(link.sampled)
