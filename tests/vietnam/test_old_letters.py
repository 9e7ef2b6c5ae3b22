"""Vietnamese typed before Unicode becomes what was meant; what is Unicode stays."""

import pytest

from vietnam import old_letters

SENTENCE = "Hiệp hội Doanh nghiệp tỉnh Lâm Đồng, phường Bảo Lộc, đường Nguyễn Tri Phương"
TCVN3 = (
    "HiÖp héi Doanh nghiÖp tØnh L©m §ång, ph\u00adêng B¶o Léc, ®\u00adêng NguyÔn Tri Ph\u00ad¬ng"
)
VNI = "Hieäp hoäi Doanh nghieäp tænh Laâm Ñoàng, phöôøng Baûo Loäc, ñöôøng Nguyeãn Tri Phöông"


@pytest.mark.parametrize(("written", "name"), [(TCVN3, "TCVN3"), (VNI, "VNI"), (SENTENCE, "")])
def test_the_old_way_is_named_by_its_words(written, name):
    assert old_letters.name_of([written]) == name


@pytest.mark.parametrize(("written", "name"), [(TCVN3, "TCVN3"), (VNI, "VNI")])
def test_old_letters_become_the_sentence_that_was_meant(written, name):
    assert old_letters.modernise(written, name) == SENTENCE


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("C¤NG TY THµNH §¹T", "CÔNG TY THÀNH ĐẠT"),
        ("Xu©n H\u00ad¬ng", "Xuân Hương"),
        ('1 TV;"X· Tuy §øc"', '1 TV;"Xã Tuy Đức"'),
    ],
)
def test_capital_fonts_of_tcvn3_hold_capitals(written, meant):
    assert old_letters.from_tcvn3(written) == meant


def test_capitals_of_vni_stay_capitals():
    assert old_letters.from_vni("COÂNG TY ÑAÏI VIEÄT") == "CÔNG TY ĐẠI VIỆT"


@pytest.mark.parametrize("name", ["TCVN3", "VNI"])
def test_a_cell_of_unicode_among_old_ones_stays(name):
    assert old_letters.modernise("Phường Phan Thiết", name) == "Phường Phan Thiết"


@pytest.mark.parametrize(
    ("words", "name"),
    [("HiÖp héi nghiÖp tØnh", ""), ("HiÖp héi nghiÖp tØnh B¶o L\u00ad¬ng", "TCVN3")],
)
def test_four_strange_words_are_too_few_and_five_are_enough(words, name):
    assert old_letters.name_of([words]) == name


def test_names_of_other_languages_are_no_old_letters():
    assert old_letters.name_of(["Café Müller, Nestlé, Citroën, Société Générale, Škoda"]) == ""


def test_a_file_of_a_vietnamese_windows_is_decoded():
    marks = SENTENCE.replace("ệ", "ê\u0323").replace("ộ", "ô\u0323").replace("ỉ", "i\u0309")
    marks = marks.replace("ồ", "ô\u0300").replace("ườ", "ươ\u0300").replace("ả", "a\u0309")
    marks = marks.replace("ễ", "ê\u0303")
    assert old_letters.decode(marks.encode("cp1258")) == SENTENCE
    assert old_letters.decode(TCVN3.encode("cp1252")) == SENTENCE
    assert old_letters.decode(VNI.encode("cp1252")) == SENTENCE


@pytest.mark.parametrize(
    "content",
    [
        "Hà Nội, Tên, Huế, Đà Lạt, Cần Thơ, Vũng Tàu".encode("cp1258", "replace"),
        "Zażółć gęślą jaźń, zażółć gęślą jaźń".encode("cp1250"),
        b"a;b\n\xff",
    ],
)
def test_what_leaves_a_doubt_is_not_decoded(content):
    assert old_letters.decode(content) is None


@pytest.mark.parametrize("turn", [TCVN3, VNI], ids=["TCVN3", "VNI"])
def test_a_long_file_is_decoded_whole_by_the_way_its_beginning_is_written(turn, monkeypatch):
    lines = f"{turn}\n" * 3_000
    read, asked = old_letters._read, []
    monkeypatch.setattr(
        old_letters, "_read", lambda text, way: asked.append(len(text)) or read(text, way)
    )

    assert old_letters.decode(lines.encode("cp1252")) == f"{SENTENCE}\n" * 3_000
    assert sum(size > 100_000 for size in asked) == 1


def test_a_beginning_that_misleads_decides_nothing():
    english = b"Company;Address\n" * 7_000
    mixed = english + (f"{TCVN3}\n" * 50).encode("cp1252")
    beginning = (f"{TCVN3}\n" * 3_000).encode("cp1252")

    assert old_letters.decode(mixed).endswith(f"{SENTENCE}\n")
    assert old_letters.decode(beginning + (f"{VNI}\n" * 3_000).encode("cp1252")) is None
