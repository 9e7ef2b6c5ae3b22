"""The course of an issue: one table, from which buttons, permissions, mails and tests are derived.

Nothing here knows the database; ``issues.actions.steps.moves.move`` is the only door through which
a state changes, and it reads this table.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("issue", "received")
    ACCEPTED = "accepted", _("accepted")
    ASSIGNED = "assigned", _("being handled")
    COMMITTED = "committed", _("commitment made")
    ANSWERED = "answered", _("answered")
    FORWARDED = "forwarded", _("forwarded to a higher authority")
    REFUSED = "refused", _("refused")
    CONFIRMED = "confirmed", _("confirmed by the enterprise")
    REOPENED = "reopened", _("reopened")
    DIVERTED = "diverted", _("referred to the complaints procedure")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("merged into another")
    CLOSED = "closed", _("closed")


class Effect(models.TextChoices):
    """What an answer does. Only the first is a solution, and the scorecard counts it so."""

    SOLVED = "solved", _("solved")
    COMMITTED = "committed", _("committed until a date")
    FORWARDED = "forwarded", _("beyond our authority, forwarded")
    REFUSED = "refused", _("refused, with its legal ground")
    EXPLAINED = "explained", _("explanation only")


class Party(StrEnum):
    """In which capacity somebody acts on an issue."""

    STAFF = "staff"
    LEAD = "lead"
    RAISER = "raiser"
    SYSTEM = "system"


class Informed(StrEnum):
    """Who is written to when a step was taken."""

    RAISER = "raiser"
    LEAD = "lead"
    COORDINATORS = "coordinators"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step of the course. Without a target the state stays what it is."""

    act: str
    sources: frozenset[State]
    target: State | None
    parties: frozenset[Party]
    button: Promise
    done: Promise
    tells: tuple[Informed, ...] = ()
    warning: Promise | None = None
    effect: Effect | None = None


IN_HAND = frozenset({State.ASSIGNED, State.COMMITTED, State.REOPENED})
UNASSIGNED = frozenset({State.RECEIVED, State.ACCEPTED})
REPLIED = frozenset({State.ANSWERED, State.FORWARDED, State.REFUSED})
OPEN = UNASSIGNED | IN_HAND
FINISHED = frozenset({State.CONFIRMED, State.DIVERTED, State.WITHDRAWN, State.MERGED, State.CLOSED})


def _table(*rows: Transition) -> dict[str, Transition]:
    return {row.act: row for row in rows}


TABLE = _table(
    Transition(
        act="accept",
        sources=frozenset({State.RECEIVED}),
        target=State.ACCEPTED,
        parties=frozenset({Party.STAFF}),
        button=_("Accept"),
        done=_("Accepted by the Association"),
        tells=(Informed.RAISER,),
    ),
    Transition(
        act="divert",
        sources=OPEN | REPLIED | {State.CONFIRMED, State.CLOSED},
        target=State.DIVERTED,
        parties=frozenset({Party.STAFF}),
        button=_("Refer to the complaints procedure"),
        done=_("Referred to the complaints procedure"),
        tells=(Informed.RAISER,),
        warning=_(
            "The issue leaves the dialogue: an agency that has it loses sight of it at once, and"
            " so does the public. The enterprise receives a letter that names the body with"
            " authority and the time limits of the law."
        ),
    ),
    Transition(
        act="decline",
        sources=UNASSIGNED,
        target=State.REFUSED,
        parties=frozenset({Party.STAFF}),
        button=_("Decline"),
        done=_("Declined by the Association"),
        tells=(Informed.RAISER,),
        warning=_("The enterprise is told the reason."),
    ),
    Transition(
        act="assign",
        sources=frozenset({State.ACCEPTED}),
        target=State.ASSIGNED,
        parties=frozenset({Party.STAFF}),
        button=_("Assign to agencies"),
        done=_("Assigned; the clock runs"),
        tells=(Informed.LEAD, Informed.COORDINATORS, Informed.RAISER),
    ),
    Transition(
        act="ask_hand_over",
        sources=IN_HAND,
        target=None,
        parties=frozenset({Party.LEAD}),
        button=_("Ask to hand over to another agency"),
        done=_("Asked to hand over to another agency"),
        tells=(Informed.STAFF,),
        warning=_(
            "The issue stays with your agency, and its deadline runs on, until the Association has"
            " agreed."
        ),
    ),
    Transition(
        act="hand_over",
        sources=IN_HAND,
        target=None,
        parties=frozenset({Party.STAFF}),
        button=_("Hand over to another agency"),
        done=_("Handed over; the deadline stays"),
        tells=(Informed.LEAD, Informed.RAISER, Informed.STAFF),
        warning=_("The deadline stays what it is: a hand-over does not set the clock back."),
    ),
    Transition(
        act="solve",
        sources=IN_HAND,
        target=State.ANSWERED,
        parties=frozenset({Party.LEAD}),
        button=_("Answer: solved"),
        done=_("Answered: solved"),
        tells=(Informed.RAISER, Informed.STAFF),
        effect=Effect.SOLVED,
    ),
    Transition(
        act="commit",
        sources=IN_HAND,
        target=State.COMMITTED,
        parties=frozenset({Party.LEAD}),
        button=_("Answer: committed until a date"),
        done=_("Answered with a commitment; the clock runs on"),
        tells=(Informed.RAISER, Informed.STAFF),
        effect=Effect.COMMITTED,
    ),
    Transition(
        act="forward",
        sources=IN_HAND,
        target=State.FORWARDED,
        parties=frozenset({Party.LEAD}),
        button=_("Answer: forwarded"),
        done=_("Forwarded to the authority in charge"),
        tells=(Informed.RAISER, Informed.STAFF),
        effect=Effect.FORWARDED,
    ),
    Transition(
        act="refuse",
        sources=IN_HAND,
        target=State.REFUSED,
        parties=frozenset({Party.LEAD}),
        button=_("Answer: refused"),
        done=_("Refused, with its legal ground"),
        tells=(Informed.RAISER, Informed.STAFF),
        effect=Effect.REFUSED,
    ),
    Transition(
        act="explain",
        sources=IN_HAND,
        target=State.ANSWERED,
        parties=frozenset({Party.LEAD}),
        button=_("Answer: explanation only"),
        done=_("Answered: explanation only"),
        tells=(Informed.RAISER, Informed.STAFF),
        effect=Effect.EXPLAINED,
    ),
    Transition(
        act="confirm",
        sources=REPLIED,
        target=State.CONFIRMED,
        parties=frozenset({Party.RAISER}),
        button=_("Confirm"),
        done=_("Confirmed by the enterprise"),
        tells=(Informed.LEAD,),
    ),
    Transition(
        act="reopen",
        sources=REPLIED | {State.CONFIRMED, State.CLOSED},
        target=State.REOPENED,
        parties=frozenset({Party.RAISER, Party.STAFF}),
        button=_("Reopen"),
        done=_("Reopened; a new clock runs"),
        tells=(Informed.LEAD, Informed.STAFF),
        warning=_("The lead agency must answer again, with a new deadline."),
    ),
    Transition(
        act="contest",
        sources=frozenset({State.REFUSED}),
        target=State.RECEIVED,
        parties=frozenset({Party.RAISER, Party.STAFF}),
        button=_("Take up again"),
        done=_("Taken up again after it was declined"),
        tells=(Informed.STAFF,),
        warning=_("The Association looks at the issue once more and decides again."),
    ),
    Transition(
        act="close",
        sources=REPLIED | {State.CONFIRMED},
        target=State.CLOSED,
        parties=frozenset({Party.STAFF, Party.SYSTEM}),
        button=_("Close"),
        done=_("Closed"),
        tells=(Informed.RAISER,),
    ),
    Transition(
        act="withdraw",
        sources=OPEN,
        target=State.WITHDRAWN,
        parties=frozenset({Party.RAISER, Party.STAFF}),
        button=_("Withdraw the issue"),
        done=_("Withdrawn"),
        tells=(Informed.LEAD, Informed.COORDINATORS, Informed.RAISER),
        warning=_("The agencies stop working on the issue, and it leaves the public pages."),
    ),
    Transition(
        act="merge",
        sources=OPEN,
        target=State.MERGED,
        parties=frozenset({Party.STAFF}),
        button=_("Merge into another issue"),
        done=_("Merged into another issue"),
        tells=(Informed.RAISER,),
        warning=_("The issue continues under the number of the other one."),
    ),
)

