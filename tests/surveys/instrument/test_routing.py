from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument import loading, routing
from surveys.instrument.piping import repeat_answer
from tests.surveys.instrument.documents import choices, loaded, pci_2018, question, words

PCI = loading.load(pci_2018())


def three_pages():
    return loaded(
        sections=[
            {"name": "p1", "title": words("1"), "questions": [question("a", "single")]},
            {
                "name": "p2",
                "title": words("2"),
                "relevance": "${a} = 'a'",
                "questions": [question("b", "single")],
            },
            {
                "name": "p3",
                "title": words("3"),
                "questions": [
                    question("c", relevance="${b} = 'a'"),
                    question("d", "calculated", calculation="1"),
                ],
            },
            {"name": "p4", "title": words("4"), "questions": [question("e")]},
        ]
    )


def test_only_sections_with_something_to_ask_are_visible():
    assert routing.visible(three_pages(), {}) == ["p1", "p4"]
    assert routing.visible(three_pages(), {"a": "a"}) == ["p1", "p2", "p4"]
    assert routing.visible(three_pages(), {"a": "a", "b": "a"}) == ["p1", "p2", "p3", "p4"]


def test_an_answer_no_longer_asked_for_counts_for_nothing():
    answers = {"a": "b", "b": "a", "c": "left over"}

    assert routing.visible(three_pages(), answers) == ["p1", "p4"]
    assert routing.relevant_answers(three_pages(), answers) == {"a": "b", "d": 1}


def test_neighbours_skip_what_is_not_asked():
    assert (
        routing.next_section(three_pages(), "p1", routing.walk(three_pages(), {"a": "b"})) == "p4"
    )
    assert (
        routing.previous_section(three_pages(), "p4", routing.walk(three_pages(), {"a": "a"}))
        == "p2"
    )
    assert routing.next_section(three_pages(), "p4", routing.walk(three_pages(), {})) is None
    assert routing.previous_section(three_pages(), "p1", routing.walk(three_pages(), {})) is None


def test_the_filters_of_2018_give_the_right_bases():
    asked = {"asked": "yes", "received": "yes", "days": 4}
    not_asked = {"asked": "no", "received": "yes", "days": 4, "budget_detail": "yes"}

    assert routing.relevant_answers(PCI, asked) == asked
    assert routing.relevant_answers(PCI, not_asked) == {"asked": "no"}


def test_a_page_shows_what_may_yet_be_asked_and_says_whether_it_is():
    page = routing.page(PCI, "requests", {"asked": "yes", "received": "no"}, "vi", "seed")

    shown = {each.name: (each.visible, each.conditional) for each in page.questions}
    assert shown == {
        "asked": (True, False),
        "asked_agency": (True, True),
        "received": (True, True),
        "days": (False, True),
        "not_received": (True, True),
    }
    assert (page.number, page.of) == (3, 10)


def test_what_earlier_pages_ruled_out_is_on_the_page_unseen():
    questionnaire = three_pages()

    shown = routing.page(questionnaire, "p3", {"a": "a", "b": "b"}, "vi", "s").questions

    assert {each.visible for each in shown} == {False}


def test_the_script_of_a_page_carries_trees_and_only_answers_that_decide():
    page = routing.page(three_pages(), "p3", {"a": "a", "b": "a"}, "vi", "s")

    assert page.script["answers"] == {"a": "a", "b": "a"}
    assert page.script["questions"][0]["relevance"] == (
        "compare",
        "=",
        ("ref", "b", ""),
        ("text", "a"),
    )


def test_a_year_is_written_without_grouping_and_an_amount_with_it():
    form = loaded(
        question("founded", "number"),
        question("fee", "number", unit={"vi": "nghìn đồng"}),
    )
    answers = {"founded": 2015, "fee": 2015}

    assert repeat_answer(form, "founded", answers, "vi") == "2015"
    assert repeat_answer(form, "fee", answers, "vi") == "2.015"


