"""The Vietnamese of the house: one spelling, one word for one thing, the signs of a letter."""

import ast
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.utils.translation import gettext

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "locale/vi/LC_MESSAGES/django.po"
LIBRARIES = ROOT / "locale/libraries/vi/LC_MESSAGES/django.po"
DATA = [*sorted((ROOT / "fixtures").rglob("*.json")), ROOT / "demo/issues.json"]
QUOTED = {
    "label",
    "captions",
    "aliases",
    "wording_vi",
}  # what others printed stays as they printed it

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|\$\{\w+\}")
TAG = re.compile(r"<[^>]+>")

# Marks of tone stand on the first vowel of an open pair: hòa, xóa, khóa, hủy, tùy; “quý” is none.
NEW_TONE_MARKS = re.compile(r"(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?![a-zà-ỹ])", re.IGNORECASE)

# What is written instead stands beside each; the glossary decides.
AVOIDED = {
    r"bạn": "Quý vị, Quý doanh nghiệp",
    r"vui lòng": "đề nghị (cơ quan, cán bộ), xin (doanh nghiệp)",
    r"hãy": "đề nghị, xin",
    r"bản (thảo|nháp)": "dự thảo",
    r"mã băm": "mã kiểm chứng",
    r"sổ mã": "từ điển dữ liệu",
    r"nền tảng": "hệ thống",
    r"hàng (năm|quý|tháng|tuần|ngày)": "hằng",
    r"gắn cờ": "dấu hiệu bất thường",
    r"trễ hạn|chậm hạn": "quá hạn",
    r"người dùng cuối|cú nhấp|nhấp chuột": "bấm, chọn",
    r"đường (link|liên kết)|liên kết này": "đường dẫn",
    r"hiệp hội doanh nghiệp tỉnh": "Hiệp hội Doanh nghiệp tỉnh",
    r"rút trúng|lần trượt|lần trúng": "được chọn ngẫu nhiên; trong khoảng, ngoài khoảng",
    r"dự báo trung thực|khoảng dự báo trung thực": "khoảng dự báo được hiệu chuẩn đúng",
    r"chuyển (giải quyết )?theo luật khiếu nại": "hướng dẫn gửi đơn khiếu nại, tố cáo",
    r"kỷ lục": "giá trị cao nhất hoặc thấp nhất mới",
    r"đầu thang": "cận của thang điểm",
    r"mối nối|nối (được )?(phiếu|với doanh nghiệp)": "không xác định được phiếu của ai",
    r"(?<!nằm )trong khoảng \d+ ?%": "nằm trong khoảng dự báo 80%",
    r"nhấn (?=“)|ấn (?=“)": "bấm",
    r"(?<!trong )PCI %\(\w+\)s dự kiến": "Điểm chỉ số thành phần Tính minh bạch trong PCI",
    r"\d/10 khả năng|khoảng %\(\w+\)s điểm[^.]*trong khoảng": "xác suất 80% nằm giữa … và …",
    r"thư in|thư (mời|nhắc) in": "thư giấy",
    r"%\(\w+\)[sd] trên %\(": "trong số; “trên 63” đọc thành “hơn 63”",
    r"đúng điều|còn để lại": "đúng nội dung; nội dung tồn đọng",
    r"để riêng và không tính": "loại khỏi tính toán",
    r"điểm (công bố )?đi từ": "điểm thay đổi từ … thành …",
    r"(sẽ|người khác) hỏi\b": "để người đọc được biết",
    r"(làm|nhập) hai lần": "phần đã hoàn thành được giữ nguyên",
    r"quý vị (đã )?bị đăng xuất": "không còn đăng nhập",
    r"thôi nêu": "không nêu tên nữa",
    r"(?<!tính )trên %\(texts\)s": "tính trên; “trên 20” đọc thành “hơn 20”",
    r"(hạng|tương đối|chưa) vững": "ổn định",
    r"mức độ [34]": "một phần, toàn trình (Nghị định 42/2022)",
}
ENGLISH = re.compile(
    r"\b(e-?mail|website|online|offline|click|link|feedback|login|account|password|dashboard"
    r"|upload|download|update|file|form|report|survey|please|error|server|user|default"
    r"|filter|the|and|of|for|with)\b",
    re.IGNORECASE,
)
TEXTS = {".py", ".json", ".html", ".po", ".md", ".txt", ".csv"}
RLAP = re.compile("R.{1,2}[Ll]ấp")
CODE = re.compile(r"“[^”]*”|\([a-z]+\)|--[a-z-]+|\$\{[^.]*")


