"""Languages of questionnaires: any, by their codes; the words around questions have four."""

import re

TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?")
AROUND = ("vi", "en", "ko", "zh-Hans")  # catalogues of the answering pages
TRADITIONAL = ("TW", "HK", "MO")  # where Chinese is written in its older script
COMMA = re.compile(  # languages that write 1.234,5
    "vi|az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fr|gl|hr|hu|hy|id|is|it|ka|kk|ky|lt|lv|mk|nb|nl"
    "|nn|no|pl|pt|ro|ru|sk|sl|sq|sr|sv|tg|tr|uk|uz"
)
RIGHT_TO_LEFT = re.compile("ar|dv|fa|he|ks|ku|ps|sd|ug|ur|yi")


def tidy_code(written: str) -> str:
    """The code of a language as it is usually written (zh-hans becomes zh-Hans); empty if none.

    Chinese is told apart by its script, which “zh” and “zh-TW” leave to be known.
    """
    found = TAG.fullmatch(written.strip())
    if not found:
        return ""
    language, script, region = found.groups()
    if language.lower() == "zh" and not script:
        return "zh-Hant" if region and region.upper() in TRADITIONAL else "zh-Hans"
    parts = [language.lower(), script and script.capitalize(), region and region.upper()]
    return "-".join(part for part in parts if part)


def primary(language: str) -> str:
    """A language without its script and its country."""
    return language.replace("_", "-").partition("-")[0].lower()


def around(language: str) -> str:
    """The language of the words around questions in this one: the same where we have it."""
    if language in AROUND:
        return language
    return next((each for each in AROUND if primary(each) == primary(language)), "en")


def uses_comma(language: str) -> bool:
    """Whether decimals follow a comma."""
    return COMMA.fullmatch(primary(language)) is not None


def is_right_to_left(language: str) -> bool:
    return RIGHT_TO_LEFT.fullmatch(primary(language)) is not None
