"""A photo or a document, kept as a file beside the answers."""

import re
from random import Random
from typing import Any

from surveys.instrument.languages import around
from surveys.instrument.model import Question
from surveys.instrument.problems import gettext_noop
from surveys.instrument.types.kind import Kind, Property
from surveys.instrument.types.posted import Fields

NAME = re.compile(r"[0-9a-f]{32}\.(pdf|jpg|png)", re.ASCII)
ON_PAPER = "paper"
ENCLOSED = "1"  # typed for a sheet that came with a copy
REFUSED = "refused:"
WORDS = {
    "vi": ("tệp đã gửi ({})", "bản giấy kèm phiếu"),
    "en": ("a file was sent ({})", "a copy on paper, with the form"),
    "ko": ("파일 보냄({})", "종이 사본 첨부"),
    "zh-Hans": ("已发送文件({})", "随表附纸质副本"),
}


class File(Kind):
    """An answer is the name under which a file is kept, or that it came on paper."""

    name = "file"
    label = gettext_noop("photo or file")
    is_personal = True
    takes_files = True
    properties = (Property("picture_only", "flag", gettext_noop("Photos only, no documents")),)
    xlsform_rows = (("file", ""), ("image", ""))
    sentences = {
        "too_large": gettext_noop(
            "The file is larger than 10 MB. Please send a smaller one, or part of it."
        ),
        "office": gettext_noop(
            "Please save Word and Excel files as PDF and send that: they hold comments, earlier"
            " versions and names that are not seen."
        ),
        "unknown_kind": gettext_noop("Please send a PDF document or a picture (JPEG, PNG)."),
        "too_many_points": gettext_noop("The picture is larger than 40 million points."),
        "broken_picture": gettext_noop("The picture is damaged and cannot be opened."),
        "locked": gettext_noop("The document is locked with a password. Please unlock it first."),
        "broken_document": gettext_noop("The document is damaged and cannot be opened."),
        "not_a_picture": gettext_noop("A photo is needed here (JPEG or PNG), not a document."),
        "too_many_files": gettext_noop(
            "Too many files have been sent through this link. Please call us."
        ),
        "not_a_file": gettext_noop("The file did not arrive. Please choose it once more."),
        "not_enclosed": gettext_noop(
            "“%(typed)s” is not 1. Type 1 when a copy came with the form, nothing otherwise."
        ),
    }

    def draw(self, question: Question, chance: Random) -> Any:
        endings = ("jpg", "png") if question.properties.get("picture_only") else ("pdf", "jpg")
        return chance.choice(
            [f"{chance.getrandbits(128):032x}.{end}" for end in endings] + [ON_PAPER]
        )

    def read(self, fields: Fields) -> Any:
        given = fields.one()
        if given.startswith(REFUSED):
            code = given.removeprefix(REFUSED).partition(" ")[0]
            raise self.refusal(code if code in self.sentences else "not_a_file")
        if given and given != ON_PAPER and not NAME.fullmatch(given):
            raise self.refusal("not_a_file")
        return given or None

    def say(self, question: Question, value: Any, language: str) -> str:
        return self.say_name(str(value), language)

    def say_name(self, name: str, language: str) -> str:
        """Say of which kind a file is; its name tells nothing."""
        sent, enclosed = WORDS[around(language)]
        return enclosed if name == ON_PAPER else sent.format(name.rpartition(".")[2].upper())

    def read_entry(self, question: Question, typed: str) -> Any:
        if typed != ENCLOSED:
            raise self.refusal("not_enclosed", typed=typed)
        return ON_PAPER

    def write_entry(self, question: Question, value: Any) -> str:
        return ENCLOSED if value == ON_PAPER else str(value)

    def row_type(self, question: Question) -> str:
        return "image" if question.properties.get("picture_only") else "file"

    def from_row(self, row_type: str) -> dict[str, Any]:
        return {"picture_only": True} if row_type == "image" else {}


def refuse(code: str, before: str) -> str:
    """What stands in the field after a file was refused: why, and the file that stays."""
    return f"{REFUSED}{code} {before}".strip()


def standing(given: str) -> str:
    """Name the file that stands in a field, perhaps beside one that was refused; or nothing."""
    name = given.rpartition(" ")[2] if given.startswith(REFUSED) else given
    return name if name == ON_PAPER or NAME.fullmatch(name) else ""


KIND = File()
