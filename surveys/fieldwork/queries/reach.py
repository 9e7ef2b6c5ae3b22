"""Whom each channel reaches before anything is written."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from surveys.models import InvitationChannel, SampledEnterprise, Wave


@dataclass(frozen=True, slots=True)
class Reach:
    """One channel of a wave: how many have an address for it, and for how many it is chosen."""

    channel: str
    name: str
    chosen: int
    uninvited: int


def reach_by_channel(wave: Wave) -> list[Reach]:
    """Count the main sample by the channel chosen; those no channel reaches stand last."""
    rows = SampledEnterprise.objects.main().filter(wave=wave, enterprise__opt_out__isnull=True)
    counted = {
        channel: (chosen, uninvited)
        for channel, chosen, uninvited in rows.with_reach(first=wave.channels)
        .order_by()
        .values_list(F("reach"))
        .annotate(chosen=Count("pk"), uninvited=Count("pk", filter=Q(invitation__isnull=True)))
    }
    names = {value: str(label) for value, label in InvitationChannel.choices}
    listed = [*wave.channels, *(c for c in counted if c and c not in wave.channels)]
    found = [Reach(c, names[c], *counted.get(c, (0, 0))) for c in listed]
    return [*found, Reach("", "", *counted[""])] if "" in counted else found
