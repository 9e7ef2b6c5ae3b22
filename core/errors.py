"""Refusals: what the platform will not do, said in a sentence its user understands."""

from typing import Any, Self

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal with a name; its text is for the user and already translated.

    What it was made of is kept, so that whoever reads it later, of an order in the background, gets
    it in another language: ``translate`` makes it once more.
    """

    _made_of: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **named: Any) -> Self:
        refusal = super().__new__(cls, *args)
        refusal._made_of = args, named
        return refusal

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)

    def translate(self) -> str:
        """Say it in the language that is active now, whichever was when it was raised."""
        args, named = self._made_of
        return str(type(self)(*args, **named))
