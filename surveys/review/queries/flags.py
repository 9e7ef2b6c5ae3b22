"""What a flag is about, in the words of the questionnaire."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.text import Truncator

from surveys.instrument.model import Document
from surveys.instrument.piping import speaker
from surveys.models import FlagKind, Response, ResponseFlag, ReviewState, Wave

LONGEST_WORDING = 90


@dataclass(frozen=True, slots=True)
class Matter:
    """A question or contradiction in its own words, with its code; or another response."""

    code: str
    words: str
    response: str = ""

    @property
    def short(self) -> str:
        return Truncator(self.words).chars(LONGEST_WORDING)

    @property
    def sentence(self) -> str:
        """Both on one line, for a file."""
        return f"{self.short} [{self.code}]" if self.words else self.code


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag and what it is about."""

    flag: ResponseFlag
    matters: tuple[Matter, ...]


def next_undecided(wave: Wave, after: Response | None = None) -> Response | None:
    """The flagged response to decide about next, that with most flags first; not this one."""
    left = list_undecided(wave)
    return left.exclude(pk=after.pk).first() if after else left.first()


def list_undecided(wave: Wave) -> QuerySet[Response]:
    """Flagged responses nobody has decided about, those with most flags first."""
    waiting = wave.responses.submitted().filter(review=ReviewState.UNSEEN)
    return waiting.annotate(count=Count("flags")).filter(count__gt=0).order_by("-count", "pk")


def flags_in_words(response: Response, document: Document, language: str) -> list[Flagged]:
    """The flags of a response as people read them."""
    say = speaker(document, response.answers, language)
    told = {each.name: say(each.message) for each in document.contradictions}

    def matters(flag: ResponseFlag) -> Iterator[Matter]:
        for name in flag.about:
            if flag.kind == FlagKind.DUPLICATE:
                yield Matter(f"…{name[-6:]}", "", name)
            elif flag.kind == FlagKind.CONTRADICTION:
                yield Matter(name, told.get(name, ""))
            else:
                known = document.has_question(name)
                yield Matter(name, say(document.question(name).text) if known else "")

    return [Flagged(flag, tuple(matters(flag))) for flag in response.flags.all()]
