"""Vietnamese typed before Unicode: TCVN3 (.VnTime), VNI and Windows-1258, told by its syllables.

A word is taken for Vietnamese when it is a syllable of the language with one tone at most; letters
are turned only where that makes syllables of what were none.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

TONES = "\u0300\u0301\u0309\u0303\u0323"  # huyền, sắc, hỏi, ngã, nặng
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|kh|gh|gi|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    r"(?:uyê|uya|iê|yê|uô|ươ|oa|oă|oe|oo|uâ|uê|uy|uơ|ia|ya|ua|ưa|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnptiyou])?"
)
BETWEEN_WORDS = re.compile(r"[\s\x21-\x40\x5b-\x60\x7b-\x7e\u2013\u2014\u2018-\u201f\u2026]+")
ABBREVIATION = re.compile("[BCDĐGHKLMNPQRSTVX]+")
ENOUGH_WORDS, SURE, TURNED = 5, 0.9, 0.8
SMALL, CAPITAL = re.compile("[a-z]"), re.compile("[A-Z]")
WORD = re.compile(r"[^\s;,|\"]+")
LOOKED_AT = 100_000  # bytes from which a way of writing is guessed; all words must bear it out
LOST_LETTER = re.compile(r"[A-Za-z]\?[A-Za-z]")

LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",  # noqa: RUF001 -- signs of TCVN3
    LETTERS,
)
# VNI writes a letter, then its mark; the marks by the tones huyền, sắc, hỏi, ngã, nặng.
VNI_MARKS = {"": "øùûõï", "\u0302": "àáåãä", "\u0306": "èéúüë"}
VNI_ALONE = {"â": "\u0302", "ê": "\u0306"}
VNI_WHOLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}


def _vni_pairs() -> dict[str, str]:
    """Every pair of a letter and its mark, and the letters VNI keeps in one sign."""
    pairs = dict(VNI_WHOLE)
    for base in "aeouyôö":
        letter = VNI_WHOLE.get(base, base)
        for shape, marks in VNI_MARKS.items():
            for tone, mark in zip(TONES, marks, strict=True):
                pairs[base + mark] = unicodedata.normalize("NFC", letter + shape + tone)
        for mark, shape in VNI_ALONE.items():
            pairs[base + mark] = unicodedata.normalize("NFC", letter + shape)
    known = {old: new for old, new in pairs.items() if new in LETTERS}
    upper = {old.upper(): new.upper() for old, new in known.items()}
    return known | upper | {old[0].upper() + old[1:]: new.upper() for old, new in known.items()}


VNI = _vni_pairs()
VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


def words_with_marks(text: str) -> list[str]:
    """The words of a text that hold more than plain letters; abbreviations like “ĐT” tell nothing.

    A letter's mark may be all that is left of a vowel in old letters.
    """
    words = BETWEEN_WORDS.split(text)
    return [word for word in words if not word.isascii() and not ABBREVIATION.fullmatch(word)]


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word could stand in a Vietnamese text."""
    apart = unicodedata.normalize("NFD", word.lower())
    if sum(sign in TONES for sign in apart) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(s for s in apart if s not in TONES))
    return SYLLABLE.fullmatch(plain) is not None


def from_tcvn3(text: str) -> str:
    """Turn TCVN3 into Unicode; its capital fonts hold small letters in words of capitals."""
    if _is_capitals(text, 3):
        return text.translate(TCVN3).upper()
    return WORD.sub(lambda found: _one_tcvn3(found[0]), text)


@lru_cache(maxsize=20_000)
def _one_tcvn3(word: str) -> str:
    turned = word.translate(TCVN3)
    return turned.upper() if _is_capitals(word, 2) else turned


def _is_capitals(text: str, least: int) -> bool:
    return not SMALL.search(text) and len(CAPITAL.findall(text)) >= least


def from_vni(text: str) -> str:
    """Turn VNI into Unicode."""
    return VNI_SIGNS.sub(lambda found: VNI[found[0]], text)


READERS = {"TCVN3": from_tcvn3, "VNI": from_vni}


def name_of(texts: Iterable[str]) -> str:
    """Name the old way texts are written in: ``TCVN3``, ``VNI``, or nothing where they are new."""
    strange = [word for text in texts for word in words_with_marks(text) if not is_syllable(word)]
    if len(strange) < ENOUGH_WORDS:
        return ""
    shares = {name: _share(map(read, strange)) for name, read in READERS.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= TURNED else ""


def _share(words: Iterable[str]) -> float:
    """The share of syllables among words; each word is looked at once."""
    counted = Counter(words)
    known = sum(count for word, count in counted.items() if is_syllable(word))
    return known / counted.total() if counted else 0.0


def modernise(text: str, name: str) -> str:
    """Turn one text, if it then holds at least as many syllables as it did."""
    turned = READERS[name](text)
    before, after = (sum(map(is_syllable, words_with_marks(one))) for one in (text, turned))
    return turned if after >= before else text


def decode(content: bytes) -> str | None:
    """Decode a file of a Vietnamese Windows, where its words leave no doubt; else nothing."""
    start = content[: content.rfind(b"\n", 0, LOOKED_AT) + 1]
    guessed = [ways[0]] if start and (ways := _ways_of(start)) else []
    for ways in (guessed, list(WAYS)):
        found = [(share, text) for way in ways for share, text in _read(content, way)]
        if found:
            return max(found)[1]
    return None


WAYS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("cp1258", str), ("cp1252", from_tcvn3), ("cp1252", from_vni),
)  # fmt: skip


def _ways_of(content: bytes) -> list[tuple[str, Callable[[str], str]]]:
    """The ways in which some text may be written, the likeliest first."""
    shares = [(share, way) for way in WAYS for share, _text in _read(content, way)]
    return [way for _share, way in sorted(shares, key=lambda pair: -pair[0])]


def _read(content: bytes, way: tuple[str, Callable[[str], str]]) -> Iterator[tuple[float, str]]:
    """What a file says if it is written so, with the share of its words; nothing if it is not."""
    encoding, read = way
    try:
        text = unicodedata.normalize("NFC", read(content.decode(encoding)))
    except UnicodeDecodeError:
        return
    words = words_with_marks(text)
    if len(words) >= ENOUGH_WORDS and not LOST_LETTER.search(text):
        share = _share(words)
        if share >= SURE:
            yield share, text
