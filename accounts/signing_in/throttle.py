"""Wrong passwords and codes: tries are few for strangers and never lock out a known browser.

Limits hold for an account seen from one place: a browser that has signed in before, or else a
network (of IPv6 the first 64 bits). So a stranger who guesses uses up the tries of the stranger's
own place. The longer one guesses, the longer one waits. Letters with codes and links are counted
the same way: who orders them for somebody else soon gets no more.
"""

import secrets
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
PASSWORD, SECOND_FACTOR, LETTER = "password", "second-factor", "letter"
GUESSES = ((5, 300), (12, 3600), (30, 86400))  # wrong ones of one place, in so many seconds
TIERS = {PASSWORD: GUESSES, SECOND_FACTOR: GUESSES, LETTER: ((3, 300), (8, 3600), (20, 86400))}
# of all unknown places together
STRANGERS = {PASSWORD: (60, 86400), SECOND_FACTOR: (60, 86400), LETTER: (40, 86400)}
TOLD = (1, 86400)  # letters about it


def remember_browser(response: HttpResponseBase, user: User) -> None:
    """Mark the browser as one from which the person has signed in; each has a name of its own."""
    response.set_cookie(
        COOKIE,
        signing.dumps([user.pk, secrets.token_hex(8)], salt=SALT),
        max_age=YEAR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_as(request: HttpRequest, user: User | None) -> str:
    """The name of a browser from which the person has signed in within a year, or nothing."""
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return ""
    if user is None or not isinstance(known, list) or known[0] != user.pk:
        return ""
    return str(known[1])


class Attempt:
    """One try at a door of an account: taken before it is known whether it succeeds."""

    def __init__(self, request: HttpRequest, login: str, kind: str = PASSWORD) -> None:
        self.login, self.kind = login.strip().lower(), kind
        self.user = User.objects.filter(email=self.login).first()
        browser = known_as(request, self.user)
        self.is_known = bool(browser)
        self.place = f"known {browser}" if browser else visitor_of(request)
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
        told = claim_try(f"{self.kind}-told", self.login, most=most, seconds=seconds)
        return self.user if told else None

    def _limits(self) -> list[tuple[str, str, tuple[int, int]]]:
        here = f"{self.login} {self.place}"
        limits: list[tuple[str, str, tuple[int, int]]] = [
            (f"{self.kind}-{seconds}", here, (most, seconds)) for most, seconds in TIERS[self.kind]
        ]
        strangers = (f"{self.kind}-strangers", self.login, STRANGERS[self.kind])
        return limits if self.is_known else [*limits, strangers]


def attempt_of(request: HttpRequest, credentials: dict[str, Any]) -> Attempt:
    return Attempt(request, str(credentials.get("email") or credentials.get("username") or ""))
