"""The papers say what is true: files, commands, floors, folders and releases they name exist."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

from scripts import folder_table

ROOT = Path(__file__).resolve().parent.parent
PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
APPS = folder_table.APPS
# by programs, not by us
MADE = ("var/", "staticfiles/", ".venv/", ".pytest_cache/", "static/fonts", "media/")
QUOTED = re.compile(r"`([^`\n]+)`")


def named(paper):
    return str(paper.relative_to(ROOT))


def text_of(paper):
    return paper.read_text(encoding="utf-8")


def quoted(text):
    """What stands in back-ticks: on a line of prose, and word by word in blocks of code."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from QUOTED.findall(prose)
    for block in re.findall(r"^```(?:sh|text)?\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        yield from block.split()


def contract(name):
    [found] = [
        each for each in PROJECT["tool"]["importlinter"]["contracts"] if each["name"] == name
    ]
    return found


# --- what papers name exists ----------------------------------------------------------------------


def missing_paths(text):
    tops = {path.name for path in ROOT.iterdir()}
    for words in quoted(text):
        for word in re.findall(r"[\w.*/{}-]+", words):
            top, slash, _rest = word.partition("/")
            is_path = bool(slash) and top in tops and not word.startswith(MADE)
            is_meant = not re.search(r"[*{}]|\b[A-Z]{3,}\b", word)  # APP and NAME stand for any
            if is_path and is_meant and not (ROOT / word.rstrip(".")).exists():
                yield word


def missing_members(text):
    """Dotted names of ours whose module or member is gone."""
    for words in quoted(text):
        for word in re.findall(r"\b[a-z_]\w*(?:\.\w+)+", words):
            parts = word.split(".")
            is_ours = parts[0] in APPS and parts[-1] not in {"py", "json", "md", "html", "yaml"}
            if is_ours and not is_found(parts):
                yield word


def is_found(parts):
    if len(parts) == 2 and parts[1].istitle():  # a model, as Django names it
        files = (ROOT / parts[0]).rglob("*.py")
        return any(f"\nclass {parts[1]}(" in file.read_text(encoding="utf-8") for file in files)
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.is_file():
                source = file.read_text(encoding="utf-8")
                return all(re.search(rf"\b{name}\b", source) for name in parts[length:])
    return False


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_every_file_and_member_a_paper_names_exists(paper):
    text = text_of(paper)
    assert sorted({*missing_paths(text), *missing_members(text)}) == []


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_every_link_leads_somewhere(paper):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)", text_of(paper))
    gone = [
        link for link in links if "://" not in link and not (paper.parent / link).resolve().exists()
    ]
    assert gone == []


def test_a_path_that_is_gone_and_a_member_that_is_gone_are_found():
    text = (
        "See `core/nowhere.py`, `core/text.py`, `core/APP/x.py`, `core.text.sort_key`,"
        " `core.text.no_key`, `core.Nobody` and `accounts.User`."
    )
    assert list(missing_paths(text)) == ["core/nowhere.py"]
    assert list(missing_members(text)) == ["core.text.no_key", "core.Nobody"]


def make_targets():
    makefile = text_of(ROOT / "Makefile")
    return set(re.findall(r"^([a-z][\w-]*):", makefile, flags=re.MULTILINE))


def test_every_target_and_command_named_exists():
    targets, commands = make_targets(), set(get_commands())
    assert {"demo", "test", "check"} <= targets
    told = "\n".join(text_of(paper) for paper in PAPERS)
    asked = set(re.findall(r"(?:`|^|&& )make ([a-z][\w-]*)", told, flags=re.MULTILINE))
    assert len(asked) > 5
    assert asked - targets == set()
    assert set(re.findall(r"manage\.py ([a-z]\w+)", told)) - commands == set()


def test_every_target_says_what_it_does_and_is_no_file():
    makefile = text_of(ROOT / "Makefile")
    [phony] = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    told = set(re.findall(r"^([a-z][\w-]*):.*##", makefile, flags=re.MULTILINE))
    assert set(phony.split()) == told == make_targets()