def _field(lines: list[str], name: str) -> str | None:
    text, reading = None, False
    for line in lines:
        if line.startswith(f"{name} "):
            text, reading = ast.literal_eval(line[len(name) + 1 :]), True
        elif reading and line.startswith('"'):
            text = (text or "") + ast.literal_eval(line)
        else:
            reading = False
    return text


def entries(catalogue: Path) -> list[tuple[str, str]]:
    """Each source string (its plural where it has one) with its translation."""
    found = []
    for block in catalogue.read_text(encoding="utf-8").split("\n\n")[1:]:
        lines = block.split("\n")
        source = _field(lines, "msgid_plural") or _field(lines, "msgid")
        target = _field(lines, "msgstr") or _field(lines, "msgstr[0]")
        if source and target:
            found.append((source, target))
    return found


def _strings(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in QUOTED:
                yield from _strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)
    elif isinstance(value, str) and (key == "vi" or key.endswith("_vi") or key == ""):
        yield value


def prose() -> list[tuple[str, str]]:
    """Every Vietnamese text with the file it stands in."""
    texts = [(po.parent.parent.parent.name, t) for po in (OWN, LIBRARIES) for _, t in entries(po)]
    for path in DATA:
        document = json.loads(path.read_text(encoding="utf-8"))
        texts += [(path.name, text) for text in _strings(document)]
    return texts


PROSE = prose()


def offending(pattern: re.Pattern[str], *, bare: bool = False) -> list[tuple[str, str]]:
    found = []
    for place, text in PROSE:
        seen = TAG.sub("", PLACEHOLDER.sub("", text)) if bare else text
        if pattern.search(seen):
            found.append((place, text))
    return found


def test_there_is_much_to_read():
    assert len(PROSE) > 3000


def test_letters_are_composed():
    assert [t for _, t in PROSE if unicodedata.normalize("NFC", t) != t] == []


def test_marks_of_tone_stand_where_official_texts_put_them():
    assert offending(NEW_TONE_MARKS) == []


@pytest.mark.parametrize("word", AVOIDED)
def test_one_word_is_used_for_one_thing(word):
    pattern = re.compile(rf"(?<![\wÀ-ỹ])({word})(?![\wÀ-ỹ])", re.IGNORECASE)
    if word.startswith("hiệp"):  # here the capital is the point
        pattern = re.compile(rf"(?<![\wÀ-ỹ])[Hh]{word[1:]}(?= (trân|mời)|$)")
    own = [t for _, t in entries(OWN)] + [t for _, t in entries(LIBRARIES)]
    assert [t for t in own if pattern.search(t)] == [], AVOIDED[word]


# English that read quaintly once, and what is written instead.
QUAINT = {
    r"th(row|rew|rown)( it| them)? away|blotted": "discard, hidden",
    r"(?<!reckoned )anew": "again",
    r"came true|luck of|honest": "actual results, sampling error, well calibrated",
    r"(rank|score|sub-index|figure)[^.;]* is (not )?told|forecasts told": "forecast, published",
    r"stands twice|days heap|hasty|how grave": "appears twice, cluster, too fast, severity",
    r"lay (before|the draft open)|sign by sign": "submit, open for comments, by character",
}


