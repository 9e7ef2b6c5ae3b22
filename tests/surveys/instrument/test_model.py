from dataclasses import MISSING, fields

import pytest

from surveys.instrument import loading
from surveys.instrument.columns import columns
from surveys.instrument.model import Choice, Question
from surveys.instrument.problems import DocumentError
from tests.surveys.instrument.documents import choices, data, loaded, pci_2018, question, words


def test_the_questionnaire_of_2018_loads_and_dumps_unchanged():
    written = pci_2018()

    assert loading.dump(loading.load(written)) == written


def test_the_questionnaire_of_2018_measures_every_surveyed_criterion_of_the_2017_edition():
    rules = {rule.criterion: rule for rule in loading.load(pci_2018()).criteria}

    assert set(rules) >= {
        "planning",
        "legal",
        "budget_detail",
        "bidding_public",
        "info_received",
        "info_days",
        "relationship",
        "tax_negotiation",
        "predictability",
        "ba_role",
        "web_access",
    }
    assert (rules["planning"].reverse, rules["legal"].reverse) == (6, 6)
    assert rules["info_days"].measure == "median"
    assert rules["info_days"].where.source == "${received} = 'yes'"


def test_the_questionnaire_of_2018_is_worded_in_both_languages_everywhere():
    questionnaire = loading.load(pci_2018())

    for each in questionnaire.questions():
        texts = [each.text, each.help or each.text, each.unit or each.text]
        texts += [choice.text for choice in each.choices] + [row.text for row in each.rows]
        assert all(text.get("vi") and text.get("en") for text in texts), each.name


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        ({"name": "1st"}, "/sections/0/questions/0/name", "bad_name"),
        ({"name": "a_"}, "/sections/0/questions/0/name", "bad_name"),
        ({"name": "đất"}, "/sections/0/questions/0/name", "bad_name"),
        ({"name": "with"}, "/sections/0/questions/0/name", "reserved_name"),
        ({"name": "page_1"}, "/sections/0/questions/0/name", "duplicate"),
        ({"name": None}, "/sections/0/questions/0/name", "missing"),
        ({"kind": "essay"}, "/sections/0/questions/0/kind", "unknown_kind"),
        ({"kind": 3}, "/sections/0/questions/0/kind", "wrong_type"),
        ({"kind": "single"}, "/sections/0/questions/0/choices", "no_choices"),
        (
            {"kind": "matrix", "choices": choices("a", "b")},
            "/sections/0/questions/0/rows",
            "no_rows",
        ),
        ({"choices": choices("a", "b")}, "/sections/0/questions/0/choices", "choices_unused"),
        ({"rows": choices("a")}, "/sections/0/questions/0/rows", "rows_unused"),
        ({"kind": "calculated"}, "/sections/0/questions/0/calculation", "no_calculation"),
        (
            {"kind": "scale", "choices": choices("a", "b")},
            "/sections/0/questions/0/choices",
            "scale_codes",
        ),
        (
            {"kind": "single", "choices": choices("a", "A")},
            "/sections/0/questions/0/choices/1/code",
            "duplicate",
        ),
        (
            {"kind": "single", "choices": choices("a b", "c")},
            "/sections/0/questions/0/choices/0/code",
            "bad_code",
        ),
        (
            {
                "kind": "single",
                "choices": [*choices("a"), {"code": "b", "text": words("b"), "missing": "?"}],
            },
            "/sections/0/questions/0/choices/1/missing",
            "unknown_missing",
        ),
        ({"colour": "red"}, "/sections/0/questions/0/colour", "unknown_key"),
        ({"required": "yes"}, "/sections/0/questions/0/required", "wrong_type"),
        ({"decimals": -1}, "/sections/0/questions/0/decimals", "wrong_type"),
        ({"text": {"vi": 3}}, "/sections/0/questions/0/text/vi", "wrong_type"),
        ({"relevance": "${q2} = 1"}, "/sections/0/questions/0/relevance", "later_question"),
        ({"relevance": "${q1} = 1"}, "/sections/0/questions/0/relevance", "later_question"),
        ({"relevance": "${q9} = 1"}, "/sections/0/questions/0/relevance", "unknown_question"),
        ({"relevance": "1 )"}, "/sections/0/questions/0/relevance", "expression_syntax"),
        ({"relevance": "1 ="}, "/sections/0/questions/0/relevance", "expression_end"),
        ({"relevance": "log10(1)"}, "/sections/0/questions/0/relevance", "expression_function"),
        ({"relevance": "not()"}, "/sections/0/questions/0/relevance", "expression_arguments"),
        ({"relevance": ". = 1"}, "/sections/0/questions/0/relevance", "itself"),
        ({"help": words("After ${q2}")}, "/sections/0/questions/0", "piped_question"),
    ],
)
def test_a_fault_is_named_with_its_place(changed, path, code):
    first = {key: value for key, value in (question("q1") | changed).items() if value is not None}

    with pytest.raises(DocumentError) as refusal:
        loaded(first, question("q2"))

    assert (path, code) in [(problem.path, problem.code) for problem in refusal.value.problems]
    assert all(str(problem) for problem in refusal.value.problems)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"measure": "mode"}, "unknown_measure"),
        ({"items": []}, "no_items"),
        ({"items": ["gone"]}, "unknown_criterion_item"),
        ({"items": ["grid"]}, "unknown_criterion_item"),
        ({"items": ["grid.r9"]}, "unknown_criterion_item"),
        ({"items": ["words"]}, "not_numeric"),
        ({"measure": "share"}, "nothing_named"),
        ({"measure": "share", "named": ["z"]}, "unknown_named"),
        ({"where": "${gone} = 1"}, "unknown_question"),
    ],
)
def test_a_faulty_criterion_rule_is_refused(rule, code):
    grid = question("grid", "matrix", choices=choices("1", "2"))
    rules = [{"criterion": "planning", "measure": "mean", "items": ["grid.r1"], **rule}]

    with pytest.raises(DocumentError) as refusal:
        loaded(grid, question("words"), criteria=rules)

    assert [problem.code for problem in refusal.value.problems] == [code]


