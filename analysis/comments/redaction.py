"""What in a text may point at somebody, by its form alone: numbers, addresses, names of people.

Names of enterprises need the register; ``queries.telling`` adds them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialogues.search.index import fold

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|vn|net|org)\b\S*", re.IGNORECASE
)
NUMBER = re.compile(r"\+?\d(?:[ .\-()]{0,2}\d){6,}")  # telephone, tax code, account, permit
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
TITLES = frozenset({"ông", "bà", "anh", "chị", "cô", "chú", "bác", "thầy", "mr", "mrs", "ms"})
COMMON_SURNAMES = (
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh lâm mai"
    " trịnh đoàn lương tạ châu đào thái tô hà cao quách triệu nông y h"
)
SURNAMES = frozenset(COMMON_SURNAMES.split())
PLACES = frozenset({"thôn", "xã", "phường", "bon", "buôn", "ấp", "đường", "huyện"})
SELF_TELLING = (
    "duy nhất", "lớn nhất", "đầu tiên", "chúng tôi là công ty", "công ty tôi", "doanh nghiệp tôi",
    "của gia đình tôi", "trước đây tôi là",
)  # fmt: skip


class Kind(StrEnum):
    """What was cut; the word that stands in its place is Vietnamese, like the answers."""

    EMAIL = "thư điện tử"
    ADDRESS = "địa chỉ mạng"
    NUMBER = "số"
    PERSON = "tên người"
    PLACE = "địa danh"
    ENTERPRISE = "tên doanh nghiệp"


@dataclass(frozen=True, slots=True)
class Telling:
    """Words of a text that tell something, as they are written there."""

    kind: Kind
    text: str


def find_by_form(text: str) -> list[Telling]:
    """Numbers, addresses and names, each as it stands in the text."""
    found = [Telling(Kind.EMAIL, each) for each in EMAIL.findall(text)]
    rest = EMAIL.sub(" ", text)
    found += [Telling(Kind.ADDRESS, each) for each in ADDRESS.findall(rest)]
    found += [Telling(Kind.NUMBER, each) for each in NUMBER.findall(ADDRESS.sub(" ", rest))]
    found += list(_names(text))
    return list(dict.fromkeys(found))


def _names(text: str) -> Iterator[Telling]:
    """Words with capitals after a title or a word for a place, or that begin with a surname."""
    found = list(WORD.finditer(text))
    place = 0
    while place < len(found):
        word = found[place].group().lower()
        after = _count_capitals(text, found, place + 1)
        if word in TITLES and after:
            yield Telling(Kind.PERSON, _span(text, found, place + 1, after))
        elif word in PLACES and after:
            yield Telling(Kind.PLACE, _span(text, found, place + 1, after))
        elif word in SURNAMES and found[place].group()[0].isupper() and after:
            yield Telling(Kind.PERSON, _span(text, found, place, after + 1))
            place += after
        place += 1


def _count_capitals(text: str, found: Sequence[re.Match[str]], begin: int) -> int:
    """How many words follow each other, parted by one space, that begin with a capital."""
    count = 0
    for at in range(begin, len(found)):
        gap = text[found[at - 1].end() : found[at].start()]
        if gap != " " or not found[at].group()[0].isupper():
            break
        count += 1
    return count


def _span(text: str, found: Sequence[re.Match[str]], begin: int, count: int) -> str:
    return text[found[begin].start() : found[begin + count - 1].end()]


def find_places(text: str, names: Iterable[str]) -> list[Telling]:
    """Names of places, with and without marks, wherever they stand as whole words."""
    folded = fold(text)
    if len(folded) != len(text):  # letters written with marks of their own
        folded = text.lower()
    spans = (
        match.span()
        for name in names
        for match in re.finditer(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded)
    )
    return list(dict.fromkeys(Telling(Kind.PLACE, text[begin:end]) for begin, end in spans))


def find_warnings(text: str) -> list[str]:
    """Words by which people tell who they are without a name; a person judges them."""
    lower = text.lower()
    return [each for each in SELF_TELLING if each in lower]


def cut(text: str, found: Iterable[Telling]) -> str:
    """The text with a word in brackets wherever something telling stood, the longest first."""
    for each in sorted(set(found), key=lambda one: -len(one.text)):
        text = re.sub(re.escape(each.text), f"[{each.kind}]", text, flags=re.IGNORECASE)
    return text
