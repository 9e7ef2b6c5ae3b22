"""Languages as headings of columns name them."""

import re
import unicodedata
from collections.abc import Iterable

from surveys.instrument.languages import tidy_code

LANGUAGES = {
    "vi": "Tiếng Việt (vi)",
    "en": "English (en)",
    "ko": "한국어 (ko)",
    "zh-Hans": "简体中文 (zh-Hans)",
}
NAMES = {
    "af": "afrikaans",
    "am": "amharic",
    "ar": "arabic العربية",
    "az": "azerbaijani",
    "bg": "bulgarian",
    "bn": "bengali bangla",
    "cs": "czech",
    "da": "danish",
    "de": "german deutsch tieng-đuc",
    "el": "greek",
    "en": "english anglais ingles englisch tieng-anh",
    "es": "spanish espanol castellano",
    "et": "estonian",
    "fa": "persian farsi dari",
    "fi": "finnish",
    "fil": "filipino tagalog",
    "fr": "french francais tieng-phap",
    "gu": "gujarati",
    "ha": "hausa",
    "he": "hebrew",
    "hi": "hindi",
    "hr": "croatian",
    "ht": "kreyol creole",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian bahasa",
    "ig": "igbo",
    "it": "italian italiano",
    "ja": "japanese 日本語 tieng-nhat",
    "ka": "georgian",
    "km": "khmer ខ្មែរ tieng-khmer",
    "ko": "korean 한국어 tieng-han",
    "ku": "kurdish",
    "ky": "kyrgyz",
    "lo": "lao ລາວ tieng-lao",
    "lt": "lithuanian",
    "lv": "latvian",
    "mg": "malagasy",
    "mk": "macedonian",
    "ml": "malayalam",
    "mn": "mongolian",
    "mr": "marathi",
    "ms": "malay melayu",
    "my": "burmese myanmar",
    "ne": "nepali",
    "nl": "dutch nederlands",
    "no": "norwegian",
    "pl": "polish polski",
    "ps": "pashto",
    "pt": "portuguese portugues",
    "ro": "romanian",
    "ru": "russian русский tieng-nga",
    "rw": "kinyarwanda",
    "si": "sinhala",
    "sk": "slovak",
    "sl": "slovenian",
    "so": "somali",
    "sq": "albanian",
    "sr": "serbian",
    "sv": "swedish svenska",
    "sw": "swahili kiswahili",
    "ta": "tamil",
    "te": "telugu",
    "tg": "tajik",
    "th": "thai ไทย tieng-thai",
    "ti": "tigrinya",
    "tr": "turkish turkce",
    "uk": "ukrainian українська",
    "ur": "urdu",
    "uz": "uzbek",
    "vi": "vietnamese tiếng-việt tieng-viet",
    "yo": "yoruba",
    "zh-Hans": "chinese mandarin simplified-chinese chinese-simplified 中文 简体中文 汉语"
    " tieng-trung tieng-hoa",
    "zh-Hant": "traditional-chinese chinese-traditional 繁體中文 漢語",
    "zu": "zulu",
}
MISTAKEN = {  # codes of countries, and of three letters, written for those of languages
    "vn": "vi",
    "kr": "ko",
    "cn": "zh-Hans",
    "jp": "ja",
    "vie": "vi",
    "eng": "en",
    "kor": "ko",
    "zho": "zh-Hans",
    "chi": "zh-Hans",
    "jpn": "ja",
}
SPOKEN = {name: code for code, names in NAMES.items() for name in names.split()}


SIGNS = {  # letters and words by which texts that name no language are known
    "vi": re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ja": re.compile("[\u3041-\u30ff]"),
    "zh-Hans": re.compile("[\u4e00-\u9fff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "lo": re.compile("[\u0e80-\u0eff]"),
    "km": re.compile("[\u1780-\u17ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "en": re.compile(
        r"(?i)\b(the|what|your|you|of|is|are|was|did|do|does|how|which|who|when|please|yes)\b"
    ),
}


def guess_language(texts: Iterable[str], fallback: str) -> str:
    """The language that most of the texts show signs of."""
    listed = list(texts)
    seen = {code: sum(bool(sign.search(text)) for text in listed) for code, sign in SIGNS.items()}
    best = max(seen, key=lambda code: seen[code])
    return best if seen[best] else fallback


def heading(base: str, language: str) -> str:
    """Head a column of texts in one language."""
    return f"{base}::{LANGUAGES.get(language, f'{language} ({language})')}"


def language_of(words: str) -> str:
    """Read the code out of “Tiếng Việt (vi)”, “French” or “fr”; empty when there is none."""
    found = re.search(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4}){0,2})\)\s*$", words)
    if found:
        return MISTAKEN.get(found[1].lower()) or tidy_code(found[1])
    name = re.sub(r"[\s(),]+", "-", words.strip().lower()).strip("-")
    known = SPOKEN.get(name) or SPOKEN.get(_without_accents(name)) or MISTAKEN.get(name, "")
    return known or (
        tidy_code(name) if re.fullmatch(r"[a-z]{2}([-_][a-z]{2,4}){0,2}", name) else ""
    )


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
