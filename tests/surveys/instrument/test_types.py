"""Every kind of question keeps its promises, and no other code knows kinds by name."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from random import Random

import pytest
from django.template.loader import get_template

from surveys.instrument import loading, routing, types
from surveys.instrument.answer_checking import check_page, field_names
from surveys.instrument.columns import columns
from surveys.instrument.model import Question
from surveys.instrument.problems import DocumentError, gettext_noop
from surveys.instrument.types.kind import Kind, Property
from surveys.instrument.xlsform import export_xlsform, import_xlsform
from surveys.questionnaires.forms.questions import QuestionForm
from tests.surveys.instrument.documents import choices, data, loaded, question, words

ROOT = Path(__file__).resolve().parents[3]
APPS = ["accounts", "analysis", "config", "core", "dashboard", "demo", "dialogues", "directory",
        "pci", "plan", "surveys", "vietnam", "bench"]  # fmt: skip
OWN = {ROOT / "surveys/instrument/types"}
PLAIN = {"single", "multiple", "scale", "ranking", "matrix", "percent", "longtext", "calculated"}


# --- no other code knows kinds by name ------------------------------------------------------------


def literals(node):
    found = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {each for each in found if isinstance(each, str) and each in types.KINDS}


def names_kinds(node):
    """Whether a piece of code compares a kind with a name, or lists kinds by name."""
    if isinstance(node, ast.Compare):
        return bool(literals(node)) and bool(re.search(r"kind|types\b", ast.unparse(node)))
    if isinstance(node, ast.Match):
        return "kind" in ast.unparse(node.subject)
    if isinstance(node, ast.Set | ast.List | ast.Tuple | ast.Dict):
        parts = node.keys if isinstance(node, ast.Dict) else node.elts
        listed = {each.value if isinstance(each, ast.Constant) else None for each in parts}
        return len(listed) > 1 and listed <= types.KINDS.keys() and bool(PLAIN & listed)
    return False


def python_files():
    """All files that know questionnaires; “kind” and “phone” mean other things in the others."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            is_own = OWN & {*path.parents} or "migrations" in path.parts
            if not is_own and "surveys.instrument" in path.read_text(encoding="utf-8"):
                yield path


def test_no_code_outside_the_types_names_kinds():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:80]}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if names_kinds(node)
    ]

    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "question.kind == 'matrix'",
        "q.kind in ('note', 'calculated')",
        "data.get('kind') != 'text'",
        "types.of(question).name == 'date'",
        "{'single': 1, 'matrix': 2}[name]",
        "LISTS = ['multiple', 'ranking']",
    ],
)
def test_a_comparison_with_a_kind_would_be_found(code):
    assert any(names_kinds(node) for node in ast.walk(ast.parse(code)))


def test_no_template_or_script_names_kinds():
    named = "|".join(types.KINDS)
    asks = re.compile(rf"{{%\s*(el)?if\b[^%]*\bkind\b[^%]*\"({named})\"")
    templates = (ROOT / "templates").rglob("*.html")
    assert [path.name for path in templates if asks.search(path.read_text("utf-8"))] == []
    scripts = (ROOT / "static/js").glob("*.js")
    assert [path.name for path in scripts if "dataset.kind" in path.read_text("utf-8")] == []


# --- what every kind keeps ------------------------------------------------------------------------

ANSWERS = {
    "single": "b",
    "multiple": ["a", "c"],
    "scale": "4",
    "matrix": {"r1": "a", "r2": "c"},
    "ranking": ["c", "a"],
    "number": 12,
    "percent": 12.5,
    "date": "2018-11-25",
    "time": "07:30",
    "text": "Đắk Nông",
    "longtext": "dòng 1\ndòng 2",
    "phone": "0912345678",
    "file": "paper",
}
asked = [kind for kind in types.KINDS.values() if kind.is_asked]
each_asked = pytest.mark.parametrize("kind", asked, ids=[kind.name for kind in asked])


def of_kind(kind, **more):
    if "calculation" in kind.uses:
        more["calculation"] = "1 + 1"
    return question("q", kind.name, **more)


def test_every_module_brings_a_kind_of_its_own_name():
    assert [module.KIND.name for module in types.MODULES] == [
        module.__name__.rpartition(".")[2] for module in types.MODULES
    ]
    folder = ROOT / "surveys/instrument/types"
    shared = {"__init__", "choices", "coding", "kind", "posted"}
    assert {path.stem for path in folder.glob("*.py")} - shared == types.KINDS.keys()


def test_every_kind_has_a_template_and_words_for_the_editor():
    shown = [kind for kind in types.KINDS.values() if kind.is_shown]

    assert all(get_template(f"answering/kinds/{kind.widget}.html") for kind in shown)
    assert all(kind.label for kind in types.KINDS.values())
    widgets = {kind.widget for kind in shown}
    assert {path.stem for path in (ROOT / "templates/answering/kinds").glob("*")} == widgets


def test_the_page_on_adding_a_kind_names_everything_a_kind_may_decide():
    page = (ROOT / "docs/how-to/add-a-question-type.md").read_text(encoding="utf-8")
    may_differ = {name for name in vars(Kind) if not name.startswith("_")}

    assert sorted(name for name in may_differ if not re.search(rf"\b{name}\b", page)) == []


def test_no_two_kinds_claim_one_row_of_xlsform():
    rows = [row for kind in types.KINDS.values() for row in kind.xlsform_rows]

    assert len(rows) == len(set(rows))