EXAMPLE = re.compile(r"^```\w+\n(?:# |{# )(\S+)(?: #})?\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall(text_of(ROOT / "docs" / "style.md"))


def strip_lines(text):
    return "\n".join(line.strip() for line in text.strip().splitlines())


@pytest.mark.parametrize(("file", "lines"), EXAMPLES, ids=[f"{file}" for file, _ in EXAMPLES])
def test_examples_of_style_stand_in_the_code_word_by_word(file, lines):
    assert strip_lines(lines) in strip_lines(text_of(ROOT / file))


def test_every_block_of_style_names_its_file():
    assert len(EXAMPLES) == text_of(ROOT / "docs" / "style.md").count("```") / 2 > 10


# --- architecture ---------------------------------------------------------------------------------


def drawn_floors(page):
    """The apps of each floor of the drawing, from the top."""
    drawing = page.partition("<!-- floors:")[2].partition("<!-- end of floors -->")[0]
    floors = []
    for line in drawing.splitlines():
        rooms = [room.split() for room in line.strip("│ ").split("│")]
        names = {room[0] for room in rooms if room and room[0] in APPS}
        if line.startswith("│") and names:
            floors.append(names)
    return floors


def test_the_drawing_shows_the_floors_that_the_linter_keeps():
    layers = contract("Apps stand on floors")["layers"]
    floors = [{name.strip() for name in layer.split("|")} for layer in layers]
    assert drawn_floors(text_of(folder_table.PAGE)) == floors
    assert set().union(*floors) == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_the_pure_packages_are_those_that_the_linter_keeps_from_django():
    page = text_of(folder_table.PAGE)
    line = page.partition("**Pure packages know no Django**")[2].partition(". They")[0]
    pure = {name.replace("/", ".") for name in QUOTED.findall(line)}
    assert pure == set(contract("Pure packages know no Django")["source_modules"])


def test_the_table_of_folders_is_what_the_folders_say():
    page = text_of(folder_table.PAGE)
    assert folder_table.with_table(page) == page, "run make fmt"
    assert page.count("/  ") > 60


def test_every_folder_says_in_one_sentence_what_lives_there():
    silent = [
        str(folder)
        for folder in folder_table.packages()
        if not re.fullmatch(r"[A-Z].{10,110}\.", folder_table.sentence_of(folder))
    ]
    assert silent == []


def test_every_folder_beside_the_apps_is_told():
    told = set(re.findall(r"^\| `(\w+)/`", text_of(folder_table.PAGE), flags=re.MULTILINE))
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}
    here = folders - set(APPS) - {"var", "staticfiles", "media", "htmlcov"}
    assert {name for name in here if not name.startswith("__") and name != "test-results"} == told


# --- glossary -------------------------------------------------------------------------------------


def glossary_rows():
    page = text_of(ROOT / "docs" / "glossary.md")
    tables = page.partition("## How the Vietnamese")[0].splitlines()
    rows = [line.strip("|").split("|") for line in tables if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows if row[0].strip() != "word in code"]


def test_every_word_of_the_glossary_has_its_term_in_the_literature():
    rows = glossary_rows()
    assert len(rows) > 85
    assert [row[0] for row in rows if len(row) != 4 or not row[3]] == []
    words = [row[0] for row in rows]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize(
    "word",
    ["routing", "piping", "double entry", "nowcast", "lean", "backtest", "transition", "escalation",
     "disclosure check", "redaction", "job", "outbox"],
)  # fmt: skip
def test_the_words_of_modules_stand_in_the_glossary(word):
    assert [row[0] for row in glossary_rows() if word in re.split(r"[;,] ", row[0])]


# --- releases -------------------------------------------------------------------------------------


RELEASE = re.compile(r"^## (\d+\.\d+\.\d+) – (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def test_the_changelog_is_divided_into_releases():
    log = text_of(ROOT / "CHANGELOG.md")
    heads = re.findall(r"^## (.+)$", log, flags=re.MULTILINE)
    releases = RELEASE.findall(log)
    assert [f"{version} – {day}" for version, day in releases] == [
        head for head in heads if head != "Unreleased"
    ]
    assert ("0.1.0", "2026-11-25") in releases
    order = [tuple(map(int, version.split("."))) for version, _day in releases]
    assert order == sorted(order, reverse=True)
    assert [day for _version, day in releases] == sorted(
        (day for _version, day in releases), reverse=True
    )


def test_the_version_is_that_of_the_newest_release_or_of_the_next():
    log = text_of(ROOT / "CHANGELOG.md")
    version = tuple(map(int, PROJECT["project"]["version"].split(".")))
    newest = max(tuple(map(int, each.split("."))) for each, _day in RELEASE.findall(log))
    assert version > newest if "\n## Unreleased\n" in log else version == newest


def test_releases_after_the_first_say_what_an_upgrade_asks_for():
    sections = re.split(r"^## ", text_of(ROOT / "CHANGELOG.md"), flags=re.MULTILINE)[1:]
    without = [
        section.partition("\n")[0] for section in sections if "\n### Upgrading\n" not in section
    ]
    assert without == ["0.1.0 – 2026-11-25"]


# --- hooks ----------------------------------------------------------------------------------------


def test_hooks_take_the_steps_of_make_check_and_fetch_nothing():
    hooks = text_of(ROOT / ".pre-commit-config.yaml")
    [steps] = re.findall(r"^steps=\((.*)\)$", text_of(ROOT / "scripts/check.sh"), re.MULTILINE)
    called = re.findall(r"entry: bash scripts/check\.sh (\w+)$", hooks, flags=re.MULTILINE)
    assert re.findall(r"- id: (\w+)", hooks) == called == steps.split()
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
