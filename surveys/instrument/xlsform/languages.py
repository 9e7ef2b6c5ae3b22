"""Languages as headings of columns name them."""

import re
import unicodedata

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
    "de": "german deutsch",
    "el": "greek",
    "en": "english anglais ingles englisch",
    "es": "spanish espanol castellano",
    "et": "estonian",
    "fa": "persian farsi dari",
    "fi": "finnish",
    "fil": "filipino tagalog",
    "fr": "french francais",
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
    "ja": "japanese 日本語",
    "ka": "georgian",
    "km": "khmer ខ្មែរ",
    "ko": "korean 한국어",
    "ku": "kurdish",
    "ky": "kyrgyz",
    "lo": "lao ລາວ",
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
    "ru": "russian русский",
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
    "th": "thai ไทย",
    "ti": "tigrinya",
    "tr": "turkish turkce",
    "uk": "ukrainian українська",
    "ur": "urdu",
    "uz": "uzbek",
    "vi": "vietnamese tiếng-việt tieng-viet",
    "yo": "yoruba",
    "zh-Hans": "chinese mandarin simplified-chinese chinese-simplified 中文 简体中文 汉语",
    "zh-Hant": "traditional-chinese chinese-traditional 繁體中文 漢語",
    "zu": "zulu",
}
SPOKEN = {name: code for code, names in NAMES.items() for name in names.split()}


def heading(base: str, language: str) -> str:
    """Head a column of texts in one language."""
    return f"{base}::{LANGUAGES.get(language, f'{language} ({language})')}"


def language_of(words: str) -> str:
    """Read the code out of “Tiếng Việt (vi)”, “French” or “fr”; empty when there is none."""
    found = re.search(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4}){0,2})\)\s*$", words)
    if found:
        return tidy_code(found[1])
    name = re.sub(r"\s+", "-", words.strip().lower())
    known = SPOKEN.get(name) or SPOKEN.get(_without_accents(name), "")
    return known or (
        tidy_code(name) if re.fullmatch(r"[a-z]{2}([-_][a-z]{2,4}){0,2}", name) else ""
    )


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
