"""Whose turn it is on a small machine: a page somebody waits for goes before work that can wait."""

import os

NICE = 5  # a third of the processor while pages want all of it: what is locked is soon let go


def let_pages_go_first() -> None:
    """Make this process, and those it starts from now on, give way to the web server."""
    os.nice(NICE)
