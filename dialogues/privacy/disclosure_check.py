"""What would tell who raised an issue: looked for in texts, in files and in the names of files.

A name is known by what is left of it without its legal form: "Cty Hoa Sen Xanh" is found, although
the register says "Công ty TNHH MTV Hoa Sen Xanh". Words everybody uses (trades, districts) are no
name. A short name must be written with its marks, or without any.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.models import User
from dialogues.models import Issue, Participant
from dialogues.search.index import fold, words
from directory.models import District, Enterprise

FORMS = (
    "cong ty; cty; trach nhiem huu han; tnhh; mot thanh vien; mtv; hai thanh vien tro len; 1 thanh"
    " vien; 2 thanh vien tro len; co phan; cp; ctcp; hop danh; tap doan; tong cong ty; doanh nghiep"
    " tu nhan; dntn; doanh nghiep; hop tac xa; htx; lien hiep; to hop tac; tht; ho kinh doanh; hkd;"
    " chi nhanh; xi nghiep; cua hang"
)
TRADES = (
    "thuong mai; tm; dich vu; dv; san xuat; sx; xay dung; xd; dau tu; phat trien; xuat nhap khau;"
    " xnk; van tai; nong nghiep; lam nghiep; du lich; che bien; nong san; co khi; noi that; vat"
    " tu; xang dau; vat lieu; phan bon; kho van; giao nhan; nha hang; khach san; sinh thai; cong"
    " nghe; phan mem; bat dong san; tu van; thiet ke; kiem toan; dao tao; ngoai ngu; tong hop; sua"
    " chua; ca phe; ho tieu; chan nuoi; trong rung; xay lap; dien; go; gach; giao thong; va; tinh;"
    " dak nong; viet nam; mien trung; tay nguyen"
)
HONORIFICS = frozenset({"ong", "ba", "anh", "chi", "co", "chu"})
FEWEST_WORDS = 2
LONE_WORD = 7  # letters of a name of one word; hardly a Vietnamese syllable is as long
LONG_NAME = 4  # words from which on the marks do not matter
SQUASHED = 10  # letters of a name that is found in a file with its spaces torn apart, too
OLD_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe",
    "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
Phrase = tuple[str, ...]


def _phrases(listed: str) -> list[Phrase]:
    """Longest first, so that "cong ty tnhh" is not cut in the middle."""
    return sorted((tuple(each.split()) for each in listed.split("; ")), key=len, reverse=True)


LEGAL, COMMON = _phrases(FORMS), _phrases(FORMS + "; " + TRADES)


def spelt(text: str) -> list[str]:
    """The words of a text, each with its tone mark where the newer spelling puts it."""
    found = []
    for word in words(text):
        for old, new in OLD_TONES.items():
            word = re.sub(rf"(?<!q){old}$", new, word)  # noqa: PLW2901 -- one word, respelt
        found.append(word)
    return found


def _without_head(name: list[str], heads: Iterable[Phrase]) -> list[str]:
    """What is left of a name when such words are taken from its beginning, again and again."""
    folded = [fold(word) for word in name]
    begin = 0
    while head := next((h for h in heads if tuple(folded[begin : begin + len(h)]) == h), None):
        begin += len(head)
    return name[begin:]


def _is_telling(name: list[str], common: Iterable[Phrase]) -> bool:
    """Whether these words mean one enterprise and not any."""
    text = f" {' '.join(fold(word) for word in name)} "
    for phrase in common:
        text = text.replace(f" {' '.join(phrase)} ", " ")
    left = text.split()
    return len(left) >= FEWEST_WORDS or (len(left) == 1 and len(left[0]) >= LONE_WORD)


def names_of(name: str, places: Iterable[str] = ()) -> list[list[str]]:
    """The name of an enterprise as people write it: whole, without form, without form and trade."""
    whole = spelt(name)
    common = COMMON + [tuple(fold(place).split()) for place in places]
    shorter = [_without_head(whole, LEGAL), _without_head(whole, common)]
    return [whole, *(each for each in shorter if each != whole and _is_telling(each, common))]


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells who an enterprise is. ``plain`` is compared without spaces and signs."""

    names: tuple[tuple[str, Phrase], ...]
    numbers: tuple[tuple[str, str], ...]
    plain: tuple[str, ...]

    def in_text(self, text: str) -> list[str]:
        """Which of them stand in a text, as the register writes them."""
        as_written = f" {' '.join(spelt(text))} "
        folded = fold(as_written)
        digits = _digits(text)
        lower = text.lower()
        found = [said for said, name in self.names if _is_named(name, as_written, folded)]
        found += [said for said, number in self.numbers if number in digits]
        found += [each for each in self.plain if each.lower() in lower]
        return list(dict.fromkeys(found))

    def in_file(self, text: str) -> list[str]:
        """The same for words drawn out of a document, whose spaces are often wrong."""
        squashed = fold("".join(words(text)))
        torn = [
            said
            for said, name in self.names
            if len(key := fold("".join(name))) >= SQUASHED and key in squashed
        ]
        return list(dict.fromkeys([*self.in_text(text), *torn]))


