"""Quotes: cut from an answer by one person, released one by one by another, withdrawn."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from analysis.comments import redaction
from analysis.comments.actions.reading import withdraw, withdraw_reports_of
from analysis.comments.errors import (
    NotTheirWords,
    NotWaiting,
    PointsAtSomebody,
    QuotedAlready,
    ReleasedByItsAuthor,
)
from analysis.comments.queries.telling import find_telling
from analysis.models import OpenAnswer, Quote
from core import audit
from dialogues.search.index import words

CUT = re.compile(r"\[[^\]]*\]")


def keeps_their_words(text: str, original: str) -> bool:
    """Whether every word outside brackets stands in the original, in the same order."""
    left = iter(words(original))
    return all(word in left for word in words(CUT.sub(" ", text)))


@transaction.atomic
def prepare_quote(*, answer: OpenAnswer, text: str, by: User, now: datetime) -> Quote:
    """Keep what shall be public, without anything that would tell who wrote it."""
    if not words(CUT.sub(" ", text)) or not keeps_their_words(text, answer.text):
        raise NotTheirWords
    _refuse_telling(answer, text)
    try:
        with transaction.atomic():
            quote = Quote.objects.create(answer=answer, text=text.strip(), made_at=now, made_by=by)
    except IntegrityError as taken:
        raise QuotedAlready from taken
    audit.record(actor=by, action="comments.prepare_quote", now=now, target=quote)
    return quote


@transaction.atomic
def release_quote(*, quote: Quote, by: User, now: datetime) -> Quote:
    """Let the next report print a quote; the register is asked once more whom it might name."""
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if not quote.waits:
        raise NotWaiting
    if by.pk == quote.made_by_id:
        raise ReleasedByItsAuthor
    _refuse_telling(quote.answer, quote.text)
    quote.released_at, quote.released_by = now, by
    quote.save(update_fields=["released_at", "released_by"])
    audit.record(actor=by, action="comments.release_quote", now=now, target=quote)
    return quote


def _refuse_telling(answer: OpenAnswer, text: str) -> None:
    if found := find_telling(answer, text):
        raise PointsAtSomebody([each.text for each in found])


@transaction.atomic
def withdraw_quote(*, quote: Quote, reason: str, by: User, now: datetime) -> Quote:
    """Take a quote back; it leaves the web at once, and public reports that print it with it."""
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if withdraw(quote, "comments.withdraw_quote", reason=reason, by=by, now=now):
        withdraw_reports_of(quote=quote, reason=reason, by=by, now=now)
    return quote


def suggest_quote(answer: OpenAnswer) -> str:
    """The answer with everything telling cut out, to begin with."""
    return redaction.cut(answer.text, find_telling(answer, answer.text))
