"""Ways of writing XLSForms found in public forms: taken, or refused for the right reason."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from xlsxwriter import Workbook as Writer

from surveys.instrument.xlsform import XLSFormError, export_xlsform, import_xlsform
from surveys.instrument.xlsform.open_document import read_open_document
from tests.surveys.instrument.old_excel import old_excel
from tests.surveys.instrument.test_xlsform import YES_NO, workbook
from tests.surveys.instrument.test_xlsform_meaning import accepts, form, sentences


def test_headings_with_one_colon_are_read_like_those_with_two():
    imported = form(
        ["select_one yn", "q", "Có không?", None, None, None],
        ["integer", "n", "Bao nhiêu?", "${q} = 'yes'", ". < 10", "Ít hơn 10."],
        heads=["bind:relevant", "bind:constraint", "bind:jr:constraintMsg"],
    )

    assert imported.remarks == ()
    asked = imported.document.question("n")
    assert asked.relevance.source == "${q} = 'yes'"
    assert asked.constraints[0].message == {"vi": "Ít hơn 10."}
    assert [accepts(imported, "n", number) for number in (9, 10)] == [True, False]


def test_where_the_checker_breaks_off_that_is_said_in_words():
    survey = [["type", "name", "label"], ["text", "a", "A"]]
    settings = [["form_id", "form_title::Korean (ko)"], ["f", "설문"]]

    imported = import_xlsform(workbook(survey, settings=settings))

    told = [str(remark) for remark in imported.wrong]
    assert len(told) == 1
    assert "broke off" in told[0]
    assert "Error" not in told[0]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["begin loop over yn", "l", "Lặp"], ["text", "a", "A"], ["end loop"]], "Repeated groups"),
        ([["begin lgroup", "l", "Lặp"], ["text", "a", "A"], ["end lgroup"]], "Repeated groups"),
        ([["select_one yn", "q", "Gì?", "minimal search('towns')"]], "looked up in a file"),
        ([["start", "s"], ["note", "n", "Bắt đầu ${s}"]], "questions of the type “start”"),
        ([["select_one two", "q", "Gì?"]], "appears twice in the list of choices"),
    ],
)
def test_what_would_change_its_meaning_is_refused_by_its_reason(rows, reason):
    lists = [*YES_NO, ["two", "a", "A"], ["two", "a", "B"]]

    imported = form(["text", "t", "Tên?"], *rows, heads=["appearance"], choices=lists)

    assert imported.document is None
    assert any(reason in str(remark) for remark in imported.wrong)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("add integer prompt", "number"),
        ("q string", "text"),
        ("phone number", "text"),
        ("barcode", "text"),
        ("photo", "file"),
        ("time", "time"),
        ("select one from yn or specify other", "single"),
    ],
)
def test_older_words_for_types_are_known(written, kind):
    imported = form(["text", "t", "Tên?"], [written, "q", "Hỏi?"], choices=YES_NO)

    assert imported.document.question("q").kind == kind


def test_a_constraint_that_asks_for_the_day_of_the_form_asks_for_that_of_the_answer():
    imported = form(
        ["today", "today"], ["date", "d", "Ngày?", ". <= ${today}"], heads=["constraint"]
    )

    assert imported.document.question("d").constraints[0].expression.source == ". <= today()"
    assert any("today is the day of the answer" in each for each in sentences(imported))


def test_a_path_to_a_row_is_its_name():
    imported = form(
        ["begin group", "g", "Nhóm"],
        ["select_one yn", "q", "Có?"],
        ["begin group", "h", "Trong"],
        ["text", "t", "Vì sao?", "../../q = 'yes'"],
        ["text", "u", "Và '../q'?", "../t != '../q'"],
        ["end group"],
        ["end group"],
        heads=["relevant"],
    )

    asked = [imported.document.question(name).relevance.source for name in "tu"]
    assert asked == ["${q} = 'yes'", "${t} != '../q'"]


def test_choices_of_the_sheet_external_choices_are_offered_by_their_filter():
    content = workbook(
        [
            ["type", "name", "label", "choice_filter"],
            ["select_one yn", "q", "Có?"],
            ["select_one_external towns", "town", "Ở đâu?", "open = ${q}"],
        ],
        YES_NO,
        external_choices=[
            ["list_name", "name", "label", "open"],
            ["towns", "a", "Xã A", "yes"],
            ["towns", "b", "Xã B", "no"],
        ],
    )

    imported = import_xlsform(content)

    assert imported.remarks == ()
    town = imported.document.question("town")
    assert [(each.code, each.attributes["open"]) for each in town.choices] == [
        ("a", "yes"),
        ("b", "no"),
    ]


def test_a_form_named_by_a_number_and_a_label_in_the_default_language_are_taken():
    imported = import_xlsform(
        workbook(
            [["type", "name", "label::default"], ["text", "t", "Tên?"]],
            settings=[["form_title", "form_id"], ["Khảo sát", "2018-a"]],
        )
    )

    assert imported.remarks == ()
    assert (imported.document.name, imported.document.languages) == ("q_2018_a", ("vi",))


@pytest.mark.parametrize(("row", "is_read"), [(1_002, True), (1_004, False)])
def test_a_sheet_ends_after_a_thousand_blank_rows(row, is_read):
    book = Workbook()
    book.active.title = "survey"
    for cells in (["type", "name", "label"], ["text", "a", "A"]):
        book.active.append(cells)
    for column, value in enumerate(["text", "far", "Xa"], start=1):
        book.active.cell(row, column, value)
    memory = io.BytesIO()
    book.save(memory)

    document = import_xlsform(memory.getvalue()).document

    assert ("far" in [each.name for each in document.questions()]) == is_read


def test_a_formula_is_what_it_came_to_when_the_file_was_saved():
    memory = io.BytesIO()
    with Writer(memory) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write_row(1, 0, ["text", "a"])
        sheet.write_formula(1, 2, '=CONCATENATE("Tên ","gì?")', None, "Tên gì?")

    imported = import_xlsform(memory.getvalue())

    assert imported.document.question("a").text == {"vi": "Tên gì?"}
    assert sentences(imported) == [
        "survey:2: The cell “label” holds a formula: its value when the file was last saved"
        " is used, “Tên gì?”."
    ]


SURVEY = [["type", "name", "label"], ["integer", "n", "Bao nhiêu?"], [], ["text", "t", "Tên?"]]


def test_an_old_excel_file_is_read_row_by_row():
    imported = import_xlsform(old_excel("survey", [*SURVEY, ["geopoint", "p", "Đâu?"]]))

    assert [each.name for each in imported.document.questions()] == ["n", "t"]
    assert [remark.rows for remark in imported.remarks] == [(5,)]


def test_a_condition_that_excel_could_not_compute_is_wrong_in_an_old_file_too():
    rows = [["type", "name", "label", "relevant"], ["text", "t", "Tên?", 7]]

    imported = import_xlsform(old_excel("survey", rows))

    assert imported.document is None
    assert [(wrong.rows, "#DIV/0!" in wrong.params.values()) for wrong in imported.wrong] == [
        ((2,), True)
    ]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_csv_holds_its_sheets_below_each_other(mark):
    lines = [
        '"survey",,,',
        ",type,name,label",
        ',select_one yn,q,"Có, không?"',
        "choices,,,",
        ",list_name,name,label",
        ",yn,1,Có",
        ",yn,0,Không",
    ]

    imported = import_xlsform(mark + "\r\n".join(lines).encode())

    assert imported.remarks == ()
    assert imported.document.question("q").text == {"vi": "Có, không?"}
    assert [each.code for each in imported.document.question("q").choices] == ["1", "0"]


@pytest.mark.parametrize(("sign", "code"), [(",", "utf-8"), (";", "utf-8"), ("\t", "utf-16")])
def test_a_csv_may_be_the_one_sheet_as_a_spreadsheet_saves_it(sign, code):
    lines = [["type", "name", "label"], ["integer", "n", "Bao nhiêu?"], ["text", "t", "Tên?"]]

    imported = import_xlsform("\n".join(map(sign.join, lines)).encode(code))

    assert imported.remarks == ()
    assert [each.text["vi"] for each in imported.document.questions()] == ["Bao nhiêu?", "Tên?"]


OPEN_ROWS = """<table:table-row><table:table-cell office:value-type="string"><text:p>type</text:p>
</table:table-cell><table:table-cell><text:p>name</text:p></table:table-cell><table:table-cell>
<text:p>label</text:p></table:table-cell><table:table-cell><text:p>required</text:p>
</table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell><text:p>text</text:p></table:table-cell><table:table-cell>
<text:p>t</text:p></table:table-cell><table:table-cell><office:annotation><text:p>Ghi chú</text:p>
</office:annotation><text:p>Tên<text:s text:c="2"/><text:span>gì</text:span>?</text:p>
<text:p>Xin ghi rõ</text:p></table:table-cell><table:table-cell office:value-type="boolean"
office:boolean-value="true"/></table:table-row><table:table-row><table:table-cell><text:p>integer
</text:p></table:table-cell><table:table-cell table:formula="of:=A1" office:value-type="string">
<text:p>n</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="12">
<text:p>12,00</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>"""


def open_document(rows):
    names = " ".join(
        f'xmlns:{part}="urn:oasis:names:tc:opendocument:xmlns:{part}:1.0"'
        for part in ("office", "table", "text")
    )
    table = f'<table:table table:name="survey">{rows}</table:table>'
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document {names}>{table}</office:document>")
    return file.getvalue()


def test_an_open_document_is_read_row_by_row():
    imported = import_xlsform(open_document(OPEN_ROWS))

    one, other = imported.document.questions()
    assert (one.name, one.text, one.required) == ("t", {"vi": "Tên  gì?\nXin ghi rõ"}, True)
    assert (other.name, other.text) == ("n", {"vi": "12"})
    assert [(remark.rows, "formula" in remark.template) for remark in imported.remarks] == [
        ((5,), True)
    ]


def repeated(rows=1, columns=1, blanks=0):
    """One cell, so often; a file of a few letters."""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>x<text:s text:c='
    row = f'{cell}"{blanks}"/></text:p></table:table-cell></table:table-row>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{row}'


def test_what_is_said_to_repeat_a_million_times_is_not_written_out():
    (rows,) = read_open_document(open_document(repeated(10**9, 10**9, 10**9) * 9)).values()

    assert (len(rows), len(rows[0]), len(rows[0][0])) == (5002, 501, 1001)


@pytest.mark.parametrize(
    ("rows", "words"),
    [(repeated(rows=5002), "rows"), (repeated(columns=501), "columns")],
)
def test_an_open_document_beyond_the_limits_is_refused(rows, words):
    with pytest.raises(XLSFormError, match=words):
        import_xlsform(open_document(rows))


def test_an_open_document_with_entities_is_refused():
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')

    with pytest.raises(XLSFormError, match="save it as"):
        import_xlsform(file.getvalue())


def test_two_sheets_of_one_name_are_told_and_none_is_hidden():
    book = Writer(file := io.BytesIO(), {"in_memory": True})
    for name, asked in (("survey", "a"), ("Survey ", "b")):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["type", "name", "label"])
        sheet.write_row(1, 0, ["text", asked, asked])
    book.close()

    (remark,) = import_xlsform(file.getvalue()).wrong
    assert str(remark).startswith("survey: Two sheets are called “survey”")


def test_a_type_that_records_is_told_where_somebody_meant_to_ask_it():
    rows = [
        ["type", "name", "label"],
        ["email", "e", "Thư?"],
        ["start", "s", ""],
        ["text", "t", "T"],
    ]
    remarks = import_xlsform(workbook(rows, [["list_name", "name", "label"]])).remarks

    assert [(each.rows, "write the type" in each.template) for each in remarks] == [
        ((2,), True),
        ((3,), False),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx"),
        (open_document("<table:table-row>"), "save it as .xlsx"),
        (b"\xd0\xcf\x11\xe0 broken", "save it as .xlsx"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "save it as .xlsx"),
        (b"%PDF-1.4 \x80", "not an XLSX workbook"),
        (b"a,b\n1,2\n", "not an XLSX workbook"),
    ],
)
def test_other_files_are_refused_with_what_to_do(content, words):
    with pytest.raises(XLSFormError, match=words):
        import_xlsform(content)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Tên&nbsp;doanh nghiệp &amp; địa chỉ", "Tên\u00a0doanh nghiệp & địa chỉ"),
        ("&ldquo;Có&rdquo;, 5 &lt; 6, &#233;&#xE9;", "“Có”, 5 < 6, éé"),
        ("&lt;b>Đậm&lt;/b>", "&lt;b>Đậm&lt;/b>"),  # as typed, never a tag
        ("2 &#42; 3 &#42; 4", r"2 \* 3 \* 4"),
        ("A & B; ?a=1&copy=2 &bogus;", "A & B; ?a=1&copy=2 &bogus;"),
    ],
)
def test_letters_written_as_html_writes_them_are_letters(written, read):
    imported = form(
        ["select_one yn", "q", written, written],
        heads=["hint"],
        choices=[YES_NO[0], ["yn", "y", written], ["yn", "n", "Không"]],
    )

    question = imported.document.question("q")
    assert (question.text, question.help) == ({"vi": read}, {"vi": read})
    assert question.choice("y").text == {"vi": read}
    again = import_xlsform(export_xlsform(imported.document)).document.question("q")
    assert (again.text, again.choice("y").text) == ({"vi": read}, {"vi": read})


def test_a_repeat_with_a_count_is_refused_once():
    imported = form(
        ["begin_repeat", "r", "R", "3"], ["text", "a", "A"], ["end_repeat"], heads=["repeat_count"]
    )

    told = [remark for remark in imported.remarks if "Repeated groups" in str(remark)]
    assert [remark.is_wrong for remark in told] == [True]


def test_groups_without_a_name_are_refused_by_that_reason_alone():
    group = [["begin group", None, "A"], ["text", "a", "A"], ["end group"]]
    other = [["begin group", None, "B"], ["text", "b", "B"], ["end group"]]

    imported = form(*group, *other)

    assert ["no name" in str(remark) for remark in imported.wrong] == [True]
