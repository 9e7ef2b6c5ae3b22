"""Which texts wait for a coder, how far each is, and texts found by their words."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import User
from analysis.models import Coding, CodingFrame, OpenAnswer
from dialogues.search.index import fold, has_diacritics, words

MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one coder is."""

    coder: User
    done: int
    of: int

    @property
    def left(self) -> int:
        return self.of - self.done


def search(texts: QuerySet[OpenAnswer], query: str) -> QuerySet[OpenAnswer]:
    """Narrow down to texts with all words of the query, as the search of the dialogues does.

    With marks the words as written are asked, without them the folded ones; a word may be
    unfinished.
    """
    column = "exact" if has_diacritics(query) else "folded"
    for word in words(query)[:MOST_WORDS]:
        wanted = word if column == "exact" else fold(word)
        texts = texts.filter(**{f"{column}__contains": f" {wanted}"})
    return texts


def texts_left(frame: CodingFrame, coder: User) -> QuerySet[OpenAnswer]:
    """The texts this person has not coded."""
    return frame.texts.exclude(codings__coder=coder)


def texts_outdated(frame: CodingFrame, coder: User) -> QuerySet[OpenAnswer]:
    """The texts this person coded before the codes last changed."""
    older = Coding.objects.filter(coder=coder, version__lt=frame.version, answer__frame=frame)
    return frame.texts.filter(pk__in=older.values("answer"))


def count_left(frame: CodingFrame, user: User) -> int:
    """How many texts a coder has left; who has coded none is no coder and has none left."""
    if not Coding.objects.filter(answer__frame=frame, coder=user).exists():
        return 0
    return texts_left(frame, user).count()


def next_text(frame: CodingFrame, coder: User, *, again: bool = False) -> OpenAnswer | None:
    """The text to code now."""
    waiting = texts_outdated(frame, coder) if again else texts_left(frame, coder)
    return waiting.order_by("pk").first()


def list_progress(frame: CodingFrame) -> list[Progress]:
    """How far each coder is, by name."""
    of = frame.texts.count()
    rows = Coding.objects.filter(answer__frame=frame).values_list("coder").order_by()
    done = dict(rows.annotate(n=Count("pk")))
    coders = User.objects.in_bulk(done)
    listed = [Progress(coders[key], count, of) for key, count in done.items()]
    return sorted(listed, key=lambda row: str(row.coder))
