"""No template is empty, and every part of a page holds what it says it takes."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from scripts.bundle.making import BUNDLES, leave_out_unused

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*"))
COMMENT = re.compile(r"{%\s*comment\s*%}(.*?){%\s*endcomment\s*%}", re.DOTALL)
SILENT = re.compile(r"{%\s*comment\b.*?endcomment\s*%}|{#.*?#}|{%\s*load\b.*?%}", re.DOTALL)
TAKEN = re.compile(r"^  (\w+) {2,}\S", re.MULTILINE)
INCLUDED = re.compile(r"""{% include "([^"#]+)(?:#\w+)?"(?: with (.*?))? only %}""")
COMPONENT = re.compile(r"""{% component "(\w+)"(.*?)%}""")
PASSED = re.compile(r"(?:^|\s)(\w+)=")
OF_EVERY_PAGE = {"request", "csrf_token", "content"}


@cache
def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def says(name: str) -> str:
    """What is left of a template without its comments and loads."""
    return SILENT.sub("", source(name))


def taken_by(name: str) -> set[str]:
    """The values a part says it takes."""
    comment = COMMENT.search(source(name))
    return set(TAKEN.findall(comment[1])) if comment else set()


def uses() -> Iterator[tuple[str, str, set[str]]]:
    """Each place where a part is put in, which part it is, and the values it is given."""
    for name in NAMES:
        text = SILENT.sub("", source(name))
        for part, given in INCLUDED.findall(text):
            yield name, part, set(PASSED.findall(given))
        for part, given in COMPONENT.findall(text):
            yield name, f"components/{part}.html", set(PASSED.findall(given))


PARTS = sorted({part for _place, part, _given in uses()})


@pytest.mark.parametrize("name", NAMES)
def test_no_template_is_empty(name):
    assert says(name).strip()


def test_there_are_parts_to_look_at():
    assert len(NAMES) > 250
    assert len(PARTS) > 60
    assert len(list(uses())) > 500


@pytest.mark.parametrize("part", PARTS)
def test_a_part_says_what_it_is_and_holds_every_value_it_says_it_takes(part):
    assert COMMENT.search(source(part)), "a comment says what the part shows and takes"
    body = says(part)
    unused = {name for name in taken_by(part) if not re.search(rf"\b{name}\b", body)}
    assert unused - OF_EVERY_PAGE == set()


def test_a_part_is_given_nothing_it_does_not_take():
    surplus = {
        (place, part): names
        for place, part, given in uses()
        if (names := given - taken_by(part) - OF_EVERY_PAGE)
    }
    assert surplus == {}


def test_every_part_is_put_in_somewhere():
    folders = ("parts/", "components/")
    kept = {name for name in NAMES if any(folder in name for folder in folders)}
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("core", "surveys", "dialogues", "analysis", "dashboard", "pci", "directory",
                       "accounts", "plan", "config")
        for path in (ROOT / folder).rglob("*.py")
    )  # fmt: skip
    pages = "".join(says(name) for name in NAMES)
    forgotten = {
        name
        for name in kept - set(PARTS)
        if f'"{name}' not in code and f'"{name}' not in pages and Path(name).stem not in code
    }
    assert kept
    assert forgotten == set()


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: str(bundle.made))
def test_what_answering_pages_load_is_made_of_its_sources_as_they_are(bundle):
    assert bundle.is_current(), "npm install in scripts/bundle, then python -m scripts.bundle"


def test_the_style_of_answering_pages_holds_the_tokens_it_asks_for_and_no_others():
    style = (ROOT / "static/css/answering.css").read_text(encoding="utf-8")
    held = set(re.findall(r"(?<=[{;])(--[\w-]+):", style))

    assert len(held) > 30
    assert held == set(re.findall(r"var\((--[\w-]+)", style))


def test_a_token_only_an_unused_one_asks_for_is_left_out():
    css = ":root{--a: 1px;--b: var(--a);--c: 2px}.q--d:has(p){margin:var(--c)}"
    assert leave_out_unused(css) == ":root{--c: 2px}.q--d:has(p){margin:var(--c)}"


TYPED = re.compile(r"""{{ form|field\.html|<textarea|<input(?![^>]*"(?:hidden|checkbox|radio)")""")
NAMED = re.compile(r"""<button(?![^>]*type="button")[^>]*\bname="(\w+)" value""")


def forms_with_a_choice() -> Iterator[tuple[str, str]]:
    """Forms in which text is typed and that several named buttons send."""
    for name in NAMES:
        for form in re.findall(r"<form\b.*?</form>", says(name), re.DOTALL):
            if TYPED.search(form) and len(NAMED.findall(form)) > 1:
                yield name, form


def test_enter_in_a_field_does_what_can_be_taken_back():
    found = list(forms_with_a_choice())

    assert len(found) > 6
    assert [name for name, form in found if "components/enter.html" not in form] == []


GET_FORM = re.compile(r"""<form\b[^>]*method="get".*?</form>""", re.DOTALL)


def test_no_form_whose_values_stand_in_the_address_holds_the_seal_of_a_session():
    forms = [(name, form) for name in NAMES for form in GET_FORM.findall(source(name))]

    assert len(forms) > 5
    assert [name for name, form in forms if "{% csrf_token %}" in form] == []
