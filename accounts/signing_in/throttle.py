"""Wrong passwords: tries are few for strangers and never lock out a browser that is known.

Limits hold for an account seen from one place: a browser that has signed in before, or else a
network (of IPv6 the first 64 bits). So a stranger who guesses uses up the tries of the stranger's
own place. The longer one guesses, the longer one waits.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from core.http.rate_limit import claim_try, give_back
from core.http.visitor import visitor_of

COOKIE = "thuocdo-known"
SALT = "accounts.known-browser"
YEAR = 365 * 86400
TIERS = ((5, 300), (12, 3600), (30, 86400))  # wrong passwords of one place, in so many seconds
STRANGERS = (60, 86400)  # of all unknown places together
TOLD = (1, 86400)  # letters about it


def remember_browser(response: HttpResponseBase, user: User) -> None:
    """Mark the browser as one from which the person has signed in."""
    response.set_cookie(
        COOKIE,
        signing.dumps(user.pk, salt=SALT),
        max_age=YEAR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: HttpRequest, user: User | None) -> bool:
    """Whether the person has signed in from this browser within a year."""
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return False
    return user is not None and bool(known == user.pk)


class Attempt:
    """One try to sign in: taken before it is known whether it succeeds."""

    def __init__(self, request: HttpRequest, login: str) -> None:
        self.login = login.strip().lower()
        self.user = User.objects.filter(email=self.login).first()
        self.is_known = is_known(request, self.user)
        self.place = "known" if self.is_known else visitor_of(request)
        self.slots: list[str] = []

    def is_allowed(self) -> bool:
        """Claim a try of every limit; what is used up is left as it was."""
        for kind, who, (most, seconds) in self._limits():
            slot = claim_try(kind, who, most=most, seconds=seconds)
            if slot is None:
                self.give_back()
                return False
            self.slots.append(slot)
        return True

    def give_back(self) -> None:
        """Do not count a try that succeeded, or one that was refused."""
        while self.slots:
            give_back(self.slots.pop())

    def owner_to_tell(self) -> User | None:
        """The owner, the first time in a day that strangers have used up their tries."""
        if self.user is None or self.is_known:
            return None
        most, seconds = TOLD
        told = claim_try("password-told", self.login, most=most, seconds=seconds)
        return self.user if told else None

    def _limits(self) -> list[tuple[str, str, tuple[int, int]]]:
        here = f"{self.login} {self.place}"
        limits: list[tuple[str, str, tuple[int, int]]] = [
            (f"password-{seconds}", here, (most, seconds)) for most, seconds in TIERS
        ]
        return limits if self.is_known else [*limits, ("password-strangers", self.login, STRANGERS)]


def attempt_of(request: HttpRequest, credentials: dict[str, Any]) -> Attempt:
    return Attempt(request, str(credentials.get("email") or credentials.get("username") or ""))
