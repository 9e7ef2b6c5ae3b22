"""What enterprises read on their phones and in letters: plain words, short sentences, no jargon."""

import ast
import json
import re
from pathlib import Path

import pytest

from tests.test_vietnamese import OWN, ROOT, _strings, entries

PAGES = [
    "templates/answering",
    "templates/emails/surveys",
    "templates/surveys/letters",
    "templates/surveys/paper",
    "surveys/errors/answering.py",
    "surveys/answering/forms.py",
    "surveys/instrument/types",
    "templates/surveys/count.html",
    "templates/dashboard/public.html",
    "templates/emails/dialogues",
    "templates/core/accessibility.html",
    *(f"templates/accounts/{page}.html" for page in ("my_data", "sign_up", "waiting")),
    *(
        f"templates/dialogues/{page}.html"
        for page in (
            "check_in", "feedback", "follow", "give_feedback", "guest_form", "guest_minutes",
            "guest_questions", "information_form", "new_link", "own",
            "participant", "question", "questions", "raise", "session", "sessions", "sign_up",
            "signed_up",
        )
    ),
]  # fmt: skip
QUESTIONS = sorted((ROOT / "fixtures/questionnaires").glob("*.json"))
TRANSLATED = re.compile(r'{%-?\s*translate\s+"((?:[^"\\]|\\.)*)"')
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
NAMED = re.compile(r"{{\s*([\w.]+)[^}]*}}")

# Words of statisticians, clerks and programmers, and what an enterprise would say instead.
JARGON = {
    "tầng": "nhóm doanh nghiệp",
    "trung vị": "thường là",
    "quyền số": "tỷ trọng, hoặc không nói đến",
    "sai số|phương sai|khoảng tin cậy|độ tin cậy|ước lượng": "kết quả chung",
    "tiêu chí": "nội dung",
    "rút trúng": "được chọn ngẫu nhiên",
    "máy chủ|trình duyệt|bộ nhớ đệm|cookie|javascript|token|mã hóa": "điện thoại, trang này",
    "ẩn danh hóa|giả danh": "không ghi tên",
    "biến số|phân tầng|mẫu phân tầng|tham số": "câu hỏi",
    "hủy bỏ phiên|phiên làm việc": "trang này",
    "PAPI|hài hòa hóa": "tên đầy đủ",
}
LONGEST_SENTENCE = 38  # syllables; about thirty words


def sources_in(path):
    """The sentences of a template or module that are marked for translation."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        first = [call.args[0] for call in calls if call.args]
        return {a.value for a in first if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    found = set(TRANSLATED.findall(text))
    for block in BLOCK.findall(text):
        for part in re.split(r"{%\s*plural\s*%}", block):
            found.add(NAMED.sub(r"%(\1)s", " ".join(part.split())))
    return found


def read_by_enterprises():
    catalogue = dict(entries(OWN))
    files = [
        file
        for place in PAGES
        for file in ([ROOT / place] if Path(place).suffix else sorted((ROOT / place).rglob("*")))
        if file.suffix in (".html", ".txt", ".py")
    ]
    sources = {source for file in files for source in sources_in(file)}
    own = [catalogue[source] for source in sorted(sources) if source in catalogue]
    asked = [text for file in QUESTIONS for text in _strings(json.loads(file.read_text("utf-8")))]
    return own + asked


READ = read_by_enterprises()


def test_there_is_much_to_read():
    assert len(READ) > 300


@pytest.mark.parametrize("word", JARGON)
def test_no_jargon_stands_on_pages_of_enterprises(word):
    pattern = re.compile(rf"(?<![\wÀ-ỹ])({word})(?![\wÀ-ỹ])", re.IGNORECASE)

    assert [text for text in READ if pattern.search(text)] == [], JARGON[word]


def test_enterprises_are_asked_as_guests_and_not_as_agencies():
    pattern = re.compile(
        r"đề nghị (Quý|quý) (vị|doanh nghiệp)|vui lòng|(?<![\wÀ-ỹ])hãy ", re.IGNORECASE
    )

    everywhere = [text for _, text in entries(OWN)] + READ
    assert [text for text in everywhere if pattern.search(text)] == []


def test_sentences_on_phones_are_short():
    sentences = [each for text in READ for each in re.split(r"(?<=[.!?:;])\s+", text)]

    assert [each for each in sentences if len(each.split()) > LONGEST_SENTENCE] == []


def test_a_letter_does_not_sound_like_a_prize():
    pattern = re.compile(r"rút trúng|trúng thưởng|may mắn|quà tặng|chúc mừng", re.IGNORECASE)

    assert [text for text in READ if pattern.search(text)] == []