@pytest.mark.parametrize("words", QUAINT)
def test_the_english_is_plain(words):
    pattern = re.compile(rf"\b({words})\b", re.IGNORECASE)
    assert [source for source, _ in entries(OWN) if pattern.search(source)] == [], QUAINT[words]


def test_what_django_says_is_polite():
    """Its own catalogue says “bạn”; ours comes first."""
    impolite = []
    for po in sorted(Path(django.__file__).parent.rglob("locale/vi/LC_MESSAGES/django.po")):
        for source, text in entries(po):
            if "postgres" in str(po) or not re.search(r"(?<![\wÀ-ỹ])[Bb]ạn(?![\wÀ-ỹ])", text):
                continue
            if "ạn" in (said := gettext(source)) and re.search(r"\b[Bb]ạn\b", said):
                impolite.append(said)
    assert impolite == []


def test_no_english_is_left():
    left = []
    for source, text in entries(OWN) + entries(LIBRARIES):
        seen = PLACEHOLDER.sub("", TAG.sub("", CODE.sub("", text)))
        if source != text and (found := ENGLISH.search(seen)):
            left.append((found[0], text))
    assert left == []


def test_spaces_and_signs_are_those_of_print():
    spaces = offending(re.compile(r" {2}| [,;?!](?=\s|$)|\.\.\."))
    assert [t for _, t in spaces if "\\d" not in t] == []  # signs of patterns are named as they are
    straight = re.compile(r"[\"']")
    expressions_and_places = re.compile(r"\$\{|R'Lấp")
    quoted = [t for _, t in offending(straight, bare=True) if not expressions_and_places.search(t)]
    assert quoted == []


def test_decimals_have_a_comma():
    numbers = re.compile(r"(?<![\d./])\d+\.\d{1,2}(?![\d.])")
    editions = ("DDI 2.5", "(WCAG) 2.1", "OpenAPI 3.1")
    decimals = [t for _, t in offending(numbers) if not any(each in t for each in editions)]
    assert decimals == []


def test_days_are_written_day_month_year():
    assert offending(re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d\d?-\d\d?-\d{4}\b")) == []


KNOWN_ENDS = {"No."}


def test_a_translation_asks_and_ends_as_its_source_does():
    wrong = []
    for source, text in entries(OWN):
        ends = source.rstrip()[-1:], text.rstrip()[-1:]
        if ends[0] != ends[1] and set(ends) & set(".:") and source not in KNOWN_ENDS:
            wrong.append((source, text))
    assert wrong == []


def test_a_translation_begins_with_a_capital_where_its_source_does():
    names = (
        "UBND",
        "Văn phòng",
        "Hiệp hội",
        "Zalo",
        "Quý ",
        "VSIC",
        "nội dung HTML",
        "ngành cấp 1",
    )
    wrong = [
        (source, text)
        for source, text in entries(OWN)
        if source[0].isalpha() and text[0].isalpha() and source[0].isupper() != text[0].isupper()
        if not text.startswith(names)
    ]
    assert wrong == []


def test_every_placeholder_of_a_translation_is_filled():
    wrong = []
    for po in (OWN, LIBRARIES):
        for block in po.read_text(encoding="utf-8").split("\n\n")[1:]:
            lines = block.split("\n")
            known = (_field(lines, "msgid") or "") + (_field(lines, "msgid_plural") or "")
            text = _field(lines, "msgstr") or _field(lines, "msgstr[0]") or ""
            strange = set(PLACEHOLDER.findall(text)) - {"%%", *PLACEHOLDER.findall(known)}
            wrong += [(text, strange)] if strange else []
    assert wrong == []


def test_the_district_with_an_apostrophe_is_spelled_one_way():
    places = ["fixtures", "demo", "templates", "locale", "surveys", "directory", "docs"]
    files = [p for place in places for p in (ROOT / place).rglob("*") if p.suffix in TEXTS]
    spelled = {found for p in files for found in RLAP.findall(p.read_text("utf-8"))}
    assert spelled == {"R'Lấp"}
