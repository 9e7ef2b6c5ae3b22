"""Where each role can go. Names of pages, never addresses; the current page is marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Role

ENTERPRISE, STAFF, OFFICER, PLANNER, ADMINISTRATOR = (
    Role.ENTERPRISE,
    Role.STAFF,
    Role.OFFICER,
    Role.PLANNER,
    Role.ADMINISTRATOR,
)
DESK = frozenset({STAFF, OFFICER, PLANNER, ADMINISTRATOR})
EVERYBODY = None


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    page: str
    icon: str
    roles: frozenset[str] | None = EVERYBODY


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    url: str
    icon: str
    current: bool


def only(*roles: Role) -> frozenset[str]:
    return frozenset(roles) | {ADMINISTRATOR}


GROUPS = (
    Group("", (Entry(_("Home"), "home", "home"),)),
    Group(
        _("Index and plan"),
        (
            Entry(pgettext_lazy("navigation", "PCI transparency"), "pci:index", "trend"),
            Entry(_("Who leads what"), "plan:index", "agency"),
            Entry(_("Progress reports"), "plan:reports", "file", only(OFFICER, PLANNER)),
            Entry(_("Sheets of agencies"), "agency_sheets", "agency", only(*DESK)),
        ),
    ),
    Group(
        _("Survey"),
        (
            Entry(_("Survey waves"), "surveys:waves", "survey", only(STAFF, PLANNER)),
            Entry(_("Questionnaires"), "surveys:questionnaires", "file", only(STAFF)),
            Entry(_("Enterprises"), "directory:enterprises", "building", only(STAFF)),
            Entry(_("Agencies"), "directory:agencies", "users", only(STAFF, PLANNER)),
        ),
    ),
    Group(
        _("Dialogue"),
        (
            Entry(_("Dialogue sessions"), "dialogues:sessions", "chat"),
            Entry(_("Questions and answers"), "dialogues:questions", "question"),
            Entry(_("My work"), "dialogues:my_work", "list", frozenset({OFFICER})),
            Entry(
                pgettext_lazy("navigation", "Issues"),
                "dialogues:issues",
                "list",
                only(STAFF, PLANNER),
            ),
            Entry(_("Our issues"), "dialogues:issues", "list", frozenset({ENTERPRISE})),
            Entry(_("Scorecard of agencies"), "dialogues:scorecard", "scale", only(*DESK)),
            Entry(
                pgettext_lazy("navigation", "Requests for documents"),
                "dialogues:information",
                "file",
                only(STAFF, PLANNER, ENTERPRISE),
            ),
        ),
    ),
    Group(
        _("Results"),
        (
            Entry(_("Analyses"), "analysis:runs", "chart", only(STAFF, PLANNER)),
            Entry(_("Open comments"), "analysis:comment_waves", "chat", only(STAFF)),
            Entry(_("Forecasts"), "analysis:forecasts", "clock", only(STAFF, PLANNER)),
            Entry(_("What if"), "analysis:latest_what_if", "scale", only(STAFF, PLANNER)),
            Entry(pgettext_lazy("navigation", "Track record"), "analysis:track_record", "history"),
            Entry(_("Published reports"), "analysis:reports", "file"),
        ),
    ),
    Group(
        _("Operation"),
        (
            Entry(_("Outbox"), "outbox", "mail", only(STAFF)),
            Entry(_("Working days"), "calendar", "calendar", only(STAFF)),
            Entry(_("Legal grounds of deadlines"), "dialogues:grounds", "scale", only(STAFF)),
            Entry(_("Sign-ups"), "accounts:sign_ups", "user", only(STAFF)),
            Entry(_("Set-up"), "set_up", "check", only()),
            Entry(_("Places"), "directory:places", "building", only(STAFF)),
            Entry(_("Background work"), "jobs", "history", only()),
            Entry(_("Accounts"), "accounts:users", "key", only()),
            Entry(_("Data requests"), "accounts:data_requests", "lock", only()),
            Entry(_("Audit log"), "accounts:audit", "shield", only()),
        ),
    ),
)


def _reachable(role: str | None) -> Iterator[tuple[Group, Entry, str]]:
    for group in GROUPS:
        for entry in group.entries:
            if entry.roles is not EVERYBODY and role not in entry.roles:
                continue
            try:
                yield group, entry, reverse(entry.page)
            except NoReverseMatch:
                continue


def groups_for(role: str | None, path: str) -> list[tuple[str | Promise, list[Link]]]:
    """Return the entries of a role by group; the longest address that fits is the current page."""
    found = list(_reachable(role))
    fits = [url for _group, _entry, url in found if path == url or path.startswith(url)]
    current = max(fits, key=len, default="/")
    groups: dict[str | Promise, list[Link]] = {}
    for group, entry, url in found:
        here = url == current and (url != "/" or path == "/")
        groups.setdefault(group.label, []).append(Link(entry.label, url, entry.icon, here))
    return list(groups.items())


def site_navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``navigation`` and whether it stands at the side (desk) or on top."""
    user = getattr(request, "user", None)
    role = user.role if user is not None and user.is_authenticated else None
    return {
        "navigation": lambda: groups_for(role, request.path_info),
        "is_desk": role in DESK,
    }
