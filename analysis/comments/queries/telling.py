"""Everything in a text that would tell who wrote it, by its form and by the register."""

from analysis.comments.redaction import Kind, Telling, find_by_form, find_places
from analysis.models import OpenAnswer
from dialogues.privacy import disclosure_check
from dialogues.search.index import fold
from directory.models import District, Enterprise


def find_telling(answer: OpenAnswer, text: str) -> list[Telling]:
    """What must be cut out of these words before anybody may read them, each of them once."""
    places = list(District.objects.values_list("name", flat=True))
    found: dict[str, Telling] = {}
    for one in (
        *find_by_form(text),
        *find_places(text, places),
        *_own_marks(answer, text),
        *_named_enterprises(answer, text),
    ):
        found.setdefault(one.text, one)
    return list(found.values())


def _own_marks(answer: OpenAnswer, text: str) -> list[Telling]:
    """What the register has of the enterprise itself; a blind answer leads to none."""
    sampled = answer.response.sampled
    if sampled is None:
        return []
    marks = disclosure_check.find_enterprise(sampled.enterprise, text)
    return [Telling(Kind.ENTERPRISE, each) for each in marks]


def _named_enterprises(answer: OpenAnswer, text: str) -> list[Telling]:
    """Enterprises of the sample that are named, whoever names them."""
    asked = Enterprise.objects.filter(sampled_in__wave=answer.frame.wave_id)
    folded = fold(text)
    likely = [name for name in asked.values_list("name", flat=True) if _may_be_named(name, folded)]
    places = list(District.objects.values_list("name", flat=True)) if likely else []
    found = []
    for name in likely:
        said = [tuple(each) for each in disclosure_check.names_of(name, places)]
        marks = disclosure_check.Marks(tuple((name, each) for each in said), (), ())
        if marks.in_text(text):
            found.append(Telling(Kind.ENTERPRISE, name))
    return found


def _may_be_named(name: str, folded: str) -> bool:
    """A quick look that leaves out nearly all: the last two words of a name stand in the text."""
    last = fold(name).split()[-2:]
    return all(word in folded for word in last)
