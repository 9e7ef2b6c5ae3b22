"""By which channels the enterprises of a wave are reached."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from surveys.errors import WaveStatusUnfit
from surveys.models import SampledEnterprise, Wave, WaveStatus


@transaction.atomic
def choose_channels(
    *, wave: Wave, channels: Sequence[str], plain_sms: bool, by: User, now: datetime
) -> Wave:
    """Set the order in which channels are tried; messages already written stay as they are."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.status == WaveStatus.CLOSED:
        raise WaveStatusUnfit(wave)
    wave.channels, wave.plain_sms = list(channels), plain_sms
    wave.save(update_fields=["channels", "plain_sms"])
    audit.record(
        actor=by, action="wave.channels", now=now, target=wave, channels=" ".join(channels)
    )
    return wave


@transaction.atomic
def choose_channel_of(
    *, sampled: SampledEnterprise, channel: str, by: User, now: datetime
) -> SampledEnterprise:
    """Let one enterprise be reached by a channel of its own; empty: as the wave says."""
    if sampled.wave.status == WaveStatus.CLOSED:
        raise WaveStatusUnfit(sampled.wave)
    sampled.channel = channel
    sampled.save(update_fields=["channel"])
    audit.record(actor=by, action="sampled.channel", now=now, target=sampled, channel=channel)
    return sampled
