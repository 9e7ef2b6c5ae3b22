import pytest

from surveys.instrument import loading, types
from surveys.instrument.advice import possible, review
from tests.surveys.instrument.documents import loaded, pci_2018, question, words

EDITION_2017 = frozenset(
    [
        "planning",
        "legal",
        "budget_detail",
        "budget_timely",
        "bidding_public",
        "info_received",
        "info_days",
        "relationship",
        "tax_negotiation",
        "predictability",
        "ba_role",
        "web_access",
    ]
)


def codes(questionnaire, criteria=frozenset()):
    return [(finding.code, finding.name) for finding in review(questionnaire, criteria)]


def test_an_answer_that_tells_who_gave_it_is_pointed_out(monkeypatch):
    monkeypatch.setattr(types.KINDS["text"], "is_personal", True)
    document = loaded(question("n", "number"), question("me"))

    found = [each for each in review(document) if each.code == "tells_who"]

    assert [(each.name, each.is_grave) for each in found] == [("me", False)]


@pytest.mark.parametrize(
    ("condition", "is_vain"),
    [
        ("${at} < '12:00'", True),
        ("not(${at} >= 'noon')", True),
        ("${at} = '12:00'", False),
        ("${at} <= '2018-11-25' and ${at} > '7'", False),
        ("${at} > ''", False),
    ],
)
def test_comparisons_that_never_hold_are_pointed_out(condition, is_vain):
    document = loaded(question("at"), question("why", relevance=condition))

    found = [each for each in review(document) if each.code == "never_holds"]

    assert [(each.name, each.is_grave) for each in found] == [("why", True)] * is_vain


def test_the_questionnaire_of_2018_leaves_nothing_to_remark():
    assert review(loading.load(pci_2018()), EDITION_2017) == []


@pytest.mark.parametrize(
    "relevance",
    [
        "${one} = 'a' and ${one} = 'b'",
        "${n} > 5 and ${n} < 5",
        "false()",
        "selected(${many}, 'a') and ${many} = ''",
        "${after} != '' and ${one} = 'b'",
    ],
)
def test_a_question_nobody_can_reach_is_found(relevance):
    questionnaire = loaded(
        question("one", "single"),
        question("many", "multiple"),
        question("n", "number"),
        question("after", "single", relevance="${one} = 'a'"),
        question("q", relevance=relevance),
    )

    assert codes(questionnaire) == [("unreachable", "q")]


@pytest.mark.parametrize(
    "relevance", ["${one} = 'a'", "${n} > 5", "selected(${many}, 'b')", "${t} = 'x'", "${t} != ''"]
)
def test_a_question_somebody_reaches_is_left_alone(relevance):
    questionnaire = loaded(
        question("one", "single"),
        question("many", "multiple"),
        question("n", "number"),
        question("t"),
        question("q", relevance=relevance),
    )

    assert codes(questionnaire) == []


def test_a_condition_that_always_holds_is_remarked():
    questionnaire = loaded(question("n", "number"), question("q", relevance="${n} = ${n}"))

    assert codes(questionnaire) == [("always_asked", "q")]


def test_what_cannot_be_tried_out_is_not_called_unreachable():
    many = [question(f"s{i}", "scale") for i in range(9)]
    condition = " and ".join(f"${{s{i}}} = '1'" for i in range(9))
    questionnaire = loaded(*many, question("q", relevance=condition))

    assert possible(questionnaire, [questionnaire.question("q").relevance]) is None
    assert codes(questionnaire) == []


def test_missing_translations_are_named():
    questionnaire = loaded(
        question("q", text={"vi": "Hỏi"}), question("r", help={"vi": "", "en": "Help"})
    )

    assert [(f.name, f.params["languages"]) for f in review(questionnaire)] == [
        ("q", "en"),
        ("r", "vi"),
    ]


def test_a_text_missing_in_several_languages_is_one_thing_to_do():
    questionnaire = loaded(question("q"), languages=["vi", "en", "ko", "ja"])

    found = [(f.name, f.params["languages"]) for f in review(questionnaire)]
    assert ("q", "ko ja") in found
    assert len(found) == len({name for name, _missing in found})


def test_criteria_without_a_question_and_without_an_edition_are_named():
    rule = {"criterion": "legal", "measure": "median", "items": ["n"]}
    questionnaire = loaded(question("n", "number"), criteria=[rule])

    assert codes(questionnaire, frozenset({"planning"})) == [
        ("no_criterion", "tried"),
        ("unknown_criterion", "tried"),
    ]


def test_a_criterion_about_some_must_say_about_whom():
    rule = {"criterion": "days", "measure": "median", "items": ["n"]}
    asked = [question("a", "single"), question("n", "number", relevance="${a} = 'a'")]

    assert codes(loaded(*asked, criteria=[rule])) == [("conditional_criterion", "n")]
    assert codes(loaded(*asked, criteria=[{**rule, "where": "${a} = 'a'"}])) == []


def test_other_slips_are_remarked():
    questionnaire = loaded(
        languages=["vi"],
        sections=[{"name": "p", "title": words("p"), "questions": []}],
        contradictions=[{"name": "c", "expression": "1 = 2", "message": words("c")}],
    )

    assert codes(questionnaire) == [
        ("one_language", "tried"),
        ("empty_section", "p"),
        ("never_contradicts", "c"),
    ]
    assert all(str(finding) for finding in review(questionnaire))


def test_a_choice_that_no_answer_brings_up_is_found():
    offered = [
        {"code": code, "text": words(code), "attributes": {"region": region}}
        for code, region in (("x", "a"), ("y", "nowhere"))
    ]
    asked = question("q", "single", choices=offered, choice_filter="region = ${one}")
    found = review(loaded(question("one", "single"), asked))

    assert [(each.code, each.name, each.params["choice"]) for each in found] == [
        ("never_offered", "q", "y")
    ]


def test_conditions_with_patterns_are_not_judged():
    questionnaire = loaded(question("t"), question("q", relevance="regex(${t}, '[0-9]{10}')"))

    assert codes(questionnaire) == []
