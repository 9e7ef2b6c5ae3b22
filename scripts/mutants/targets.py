"""Where faults are put, and which tests are nearest to each module."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "vietnam",
    "core",
    "pci",
    "directory",
    "accounts",
    "plan",
    "surveys",
    "dialogues",
    "analysis",
    "dashboard",
)

DISCLOSURE = (
    "tests/dialogues/privacy/test_disclosure.py",
    "tests/dialogues/privacy/test_disclosure_check.py",
    "tests/dialogues/privacy/test_crowds.py",
)
WORKFLOW = ("tests/dialogues/workflow", "tests/dialogues/issues")
ANSWERING = (
    "tests/surveys/answering/test_actions.py", "tests/surveys/test_blindness.py",
    "tests/surveys/answering/test_views.py", "tests/surveys/answering/test_opting_out.py",
    "tests/surveys/fieldwork/test_double_entry.py", "tests/surveys/fieldwork/test_lists.py",
    "tests/surveys/answering/test_files.py",
)  # fmt: skip
WEIGHTS = (
    "tests/analysis/estimators/test_weights.py",
    "tests/analysis/estimators/test_weights_limits.py", "tests/analysis/estimators/test_golden.py",
    "tests/analysis/estimators/test_reference_cases.py", "tests/analysis/estimators/test_runner.py",
)  # fmt: skip
TARGETS: dict[str, tuple[str, ...]] = {
    "dialogues/privacy/disclosure.py": DISCLOSURE,
    "dialogues/privacy/disclosure_check.py": DISCLOSURE,
    "dialogues/workflow/transitions.py": WORKFLOW,
    "dialogues/workflow/deadlines.py": (
        *WORKFLOW,
        "tests/dialogues/sessions/test_sealed_minutes.py",  # how long comments run
        "tests/dialogues/statistics/test_true_figures.py",  # how far a commitment may lie
    ),
    "surveys/tokens.py": (
        "tests/surveys/test_tokens.py",
        "tests/surveys/answering/test_opting_out.py",
        "tests/surveys/answering/test_actions.py",
    ),
    "surveys/answering/actions/codes.py": ANSWERING,
    "surveys/answering/actions/drafts.py": (*ANSWERING, "tests/surveys/fieldwork/test_paper.py"),
    "surveys/answering/actions/opting_out.py": ANSWERING,
    "surveys/answering/actions/responses.py": ANSWERING,
    "surveys/models/contacts.py": ("tests/surveys/models", *ANSWERING),
    "surveys/models/responses.py": ("tests/surveys/models", *ANSWERING),
    "analysis/data/frames.py": (
        "tests/analysis/data/test_frames.py",
        "tests/analysis/data/test_official_frames.py",
        "tests/analysis/data/test_mergers.py",
        "tests/analysis/waves/test_compute.py",
    ),
    "analysis/estimators/sample/weights/*.py": WEIGHTS,
    "analysis/estimators/uncertainty/release.py": (
        "tests/analysis/estimators/test_release.py",
        "tests/analysis/estimators/test_release_limits.py",
    ),
    "core/http/rate_limit.py": ("tests/core/http/test_rate_limit.py",),
    "core/tasks.py": ("tests/core/test_tasks.py", "tests/core/jobs"),
    "core/tabular/uploads.py": (
        "tests/core/tabular/test_uploads.py",
        "tests/directory/test_register.py",
        "tests/pci/test_official.py",
    ),
    "dialogues/models/links.py": ("tests/dialogues/issues/test_following.py", "tests/dialogues"),
    "surveys/dataset/actions/exports.py": ("tests/surveys/dataset",),
}


def list_targets() -> dict[str, tuple[str, ...]]:
    """Name each module once, with its tests."""
    return {
        str(path.relative_to(ROOT)): tests
        for pattern, tests in TARGETS.items()
        for path in sorted(ROOT.glob(pattern))
    }


def list_modules() -> list[str]:
    """Name every module of the apps; migrations keep what they did."""
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [str(path.relative_to(ROOT)) for path in found if "migrations" not in path.parts]


def nearest_tests(module: str) -> tuple[str, ...]:
    """Find a module's own test file, then those that import it, then its folder's."""
    path = Path(module)
    folder = ROOT / "tests" / path.parent
    own = [one for one in test_files() if one.parent == folder and path.stem in one.stem]
    dotted = ".".join(path.with_suffix("").parts)
    parent, _dot, name = dotted.rpartition(".")
    wanted = re.compile(
        rf"from {re.escape(dotted)} import|from {re.escape(parent)} import .*\b{name}\b"
    )
    importing = [one for one in test_files() if wanted.search(one.read_text(encoding="utf-8"))]
    while not folder.is_dir():
        folder = folder.parent
    found = dict.fromkeys([*own, *importing, folder])
    return tuple(str(one.relative_to(ROOT)) for one in found)


@cache
def test_files() -> tuple[Path, ...]:
    """Every file of tests but those that open a browser."""
    found = sorted((ROOT / "tests").rglob("test_*.py"))
    return tuple(one for one in found if "browser" not in one.parts)
