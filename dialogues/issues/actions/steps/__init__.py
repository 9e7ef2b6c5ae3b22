"""The steps of an issue. ``moves.move`` is the only door through which a state changes."""

from dialogues.issues.actions.steps.agencies import (
    add_agency,
    assign,
    hand_over,
    new_clock,
    stop_clocks,
)
from dialogues.issues.actions.steps.endings import close, confirm, merge, reopen, withdraw
from dialogues.issues.actions.steps.intake import accept, decline, divert
from dialogues.issues.actions.steps.moves import (
    By,
    keep_hidden,
    lock_issue,
    move,
    permit_step,
    record,
)

__all__ = [
    "By",
    "accept",
    "add_agency",
    "assign",
    "close",
    "confirm",
    "decline",
    "divert",
    "hand_over",
    "keep_hidden",
    "lock_issue",
    "merge",
    "move",
    "new_clock",
    "permit_step",
    "record",
    "reopen",
    "stop_clocks",
    "withdraw",
]
