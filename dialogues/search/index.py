"""Finding issues by their words, with and without diacritics, on SQLite and on PostgreSQL.

``IssueText`` holds two copies of the words: as written and folded (no diacritics, lower case).
Both databases keep a full-text index over it. A query with diacritics asks the first copy, a
query without asks the second, so that "quy hoach" finds "quy hoạch", and "quy hoạch" nothing else.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from dialogues.models import Issue, IssueText, Scope

M = TypeVar("M", bound=Model)
WORD = re.compile(r"[^\W_]+", re.UNICODE)
COMMON = (
    "va la cua cac cho co duoc trong khi voi nay do tu den da thi ma ve o mot nhung de theo tai nhu"
    " khong chung toi doanh nghiep cong ty xin hoi de nghi kien quy co quan tinh"
)
STOP_WORDS = frozenset(COMMON.split())
LIKE_WORDS = 8
MOST_RANKED = 1000
TRIED = 200  # texts that show how common words are
MOST_FOUND = 2000  # a search shows the newest ones; nobody reads further


def fold(text: str) -> str:
    """Take the diacritics off and lower the case: ``Đắk Nông`` becomes ``dak nong``."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")


def words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", text.lower()))


def has_diacritics(text: str) -> bool:
    return fold(text) != unicodedata.normalize("NFC", text.lower())


def text_pk(issue_pk: int, scope: Scope) -> int:
    """Number the texts so that the index alone tells issue and scope, without a join."""
    return issue_pk * 2 + (scope == Scope.DESK)


def index(issue: Issue) -> None:
    """Write down the words of an issue, for the desk and, once it is published, for everybody."""
    answers = list(issue.answers.published().filter(is_contribution=False))
    parts = {Scope.DESK: [issue.number, issue.title, issue.text, *(each.text for each in answers)]}
    if issue.published_at:
        public = [issue.number, issue.shown_title, issue.shown_text]
        parts[Scope.PUBLIC] = public + [each.shown_text for each in answers]
    IssueText.objects.filter(issue=issue).exclude(scope__in=parts).delete()
    for scope, texts in parts.items():
        exact = " ".join(words(" ".join(texts)))
        IssueText.objects.update_or_create(
            pk=text_pk(issue.pk, scope),
            defaults={"issue": issue, "scope": scope, "exact": exact, "folded": fold(exact)},
        )


def matching(issues: QuerySet[Issue], query: str, *, scope: Scope) -> QuerySet[Issue]:
    """Narrow down to the issues that contain all words of the query; the last may be unfinished."""
    wanted = words(query)[:12]
    if not wanted:
        return issues
    exact = has_diacritics(query)
    if connection.vendor == "postgresql":
        match = " & ".join([*wanted[:-1], f"{wanted[-1]}:*"])
    else:
        match = " ".join([*(f'"{word}"' for word in wanted[:-1]), f'"{wanted[-1]}"*'])
    return issues.filter(pk__in=_find_matches(match, scope=scope, exact=exact))


def _read_keys(sql: str, parameters: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def similar(issues: QuerySet[Issue], text: str, *, scope: Scope, limit: int = 5) -> list[Issue]:
    """The issues that share most with a text being typed, the closest first."""
    telling = {fold(word) for word in words(text)} - STOP_WORDS
    wanted = sorted((word for word in telling if len(word) > 1), key=lambda w: (-len(w), w))
    if len(wanted) < 2:
        return []
    ranked = _rank_matches(wanted[:LIKE_WORDS], scope=scope, limit=limit * 4)
    found = issues.in_bulk(ranked)
    return [found[pk] for pk in ranked if pk in found][:limit]


def _find_matches(match: str, *, scope: Scope, exact: bool) -> list[int]:
    """The keys of the newest matches: asked once, though a page counts, sorts and fetches."""
    column = "exact" if exact else "folded"
    if connection.vendor == "postgresql":
        found = _walk_newest(match, scope=scope, column=column)
        return found if len(found) == MOST_FOUND else _ask_index(match, scope=scope, column=column)
    return _read_keys(
        "SELECT rowid / 2 FROM dialogues_fulltext WHERE dialogues_fulltext MATCH %s"
        " AND rowid %% 2 = %s ORDER BY rowid DESC LIMIT %s",
        [f"{column} : ({match})", int(scope == Scope.DESK), MOST_FOUND],
    )


def _ask_index(match: str, *, scope: Scope, column: str) -> list[int]:
    return _read_keys(
        f"SELECT issue_id FROM dialogues_issuetext WHERE scope = %s"  # noqa: S608 -- our own words
        f" AND to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)"
        " ORDER BY id DESC LIMIT %s",
        [scope, match, MOST_FOUND],
    )


def _walk_newest(match: str, *, scope: Scope, column: str) -> list[int]:
    """The newest matches of words that stand nearly everywhere, found by reading backwards.

    The index of PostgreSQL gathers every text with such words before it sorts them. Whether they
    are so common is seen from the newest texts; of others nothing is returned.
    """
    newest = (
        f"FROM (SELECT id, issue_id, {column} AS words FROM dialogues_issuetext"  # noqa: S608
        " WHERE scope = %s ORDER BY id DESC LIMIT %s) newest"
        " WHERE to_tsvector('simple', words) @@ to_tsquery('simple', %s)"
    )
    tried = _read_keys(f"SELECT issue_id {newest}", [scope, TRIED, match])
    if len(tried) < TRIED / 2:
        return []
    sql = f"SELECT issue_id {newest} ORDER BY id DESC LIMIT %s"
    return _read_keys(sql, [scope, 4 * MOST_FOUND, match, MOST_FOUND])


def _rank_matches(wanted: list[str], *, scope: Scope, limit: int) -> list[int]:
    if connection.vendor == "postgresql":
        newest = (
            "(SELECT issue_id, folded FROM dialogues_issuetext WHERE scope = %s AND"
            " to_tsvector('simple', folded) @@ to_tsquery('simple', %s) ORDER BY id DESC LIMIT %s)"
        )
        sql = (  # those with every word, however old, and the newest with some
            f"SELECT issue_id FROM ({newest} UNION {newest}) found"  # noqa: S608 -- our own words
            " ORDER BY ts_rank(to_tsvector('simple', folded), to_tsquery('simple', %s)) DESC,"
            " issue_id DESC LIMIT %s"
        )
        some = " | ".join(wanted)
        every: list[str | int] = [str(scope), " & ".join(wanted), MOST_RANKED]
        parameters = [*every, str(scope), some, MOST_RANKED, some, limit]
    else:
        sql = (
            "SELECT rowid / 2 FROM dialogues_fulltext WHERE dialogues_fulltext MATCH %s"
            " AND rowid %% 2 = %s ORDER BY rank, rowid DESC LIMIT %s"
        )
        match = "folded : (" + " OR ".join(f'"{word}"' for word in wanted) + ")"
        parameters = [match, int(scope == Scope.DESK), limit]
    return _read_keys(sql, parameters)
