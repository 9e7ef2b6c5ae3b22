"""Refusals: what the platform will not do, said in a sentence its user understands."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal with a name; its text is for the user and already translated."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
