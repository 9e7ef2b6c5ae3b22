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
from dialogues.issues.actions.steps.moves import By, keep_hidden, locked, move, permitted, record

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
    "locked",
    "merge",
    "move",
    "new_clock",
    "permitted",
    "record",
    "reopen",
    "stop_clocks",
    "withdraw",
]
