"""Reading accounts for the pages of administrators and of oneself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import audit_words
from accounts.models import User
from core.access import Role
from core.consents.noting import consents_of
from core.models import AuditEntry
from core.tabular.sorting import Key, Orders, by_choice
from core.text import name_sort_key, sort_key
from directory.models import Enterprise

_told_elsewhere: dict[str, Callable[[User], Any]] = {}


def _stands_for(user: User) -> str | None:
    return sort_key(str(user.agency or user.enterprise)) if user.agency or user.enterprise else None


USERS = Orders(
    Key("name", _("Name"), lambda user: name_sort_key(user.full_name) if user.full_name else None),
    Key("role", _("Role"), by_choice("role", Role)),
    Key("stands_for", _("Stands for"), _stands_for),
    Key("second_factor", _("Second factor"), "has_second_factor"),
    Key("last_login", _("Last sign-in"), "last_login"),
    Key("state", _("State"), "is_active"),
)
SIGN_UPS = Orders(
    Key("name", _("Person"), lambda row: name_sort_key(row.user.full_name)),
    Key("claimed", _("Enterprise, as given"), lambda row: sort_key(row.user.claimed_enterprise)),
    Key("since", _("Since"), lambda row: row.user.date_joined),
    start="since",
)
AUDIT = Orders(Key("time", _("Time"), "at"), start="-time")
DATA_REQUESTS = Orders(
    Key("name", _("Person"), lambda asked: name_sort_key(asked.user.full_name)),
    Key("made", _("Made at"), "made_at"),
    Key("state", _("State"), "answered_at"),
)


def users(*, q: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """People as the list shows them, and whether they have a second factor."""
    found = (
        User.objects.select_related("agency", "enterprise")
        .annotate(
            has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
        )
        .order_by("role", "full_name", "email")
    )
    if q:
        found = found.filter(
            Q(email__icontains=q)
            | Q(full_name__icontains=q)
            | Q(agency__name_vi__icontains=q)
            | Q(enterprise__name__icontains=q)
        )
    if role:
        found = found.filter(role=role)
    if state:
        found = found.filter(is_active=state == "active")
    return found


@dataclass(frozen=True, slots=True)
class SignUp:
    """Somebody who waits for approval, and the enterprise the register knows by their tax code."""

    user: User
    enterprise: Enterprise | None
    email_verified: bool
    others: int


def sign_ups() -> list[SignUp]:
    waiting = list(User.objects.get_queryset().waiting_for_approval().order_by("date_joined"))
    known = {
        enterprise.tax_code: enterprise
        for enterprise in Enterprise.objects.filter(
            tax_code__in={user.claimed_tax_code for user in waiting}
        )
    }
    verified = set(
        EmailAddress.objects.filter(user__in=waiting, verified=True).values_list("user", flat=True)
    )
    standing: dict[int, int] = {}
    for pk in User.objects.filter(enterprise__in=known.values(), is_active=True).values_list(
        "enterprise", flat=True
    ):
        standing[pk] = standing.get(pk, 0) + 1
    return [
        SignUp(
            user=user,
            enterprise=known.get(user.claimed_tax_code),
            email_verified=user.pk in verified,
            others=standing.get(enterprise.pk, 0)
            if (enterprise := known.get(user.claimed_tax_code))
            else 0,
        )
        for user in waiting
    ]


def audit_entries(
    *, q: str = "", who: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.select_related("actor")
    if q:
        entries = entries.filter(
            Q(action__icontains=q)
            | Q(action__in=audit_words.codes(q))
            | Q(target_kind__icontains=q)
            | Q(target_kind__in=audit_words.kinds(q))
            | Q(reason__icontains=q)
        )
    if who:
        entries = entries.filter(
            Q(actor__email__icontains=who) | Q(actor__full_name__icontains=who)
        )
    if since:
        entries = entries.filter(at__gte=since)
    if until:
        entries = entries.filter(at__lt=until)
    return entries


def tell_also(name: str, tell: Callable[[User], Any]) -> None:
    """Have apps above this one add what they keep of a person alone."""
    _told_elsewhere[name] = tell


def personal_data(user: User) -> dict[str, Any]:
    """Everything accounts know about a person, for their own eyes."""
    entries = AuditEntry.objects.filter(actor=user).values("at", "action", "target_kind")
    return {
        "email": user.email,
        "full_name": user.full_name,
        "role": user.role,
        "enterprise": str(user.enterprise) if user.enterprise else None,
        "claimed_tax_code": user.claimed_tax_code,
        "claimed_enterprise": user.claimed_enterprise,
        "agency": str(user.agency) if user.agency else None,
        "joined_at": user.date_joined,
        "approved_at": user.approved_at,
        "last_login": user.last_login,
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "consents": [
            {
                "purpose": each.text.purpose,
                "version": each.text.version,
                "words": each.text.words,
                "given_at": each.given_at,
                "withdrawn_at": each.withdrawn_at,
            }
            for each in consents_of(user)
        ],
        "requests": list(user.data_requests.values("kind", "wish", "made_at", "answer")),
        "audit_log": list(entries[:5000]),
        **{name: tell(user) for name, tell in _told_elsewhere.items()},
    }
