"""The version of the code moves with what computes and with nothing else."""

import ast
import shutil
from importlib import metadata
from pathlib import Path

import pytest

from analysis import provenance
from analysis.provenance import (
    COMPUTING,
    COMPUTING_LIBRARIES,
    DRAWING,
    ROOT,
    code_version,
    digest_of_code,
    drawing_version,
)

VIEWS = "analysis/views"
# holds rows or refuses; what is read from the database is digested with the inputs
NOT_COMPUTING = {"analysis.provenance", "analysis.errors", "core.errors", "analysis", "surveys"}
NOT_COMPUTING |= {
    "surveys.instrument",
    "surveys.instrument.problems",
    "dialogues.workflow.transitions",
}
NOT_COMPUTING |= {"surveys.instrument.validation", "plan.queries", "analysis.queries"}
NOT_COMPUTING |= {"surveys.fieldwork.strata_labels", "directory.vsic"}  # words beside figures
NOT_COMPUTING |= {"core.clock", "core.clock.timezone"}  # when, not what
NOT_COMPUTING |= {"core.remembered.requests"}  # how often, not what


@pytest.fixture
def tree(tmp_path) -> Path:
    for path in (*COMPUTING, VIEWS):
        copied = shutil.copytree if (ROOT / path).is_dir() else shutil.copy
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        copied(ROOT / path, tmp_path / path)
    return tmp_path


def version(tree: Path) -> str:
    return digest_of_code(tree, COMPUTING, COMPUTING_LIBRARIES)


def change(tree: Path, path: str, before: str, after: str) -> None:
    file = tree / path
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_version_is_that_of_the_sources_of_the_repository(tree):
    assert version(tree) == code_version()
    assert len(code_version()) == 16


def test_a_view_may_change(tree):
    before = version(tree)
    change(tree, "analysis/views/waves.py", "def ", "LIMIT = 3\n\n\ndef ")
    assert version(tree) == before


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("analysis/estimators/index.py", "import ", "# why not\nimport "),
        ("analysis/estimators/index.py", '"""', '"""Other words. '),
        ("analysis/forecasting/backtest/summary.py", "\n\n\ndef ", "\n\n\n\n\ndef "),
    ],
)
def test_comments_docstrings_and_layout_do_not_count(tree, path, before, after):
    known = version(tree)
    change(tree, path, before, after)
    assert version(tree) == known


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("analysis/waves/sample.py", "LEVEL = 0.95", "LEVEL = 0.9"),
        ("analysis/forecasting/priors/transparency.json", "0", "1"),
        (
            "analysis/estimators/inference/adjustment.py",
            "HEADLINE, MARKED = 0.05, 0.1",
            "HEADLINE, MARKED = 0.1, 0.2",
        ),
        ("surveys/instrument/routing.py", "if not ", "if "),
        ("analysis/rank_studies/study.py", "DRAWS = 2000", "DRAWS = 2001"),
    ],
)
def test_a_changed_constant_or_figure_is_another_version(tree, path, before, after):
    known = version(tree)
    change(tree, path, before, after)
    assert version(tree) != known


@pytest.mark.parametrize("library", ["numpy", "scipy", "pandas", "statsmodels"])
def test_another_release_of_a_library_is_another_version(monkeypatch, tree, library):
    known = version(tree)
    installed = metadata.version
    monkeypatch.setattr(
        provenance.metadata,
        "version",
        lambda name: "999.0" if name == library else installed(name),
    )
    assert version(tree) != known


def test_a_file_that_moved_away_is_missed_loudly(tree):
    (tree / "surveys/instrument/routing.py").unlink()
    with pytest.raises(FileNotFoundError):
        version(tree)


def test_drawings_have_a_version_of_their_own():
    assert drawing_version() != code_version()


@pytest.mark.parametrize("path", [*COMPUTING, *DRAWING])
def test_every_path_of_the_list_exists(path):
    assert (ROOT / path).exists()


def imported_by(path: Path) -> set[str]:
    """The modules of ours a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return {name for name in found if file_of(name)}


def file_of(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((path for path in candidates if path.exists()), None)


def test_whatever_computing_code_imports_is_in_the_list_or_known_not_to_compute():
    listed = {
        file
        for path in map(ROOT.joinpath, COMPUTING)
        for file in (path.rglob("*.py") if path.is_dir() else [path])
    }
    assert len(listed) > 80
    missing = {
        module
        for file in listed
        for module in imported_by(file)
        if file_of(module) not in listed
        and module not in NOT_COMPUTING
        and "models" not in module.split(".")
    }
    assert missing == set()
