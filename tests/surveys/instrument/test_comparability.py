from copy import deepcopy

from surveys.instrument import loading
from surveys.instrument.comparability import Change, compare
from tests.surveys.instrument.documents import loaded, pci_2018, question, words


def changed_2018(change):
    data = deepcopy(pci_2018())
    change({q["name"]: q for section in data["sections"] for q in section["questions"]}, data)
    return compare(loading.load(pci_2018()), loading.load(data))


def criteria(comparison):
    return {each.criterion: each.change for each in comparison.criteria}


def test_a_version_like_the_last_changes_nothing():
    comparison = changed_2018(lambda questions, data: None)

    assert comparison.changed() == ()
    assert set(criteria(comparison).values()) == {Change.SAME}


def test_a_word_changed_in_one_language_is_told_with_the_criterion_it_touches():
    def change(questions, data):
        questions["relationship"]["text"]["en"] += "!"

    comparison = changed_2018(change)

    assert [(e.name, e.change, e.languages) for e in comparison.changed()] == [
        ("relationship", Change.WORDED, ("en",))
    ]
    assert [each.criterion for each in comparison.broken_trends()] == ["relationship"]


def test_a_choice_added_is_a_change_of_coding():
    def change(questions, data):
        questions["budget_used"]["choices"].append({"code": "maybe", "text": words("Có lẽ")})

    comparison = changed_2018(change)

    broken = {each.criterion: each for each in comparison.broken_trends()}
    assert set(broken) == {"budget_detail", "budget_timely"}  # their base asks for it
    assert broken["budget_detail"].change is Change.RECODED


def test_a_condition_of_the_section_is_a_change_of_coding():
    def change(questions, data):
        data["sections"][4]["relevance"] = "${member} = 'yes'"

    comparison = changed_2018(change)

    assert criteria(comparison)["ba_role"] is Change.RECODED


def test_a_new_rule_breaks_the_trend_though_no_question_changed():
    def change(questions, data):
        data["criteria"][0]["items"] = data["criteria"][0]["items"][:5]

    comparison = changed_2018(change)

    assert comparison.changed() == ()
    assert [(e.criterion, e.rule_changed) for e in comparison.broken_trends()] == [
        ("planning", True)
    ]


def test_questions_and_criteria_come_and_go():
    rule = {"criterion": "info_days", "measure": "median", "items": ["n"]}
    old = loaded(question("a"), question("n", "number"), criteria=[rule])
    new = loaded(question("n", "number"), question("b"), criteria=[{**rule, "criterion": "x"}])

    comparison = compare(old, new)

    assert {each.name: each.change for each in comparison.changed()} == {
        "b": Change.NEW,
        "a": Change.GONE,
    }
    assert criteria(comparison) == {"x": Change.NEW, "info_days": Change.GONE}


def test_making_a_question_required_keeps_the_trend():
    comparison = compare(loaded(question("a")), loaded(question("a", required=True)))

    assert comparison.changed() == ()
