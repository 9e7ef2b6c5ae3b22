"""Choices in an order of one's own."""

from typing import Any

from surveys.instrument.languages import around
from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.choices import WithList
from surveys.instrument.types.coding import Contents, DataType
from surveys.instrument.types.kind import Cells, Column, InWords
from surveys.instrument.types.posted import Fields

RANK = {"vi": "thứ tự ưu tiên", "en": "rank", "ko": "순위", "zh-Hans": "排序"}


class Ranking(WithList):
    """An answer lists codes in order; a form has a field for each place, all of one name.

    Files and old pages give the rank of each choice instead: ``name.code`` = 1, 2, …
    """

    name = "ranking"
    label = gettext_noop("ranking")
    in_order = True
    xlsform_rows = (("rank", ""),)
    sentences = {
        **WithList.sentences,
        "rank": gettext_noop("Please give ranks from 1 to %(last)s, each once."),
    }

    def field_names(self, question: Question) -> list[str]:
        return [question.name, *(f"{question.name}.{c.code}" for c in question.choices)]

    def read(self, fields: Fields) -> Any:
        """Read the codes in their order, or ranks as ``name.code`` = 1, 2, …"""
        ordered = fields.typed()
        codes = [fields.known(code) for code in ordered] if ordered else self._by_rank(fields)
        still = fields.still_offered(codes)
        codes = [code for code in codes if code in still]
        if len(set(codes)) != len(codes):
            raise self.refusal("rank", last=len(codes))
        if fields.question.at_most and len(codes) > fields.question.at_most:
            raise self.refusal("too_many", most=fields.question.at_most)
        return codes or None

    def _by_rank(self, fields: Fields) -> list[str]:
        name = fields.question.name
        ranks = {c.code: fields.one(f"{name}.{c.code}") for c in fields.question.choices}
        given = {code: rank for code, rank in ranks.items() if rank}
        in_order = sorted(given.values(), key=lambda rank: (len(rank), rank))
        if in_order != [str(place + 1) for place in range(len(given))]:
            raise self.refusal("rank", last=len(given))
        return sorted(given, key=lambda code: int(given[code]))

    def cell(self, answer: Any, code: str) -> Any:
        return answer.index(code) + 1 if code in answer else None

    def describe(self, column: Column, words: InWords) -> Contents:
        rank = RANK[around(words.language)]
        return Contents(DataType.NUMBER, self.label_choice(column, words, f" ({rank})"))

    def take_cell(self, question: Question, code: str, text: str, cells: Cells) -> None:
        cells.post(f"{question.name}.{code}", text)


KIND = Ranking()
