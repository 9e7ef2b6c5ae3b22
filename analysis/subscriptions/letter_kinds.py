"""The letters to those who asked to be told of released reports."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analysis.models import ReportRelease, Subscription
from core.messaging.kinds import Leaves, LetterKind, Policy
from core.models import OutgoingMessage, Unwanted

LINK = re.compile(r"(?<=/subscription/)[\w-]+")


def link_of(subscription: Subscription, page: str) -> str:
    return settings.BASE_URL + reverse(f"analysis:subscription_{page}", args=[subscription.key])


def _unsubscribe(message: OutgoingMessage) -> str:
    found = Subscription.objects.filter(address=message.recipient).first()
    return link_of(found, "leave") if found else settings.BASE_URL


def _find_gone(messages: Sequence[OutgoingMessage], _now: datetime) -> dict[int, Unwanted]:
    """Whoever asked for no more is in the table no more."""
    asked = [message.recipient for message in messages]
    there = set(Subscription.objects.filter(address__in=asked).values_list("address", flat=True))
    return {m.pk: Unwanted.OPTED_OUT for m in messages if m.recipient not in there}


def _find_gone_or_withdrawn(
    messages: Sequence[OutgoingMessage], now: datetime
) -> dict[int, Unwanted]:
    """A release that was withdrawn meanwhile is announced to nobody."""
    standing = ReportRelease.objects.standing().filter(pk__in=[m.about_id or 0 for m in messages])
    stands = set(standing.values_list("pk", flat=True))
    over = {m.pk: Unwanted.SETTLED for m in messages if m.about_id not in stands}
    return {**over, **_find_gone(messages, now)}


CONFIRM = LetterKind(
    key="analysis.subscription_confirm",
    name=_("Confirmation of a subscription"),
    to=_("whoever typed an address under “Published reports”"),
    template="emails/analysis/subscription_confirm.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the address asks for no more letters"), _find_gone),
    secrets=(LINK,),
)
RELEASED = LetterKind(
    key="analysis.report_released",
    name=_("A report was released"),
    to=_("subscribers of released reports"),
    template="emails/analysis/report_released.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(
        _("the report was withdrawn, or the address asks for no more letters"),
        _find_gone_or_withdrawn,
    ),
    unsubscribe=_unsubscribe,
    secrets=(LINK,),
)
WITHDRAWN = LetterKind(
    key="analysis.report_withdrawn",
    name=_("A report was withdrawn"),
    to=_("subscribers who were told of its release"),
    template="emails/analysis/report_withdrawn.txt",
    leaves=Leaves.BY_ITSELF,
    policy=Policy(_("the address asks for no more letters"), _find_gone),
    unsubscribe=_unsubscribe,
    secrets=(LINK,),
)
KINDS = (CONFIRM, RELEASED, WITHDRAWN)