def _is_named(name: Phrase, as_written: str, folded: str) -> bool:
    bare = f" {fold(' '.join(name))} "
    if len(name) >= LONG_NAME:
        return bare in folded
    return f" {' '.join(name)} " in as_written or bare in as_written


def _digits(text: str) -> str:
    """All numbers of a text, each without the signs people part its digits with."""
    joined = re.sub(r"(?<=\d)[ .\-()/\u00a0]{1,2}(?=\d)", "", text.replace("+84", "0"))
    return " ".join(re.findall(r"\d+", joined))


def marks_of(issue: Issue) -> Marks:
    """Gather what would tell who raised this issue."""
    if issue.enterprise is None:
        return _marks_of_guest(issue)
    return _marks_of_enterprise(issue.enterprise, [issue.speaker])


def _marks_of_guest(issue: Issue) -> Marks:
    """What a guest wrote of themselves, who stands for no enterprise of the register."""
    guest = issue.participant
    if guest is None:
        return Marks(tuple(_people([issue.speaker])), (), ())
    places = District.objects.values_list("name", flat=True)
    firm = [(guest.organisation, tuple(each)) for each in names_of(guest.organisation, places)]
    people = dict.fromkeys([issue.speaker, guest.name])
    numbers = tuple(_numbers(guest.tax_code, guest.phone))
    return Marks((*_people(people), *firm), numbers, tuple(filter(None, [guest.email])))


def _marks_of_enterprise(enterprise: Enterprise, people: list[str]) -> Marks:
    accounts = User.objects.filter(enterprise=enterprise).exclude(full_name="")
    guests = Participant.objects.filter(enterprise=enterprise)
    people = [*people, *accounts.values_list("full_name", flat=True)]
    people += [each for each in guests.values_list("name", flat=True) if len(each.split()) > 2]
    places = District.objects.values_list("name", flat=True)
    named = [(enterprise.name, tuple(each)) for each in names_of(enterprise.name, places)]
    named += [*_people(people), *_address(enterprise)]
    ways = list(guests.values_list("phone", "email"))
    phones = [enterprise.phone, *(phone for phone, _email in ways)]
    emails = {enterprise.email, *(email for _phone, email in ways)}
    numbers = tuple(_numbers(enterprise.tax_code, *phones))
    return Marks(tuple(named), numbers, tuple(sorted(filter(None, emails))))


def _people(names: Iterable[str]) -> Iterator[tuple[str, Phrase]]:
    for name in filter(None, names):
        whole = spelt(name)
        bare = whole[1:] if fold(whole[0]) in HONORIFICS and len(whole) > FEWEST_WORDS else whole
        yield name, tuple(bare)


def _address(enterprise: Enterprise) -> Iterator[tuple[str, Phrase]]:
    """House number and street; a street alone is nobody's."""
    street = spelt(enterprise.address.split(",")[0])
    if len(street) > FEWEST_WORDS and any(word.isdecimal() for word in street):
        yield enterprise.address, tuple(street)


def _numbers(tax_code: str, *phones: str) -> Iterator[tuple[str, str]]:
    for number in dict.fromkeys((tax_code, *phones)):
        if key := _digits(number).replace(" ", ""):
            yield number, key
    if len(tax_code) > len("0000000000-"):
        yield tax_code, tax_code[:10]


def find_enterprise(enterprise: Enterprise, text: str) -> list[str]:
    """What in a text would tell that it speaks of this enterprise."""
    return _marks_of_enterprise(enterprise, []).in_text(text) if text else []


def find_marks(issue: Issue, *texts: str) -> list[str]:
    """What in these texts would tell who raised the issue."""
    said = " ".join(filter(None, texts))
    return marks_of(issue).in_text(said) if said else []
