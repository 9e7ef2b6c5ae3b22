"""A worker's command run inside of a test."""

from django_q.signals import post_execute_in_worker, post_spawn, pre_execute


def forget_afterwards(monkeypatch):
    """Take off at the end of the test what the command has others told: it is for one process."""
    for each in (post_spawn, pre_execute, post_execute_in_worker):
        monkeypatch.setattr(each, "receivers", list(each.receivers))
