from dataclasses import replace
from datetime import UTC, date, datetime

from defusedxml.ElementTree import fromstring

from surveys.dataset import codebook
from surveys.dataset.own_columns import name_columns
from surveys.dataset.table import Source, build
from surveys.dataset.usage import usage
from surveys.dataset.variables import Variable
from surveys.instrument.types.coding import DataType
from tests.surveys.instrument.documents import choices, loaded, question, words

DDI = {"d": codebook.DDI}
SOURCE = Source(
    title="Khảo sát <2018> & bạn",
    producer="Hiệp hội",
    language="vi",
    universe="Doanh nghiệp",
    sampling="Phân tầng",
    collected=(date(2018, 9, 1), date(2018, 10, 1)),
    mode="Mạng",
    protection="Bảo mật",
    version="pci v1",
    notes=("Ghi chú",),
    made_at=datetime(2018, 10, 2, 3, 4, tzinfo=UTC),
)
NA = {"code": "na", "text": words("Không áp dụng"), "missing": "na"}
TABLE = build(
    loaded(
        question("one", "single", choices=[*choices("yes", "no"), NA], text=words("<Có> & không?")),
        question("n", "number", relevance="${one} = 'yes'"),
    ),
    SOURCE,
    (),
    [((), {"one": "yes", "n": 4}), ((), {"one": "na"}), ((), {})],
)


def test_ddi_names_every_column_with_its_question_codes_and_counts():
    root = fromstring(codebook.ddi(TABLE))

    assert root.tag == f"{{{codebook.DDI}}}codeBook"
    assert root.get("version") == "2.5"
    assert [part.tag.rpartition("}")[2] for part in root] == [
        "docDscr", "stdyDscr", "fileDscr", "dataDscr",
    ]  # fmt: skip
    variables = root.findall("d:dataDscr/d:var", DDI)
    assert [variable.get("name") for variable in variables] == ["one", "n"]
    one = variables[0]
    assert [each.text for each in one.findall("d:qstn/d:qstnLit", DDI)] == [
        "<Có> & không?",
        "<Có> & không? (en)",
    ]
    categories = [
        (c.find("d:catValu", DDI).text, c.find("d:catStat", DDI).text, c.get("missing"))
        for c in one.findall("d:catgry", DDI)
    ]
    assert categories == [("1", "1", None), ("2", "0", None), ("-8", "1", "Y")]
    assert variables[1].find("d:universe", DDI).text == "${one} = 'yes'"
    assert root.find("d:fileDscr/d:fileTxt/d:dimensns/d:caseQnty", DDI).text == "3"


def test_ddi_keeps_the_order_its_schema_wants():
    variable = fromstring(codebook.ddi(TABLE)).find("d:dataDscr/d:var", DDI)

    tags = [part.tag.rpartition("}")[2] for part in variable]
    order = ["labl", "qstn", "universe", "sumStat", "catgry", "varFormat", "notes"]
    assert tags == sorted(tags, key=order.index)


def test_the_page_escapes_and_counts():
    page = codebook.html(TABLE)

    assert "<Có>" not in page
    assert "&lt;Có&gt; &amp; không?" in page
    assert "3 phiếu trả lời, 2 cột" in page
    assert "01/09/2018 – 01/10/2018" in page
    assert "2 có trả lời, 1 để trống" in page
    assert "(thiếu)" in page


OWN = [
    Variable(
        "analysis_weight", "Quyền số", DataType.NUMBER,
        role="analysis_weight", explanation="Số doanh nghiệp mà phiếu đại diện & tính",
    ),
]  # fmt: skip
USED = build(
    loaded(question("n", "number")), replace(SOURCE, usage=usage(name_columns(OWN))), OWN, []
)


def test_both_codebooks_explain_our_own_columns_and_how_to_use_them():
    page = codebook.html(USED)

    assert "<p>Số doanh nghiệp mà phiếu đại diện &amp; tính</p>" in page
    assert '<h2 id="use">Cách dùng</h2><h3>R</h3>' in page
    assert "svyset _n [pweight = analysis_weight]" in page

    root = fromstring(codebook.ddi(USED))
    weight, n = root.findall("d:dataDscr/d:var", DDI)
    assert (weight.get("wgt"), n.get("wgt")) == ("wgt", None)
    assert weight.find("d:txt", DDI).text == "Số doanh nghiệp mà phiếu đại diện & tính"
    tags = [part.tag.rpartition("}")[2] for part in weight]
    assert tags.index("sumStat") < tags.index("txt") < tags.index("varFormat")
    notes = {each.get("subject"): each.text for each in root.findall("d:stdyDscr/d:notes", DDI)}
    assert "/POPSIZE VARIABLE=analysis_population." in notes["SPSS"]