def test_earlier_answers_are_repeated_in_words():
    other = [*choices("a", "b"), {"code": "o", "text": words("o"), "other": True}]
    questionnaire = loaded(
        question("one", "single", choices=other),
        question("many", "multiple"),
        question("n", "number", decimals=1),
        question("day", "date"),
        question("q", text={"vi": "${one}; ${many}; ${n}; ${day}", "en": "${many}; ${n}"}),
    )
    answers = {
        "one": "o",
        "one_other": "lời",
        "many": ["a", "b", "c"],
        "n": 1234.5,
        "day": "2018-11-05",
    }

    def text(language, given=answers):
        return routing.page(questionnaire, "page_1", given, language, "s").questions[-1].text

    assert text("vi") == "lời; a, b và c; 1.234,5; 05/11/2018"
    assert text("en") == "a (en), b (en) and c (en); 1,234.5"
    assert text("vi", {}) == "…; …; …; …"


def test_choices_are_shuffled_by_the_seed_and_some_keep_their_place():
    question_ = PCI.question("need_kinds")

    orders = [[c.code for c in routing.shuffle_choices(question_, str(seed))] for seed in range(20)]

    assert len({tuple(order) for order in orders}) > 10
    assert all(order[-2:] == ["other", "none"] for order in orders)
    assert all(sorted(order) == sorted(c.code for c in question_.choices) for order in orders)
    assert orders[3] == [c.code for c in routing.shuffle_choices(question_, "3")]


def test_a_calculated_question_is_computed_on_the_way():
    questionnaire = loaded(
        question("n", "number"),
        question("twice", "calculated", calculation="${n} * 2"),
        question("why", relevance="${twice} > 10"),
    )

    assert routing.walk(questionnaire, {"n": 6}).answers == {"n": 6, "twice": 12}
    assert "why" in routing.walk(questionnaire, {"n": 6}).questions
    assert "why" not in routing.walk(questionnaire, {"n": 5}).questions


ANY = st.none() | st.text(max_size=3) | st.integers() | st.lists(st.text(max_size=2), max_size=2)


@given(st.dictionaries(st.sampled_from([q.name for q in PCI.questions()]), ANY))
def test_the_way_through_is_the_same_forwards_and_backwards(answers):
    passed = routing.walk(PCI, answers)
    way = list(passed.sections)

    assert [routing.next_section(PCI, name, passed) for name in way] == [*way[1:], None]
    assert [routing.previous_section(PCI, name, passed) for name in way] == [None, *way[:-1]]
    kept = routing.relevant_answers(PCI, answers)
    assert routing.relevant_answers(PCI, kept) == kept


def districts():
    """One question whose choices depend on another of the same page."""
    offered = [
        {"code": code, "text": words(code), "attributes": {"province": province}}
        for code, province in (("d1", "a"), ("d2", "a"), ("d3", "b"))
    ]
    return loaded(
        question("province", "single"),
        question("district", "single", choices=offered, choice_filter="province = ${province}"),
        question("many", "multiple", choices=offered, choice_filter="province = ${province}"),
    )


def test_an_answer_no_longer_offered_counts_for_nothing():
    answers = {"province": "b", "district": "d1", "many": ["d1", "d3"]}

    assert routing.relevant_answers(districts(), answers) == {"province": "b", "many": ["d3"]}


def test_a_question_without_any_choice_to_offer_is_not_asked():
    assert routing.walk(districts(), {"province": "b"}).questions == {
        "province",
        "district",
        "many",
    }
    assert routing.walk(districts(), {"province": "c"}).questions == {"province"}


def test_a_page_leaves_choices_in_that_may_come_back_and_others_out():
    here = routing.page(districts(), "page_1", {"province": "a"}, "vi", "s").questions[1]
    assert [(choice.code, choice.filtered) for choice in here.choices] == [
        ("d1", True), ("d2", True), ("d3", True),
    ]  # fmt: skip

    asked = districts().sections[0].questions
    sections = [
        {"name": f"p{at}", "title": words("p"), "questions": [loading.dump_question(each)]}
        for at, each in enumerate(asked)
    ]
    later = routing.page(loaded(sections=sections), "p1", {"province": "a"}, "vi", "s").questions[0]
    assert [(choice.code, choice.filtered) for choice in later.choices] == [
        ("d1", False), ("d2", False),
    ]  # fmt: skip
