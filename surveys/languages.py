"""Names of the languages of questionnaires, and the language pages of staff go with."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

HERE = {
    "vi": gettext_lazy("Vietnamese"),
    "en": gettext_lazy("English"),
    "ko": gettext_lazy("Korean"),
    "zh-Hans": gettext_lazy("Simplified Chinese"),
    "zh-Hant": gettext_lazy("Traditional Chinese"),
    "ja": gettext_lazy("Japanese"),
}  # as we say in our catalogue; others are named by Django's


def name_of(language: str) -> str:
    """The name of a language in that language; its code where we do not know it."""
    known = str(LANG_INFO.get(language.lower(), {}).get("name_local", ""))
    return known[:1].upper() + known[1:] or language


def name_here(language: str) -> str:
    """The name of a language as its reader calls it; as its speakers do where we do not know it."""
    english = LANG_INFO.get(language.lower(), {}).get("name", "")
    here = str(HERE.get(language) or (_(english) if english else ""))
    is_known = here and (here != english or get_language() == "en")
    return here if is_known else name_of(language)


def desk_language(language: str) -> str:
    """What staff read beside questions in this language: the same, or else English."""
    return language if language in dict(settings.LANGUAGES) else "en"