@pytest.mark.parametrize(
    "relevance", ["${q1} = 'yess'", "'yess' != ${q1}", "selected(${q1}, 'yess')", "${q1.r} = 1"]
)
def test_a_comparison_with_an_answer_nobody_can_give_is_refused(relevance):
    with pytest.raises(DocumentError) as refusal:
        loaded(question("q1", "single"), question("q2", relevance=relevance))

    assert refusal.value.problems[0].code in ("unknown_code", "unknown_row")


@pytest.mark.parametrize("junk", [None, [], "x", 3, {"sections": [3]}, {"sections": {"a": 1}}])
def test_what_is_no_document_at_all_is_refused(junk):
    with pytest.raises(DocumentError):
        loading.load(junk)


def test_columns_come_in_order_and_are_valid_names():
    questionnaire = loaded(
        question("say", "note"),
        question(
            "many",
            "multiple",
            choices=[*choices("x-y", "b"), {"code": "o", "text": words("o"), "other": True}],
        ),
        question("grid", "matrix"),
        question("order", "ranking"),
        question("n", "number"),
    )

    assert [column.name for column in columns(questionnaire)] == [
        "many_x_y",
        "many_b",
        "many_o",
        "many_text",
        "grid_r1",
        "grid_r2",
        "order_a",
        "order_b",
        "order_c",
        "n",
    ]


def test_columns_take_their_part_of_an_answer():
    many = question("many", "multiple")
    questionnaire = loaded(many, question("grid", "matrix"), question("order", "ranking"))
    answers = {"many": ["a", "c"], "grid": {"r2": "b"}, "order": ["c", "a"]}

    values = {column.name: column.value(answers) for column in columns(questionnaire)}

    assert [values[f"many_{code}"] for code in "abc"] == [1, 0, 1]
    assert (values["grid_r1"], values["grid_r2"]) == (None, "b")
    assert [values[f"order_{code}"] for code in "abc"] == [2, None, 1]
    assert all(column.value({}) is None for column in columns(questionnaire))


def test_two_questions_must_not_share_a_column():
    with pytest.raises(DocumentError) as refusal:
        loaded(question("a", "matrix"), question("a_r1"))

    assert refusal.value.problems[0].code == "duplicate_column"


def test_a_fingerprint_follows_wording_choices_and_coding_but_not_the_rest():
    plain = loaded(question("q", "single")).question("q")
    reworded = loaded(question("q", "single", text=words("Q?"))).question("q")
    recoded = loaded(question("q", "single", choices=choices("a", "b", "d"))).question("q")
    required = loaded(question("q", "single", required=True)).question("q")

    assert len({plain.fingerprint, reworded.fingerprint, recoded.fingerprint}) == 3
    assert (plain.coding == reworded.coding, plain.wording == reworded.wording) == (True, False)
    assert required.fingerprint == plain.fingerprint


def test_a_document_speaks_the_language_there_is():
    questionnaire = loaded(question("q", text={"vi": "Hỏi"}))

    assert questionnaire.words({"vi": "Hỏi"}, "en") == "Hỏi"
    assert questionnaire.words({}, "en") == ""


def test_all_problems_are_told_at_once():
    broken = data(question("1st"), question("2nd"), question("q", "essay"))

    with pytest.raises(DocumentError) as refusal:
        loading.load(broken)

    assert len(refusal.value.problems) == 2  # names are read first; kinds are looked at afterwards


def test_nothing_a_document_holds_is_lost_when_it_is_written():
    """Every field of every part is filled in here, so that a new one cannot be forgotten."""
    whole = {
        "help": words("h"), "unit": words("u"), "decimals": 2, "at_most": 1, "shuffle": True,
        "required": True, "relevance": "${n} > 1", "choice_filter": "g = '1'", "known": "size",
    }  # fmt: skip
    filtered = [
        {"code": "micro", "text": words("m"), "exclusive": True, "attributes": {"g": "1"}},
        {"code": "small", "text": words("s"), "missing": "na", "fixed": True},
        {"code": "large", "text": words("l"), "other": True},
    ]
    said = {"expression": ". != 'micro'", "message": words("no")}
    document = loading.load(
        data(
            question("n", "number"),
            question("size", "single", choices=filtered, constraints=[said], **whole),
            question("tel", "phone", mobile_only=True),
            question("sum", "calculated", calculation="${n} + 1"),
            question("grid", "matrix"),
        )
    )  # fmt: skip

    assert loading.load(loading.dump(document)) == document
    asked = [*document.questions(), *(c for q in document.questions() for c in q.choices)]
    for kind in (Question, Choice):
        for each in (each for each in fields(kind) if each.init and each.default is not MISSING):
            held = [getattr(one, each.name) for one in asked if isinstance(one, kind)]
            assert any(value != each.default for value in held), each.name
