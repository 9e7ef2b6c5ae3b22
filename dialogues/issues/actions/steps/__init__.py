"""The steps of an issue. ``moves.move`` is the only door through which a state changes."""

from dialogues.issues.actions.steps.agencies import (
    add_agency,
    ask_hand_over,
    assign,
    hand_over,
    new_clock,
    refuse_hand_over,
    stop_clocks,
)
from dialogues.issues.actions.steps.endings import close, confirm, contest, merge, reopen, withdraw
from dialogues.issues.actions.steps.intake import accept, decline, divert
from dialogues.issues.actions.steps.moves import (
    By,
    keep_hidden,
    lock_issue,
    move,
    permit_step,
    record,
)
from dialogues.issues.actions.steps.undoing import take_back

__all__ = [
    "By",
    "accept",
    "add_agency",
    "ask_hand_over",
    "assign",
    "close",
    "confirm",
    "contest",
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
    "refuse_hand_over",
    "reopen",
    "stop_clocks",
    "take_back",
    "withdraw",
]