# Steps taken for several issues at once can be taken back while their letters wait. No button
# of an issue offers them, and nobody is written to.
UNDOING = _table(
    Transition(
        act="unaccept",
        sources=frozenset({State.ACCEPTED}),
        target=State.RECEIVED,
        parties=frozenset({Party.STAFF}),
        button=_("Undo"),
        done=_("Acceptance taken back at once"),
    ),
    Transition(
        act="unassign",
        sources=frozenset({State.ASSIGNED}),
        target=State.ACCEPTED,
        parties=frozenset({Party.STAFF}),
        button=_("Undo"),
        done=_("Assignment taken back at once"),
    ),
)
STEPPING = TABLE | UNDOING

ANSWERING = {row.effect: row for row in TABLE.values() if row.effect}

# Steps that leave the state as it is. They stand in the history beside the transitions.
STEPS: dict[str, Promise] = {
    "file": _("Received"),
    "edit": _("Corrected"),
    "contribute": _("Contribution of a co-ordinating agency"),
    "add_agency": _("Co-ordinating agency added"),
    "judge": _("Verdict of the enterprise"),
    "publish": _("Published in the questions and answers"),
    "unpublish": _("Taken out of the questions and answers"),
    "tell_place": _("Session and place shown as far as the attendance allows"),
    "unname": _("Name of the enterprise taken away at its wish"),
    "redact": _("Words made unreadable"),
    "file_release": _("Document released after a look through it"),
    "file_close": _("Release of a document taken back"),
    "file_replace": _("Document replaced"),
    "file_remove": _("Document withdrawn"),
    "end_links": _("Links to follow the issue ended"),
    "reckon": _("Deadline reckoned anew after a correction of the calendar"),
    "ground": _("Legal ground of a deadline named"),
    "remind": _("Reminder sent"),
    "unreached": _("Nobody was reminded: the agency has neither an account nor an address"),
    "refuse_hand_over": _("The Association did not agree to hand over"),
    "escalate": _("Overdue: reported one step up"),
    "absorb": _("Another issue merged into this one"),
    "split": _("Part made an issue of its own"),
    "support": _("Supported by another enterprise"),
    "end_support": _("Support taken back"),
}


def transition(act: str) -> Transition:
    return STEPPING[act]


def open_acts(state: str, parties: frozenset[Party]) -> list[Transition]:
    """Which steps these capacities may take from here, in the order of the table."""
    return [
        row
        for row in TABLE.values()
        if state in row.sources and not parties.isdisjoint(row.parties)
    ]


def label(act: str) -> Promise:
    """What the history says about a step."""
    return STEPPING[act].done if act in STEPPING else STEPS[act]