def test_properties_of_kinds_have_names_that_no_question_uses():
    taken = {each.name for each in fields(Question)} | {"constraints", "choices", "rows"}
    own = [each.name for kind in types.KINDS.values() for each in kind.properties]

    assert len(own) == len(set(own))
    assert not taken & {*own}


@each_asked
def test_an_answer_survives_being_posted_and_read(kind):
    document, value = loaded(of_kind(kind)), ANSWERS[kind.name]
    for language in ("vi", "en"):
        posted = dict(kind.post(document.question("q"), value, language))

        checked = check_page(document, "page_1", posted, {}, language)

        assert (checked.values["q"], checked.errors) == (value, {})
        assert posted.keys() <= {*field_names(document.question("q"))}


@each_asked
@pytest.mark.parametrize("more", [{}, {"mobile_only": True, "picture_only": True, "at_most": 1}])
def test_every_kind_draws_answers_that_its_questions_take(kind, more):
    own = {each.name for each in kind.properties} | ({"at_most"} if kind.is_list else set())
    document = loaded(of_kind(kind, **{key: more[key] for key in more.keys() & own}))
    asked, chance = document.question("q"), Random(13)

    drawn = [kind.draw(asked, chance) for _each in range(30)]

    assert len({str(each) for each in drawn}) > 2
    for value in drawn:
        checked = check_page(document, "page_1", dict(kind.post(asked, value, "vi")), {}, "vi")
        assert (checked.values["q"], checked.errors) == (value, {})


@each_asked
def test_an_answer_survives_being_typed_from_paper(kind):
    asked, value = loaded(of_kind(kind)).question("q"), ANSWERS[kind.name]

    assert kind.read_entry(asked, kind.write_entry(asked, value)) == value


@each_asked
def test_an_answer_fills_its_columns(kind):
    document = loaded(of_kind(kind))

    cells = [column.value({"q": ANSWERS[kind.name]}) for column in columns(document)]

    assert any(cell not in (None, "") for cell in cells)
    assert all(isinstance(cell, str | int | float | None) for cell in cells)


@pytest.mark.parametrize("kind", types.KINDS.values(), ids=[*types.KINDS])
def test_a_question_survives_the_way_out_to_xlsform_and_back(kind):
    document = loaded(question("before"), of_kind(kind))

    imported = import_xlsform(export_xlsform(document))

    assert [str(remark) for remark in imported.remarks] == []
    assert imported.document == document


# --- a kind nobody has thought of yet -------------------------------------------------------------


class Stars(Kind):
    name = "stars"
    label = "stars"
    is_number = True
    rewrites = (("\\*", "x"),)
    sentences = {"too_few": gettext_noop("“%(name)s” needs more stars.")}
    properties = (
        Property("most", "whole", "How many at most"),
        Property("halves", "flag", "Halves as well"),
        Property("sign", "string", "The sign"),
    )

    def problems(self, question):
        if not question.properties.get("most"):
            yield "most", "too_few"


@pytest.fixture
def stars(monkeypatch):
    monkeypatch.setitem(types.KINDS, "stars", Stars())
    return {"name": "q", "kind": "stars", "text": words("q"), "most": 5, "halves": True}


def test_properties_of_a_kind_are_read_written_and_part_of_its_coding(stars):
    document = loaded(stars)

    asked = document.question("q")
    assert asked.properties == {"most": 5, "halves": True}
    assert loading.dump(document)["sections"][0]["questions"] == [stars]
    assert loaded(stars | {"most": 4}).question("q").coding != asked.coding
    assert loaded(stars | {"halves": False}).question("q").properties == {"most": 5}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"most": "five"}, "“most” must be a whole number."),
        ({"halves": 1}, "“halves” must be true or false."),
        ({"sign": 2}, "“sign” must be a text."),
        ({"most": 0}, "“q” needs more stars."),
        ({"kind": "text"}, "Unknown property “most”."),
    ],
)
def test_what_a_kind_does_not_take_is_refused_with_its_place(stars, wrong, sentence):
    with pytest.raises(DocumentError, match=re.escape(sentence)):
        loaded(stars | wrong)


def test_properties_travel_through_xlsform(stars):
    document = loaded(stars | {"sign": "★"})

    assert import_xlsform(export_xlsform(document)).document == document


def test_the_editor_offers_properties_and_drops_those_of_other_kinds(stars):
    page = {"name": "q", "text_vi": "q", "most": "5", "halves": "on", "sign": ""}
    form = QuestionForm({**page, "kind": "text"}, part={})

    assert form.is_valid()
    assert str(form.fields["most"].label) == "How many at most (stars)"
    assert not {"most", "halves", "sign"} & form.data_of_part().keys()
    form.cleaned_data["kind"] = "stars"
    assert form.data_of_part()["most"] == 5


def test_conditions_in_the_browser_know_what_becomes_of_the_typed(stars):
    document = loaded(stars, question("why", relevance="${q} = 'x'"), question("plain"))

    rules = routing.page(document, "page_1", {}, "vi", "seed").script["questions"]

    assert [rule.get("rewrites") for rule in rules] == [(("\\*", "x"),), None, None]


def test_a_draft_that_names_no_kind_is_refused_by_name():
    with pytest.raises(DocumentError, match="“unheard” is not a kind of question"):
        loading.load(data(question("q", "unheard", choices=choices("a", "b"))))
