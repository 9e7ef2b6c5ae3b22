"""What proves where numbers come from: digests of values and of the code that computes them."""

import ast
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COMPUTING = (
    "analysis/data",
    "analysis/estimators",
    "analysis/forecasting",
    "analysis/forecasts",
    "analysis/numbers",
    "analysis/rank_sensitivity",
    "analysis/rank_studies",
    "analysis/waves",
    "analysis/what_if",
    "core/text.py",
    "surveys/fieldwork/queries/outcomes.py",
    "surveys/instrument/comparability.py",
    "surveys/instrument/expressions",
    "surveys/instrument/flow.py",
    "surveys/instrument/languages.py",
    "surveys/instrument/loading.py",
    "surveys/instrument/markup.py",
    "surveys/instrument/model.py",
    "surveys/instrument/notation.py",
    "surveys/instrument/parsing.py",
    "surveys/instrument/piping.py",
    "surveys/instrument/routing.py",
    "surveys/instrument/types",
    "vietnam",
)
DRAWING = ("analysis/charts", "analysis/reports", "core/charts")
COMPUTING_LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels")
DRAWING_LIBRARIES = ("fontTools", "fontpkg-be-vietnam-pro")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def digest(value: Mapping[str, Any]) -> str:
    """The SHA-256 of a value written as JSON in one fixed way."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def code_version() -> str:
    """Name what computes: another version may give other numbers for the same input."""
    return digest_of_code(ROOT, COMPUTING, COMPUTING_LIBRARIES)


@cache
def drawing_version() -> str:
    """Name what draws charts and writes reports; pictures of another version are drawn anew.

    Every letter counts: the first page of a server waits for this, and a drawing costs little.
    """
    libraries = COMPUTING_LIBRARIES + DRAWING_LIBRARIES
    return _digest_files(ROOT, COMPUTING + DRAWING, libraries, Path.read_bytes)


def digest_of_code(root: Path, paths: Sequence[str], libraries: Iterable[str]) -> str:
    """Digest statements, data files and versions; comments, docstrings and layout do not count."""
    return _digest_files(root, paths, libraries, _content)


def _digest_files(
    root: Path, paths: Sequence[str], libraries: Iterable[str], read: Callable[[Path], bytes]
) -> str:
    seen = hashlib.sha256()
    for path in _files(root, paths):
        seen.update(path.relative_to(root).as_posix().encode())
        seen.update(read(path))
    for library in sorted(libraries):
        seen.update(f"{library} {metadata.version(library)}".encode())
    return seen.hexdigest()[:16]


def _files(root: Path, paths: Sequence[str]) -> Iterator[Path]:
    for path in (root / each for each in sorted(paths)):
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix in {".py", ".json"})
        else:
            yield path  # one that is missing fails when it is read


def _content(path: Path) -> bytes:
    return _digest_statements(path.read_bytes()) if path.suffix == ".py" else path.read_bytes()


@cache
def _digest_statements(source: bytes) -> bytes:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return hashlib.sha256(ast.dump(tree).encode()).digest()
