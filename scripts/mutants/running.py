"""Run tests on a module with one fault in it, each time in a process of its own.

What never changes, Django and pandas and the rest, is imported once; each fault gets a fork that
imports our own modules anew, the faulty one from its changed syntax tree. No file is written.
"""

import ast
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from _pytest.assertion.rewrite import AssertionRewritingHook

from scripts.mutants.targets import ROOT

if TYPE_CHECKING:
    from scripts.mutants.session import Session

HEAVY = (
    "django.db.models", "django.forms", "django.test", "django.urls", "django.views", "pytest",
    "_pytest", "pytest_django.plugin", "hypothesis", "factory", "faker", "time_machine", "numpy",
    "pandas", "scipy.stats", "scipy.optimize", "scipy.special", "openpyxl", "xlsxwriter",
    "pyreadstat", "holidays", "ninja", "weasyprint", "pyxform", "icalendar", "lark", "segno",
)  # fmt: skip
QUIET = ("-q", "-x", *(f"-pno:{name}" for name in ("randomly", "cacheprovider", "xdist")))
KILLED, SURVIVED, BROKEN = "killed", "survived", "broken"


class FaultyLoader(importlib.abc.Loader):
    """Load one module from a syntax tree."""

    def __init__(self, tree: ast.Module, path: Path) -> None:
        self.tree, self.path = tree, path

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)  # noqa: S102 -- our own code


class FaultyFinder(importlib.abc.MetaPathFinder):
    """Find the faulty module before Python finds the sound one."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        path = Path(module)
        parts = path.parent.parts if path.name == "__init__.py" else path.with_suffix("").parts
        self.name, self.loader = ".".join(parts), FaultyLoader(tree, ROOT / module)
        self.is_package = path.name == "__init__.py"

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        spec = importlib.machinery.ModuleSpec(name, self.loader, is_package=self.is_package)
        spec.origin = str(self.loader.path)
        if self.is_package:
            spec.submodule_search_locations = [str(self.loader.path.parent)]
        return spec


def prepare() -> None:
    """Import what no fault changes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    for name in HEAVY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # pytest would warn that plugins were imported before it could rewrite their assertions
    AssertionRewritingHook._warn_already_imported = lambda _self, _name: None  # type: ignore[assignment,method-assign]


def begin(
    module: str, tree: ast.Module | None, tests: Sequence[str], seconds: int, log: Path
) -> int:
    """Start the tests in a process of their own and return its number."""
    child = os.fork()
    if child:
        return child
    status = 3
    try:
        with log.open("w") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        signal.alarm(seconds * 20)
        if tree is not None:
            sys.meta_path.insert(0, FaultyFinder(module, tree))
        import pytest  # noqa: PLC0415 -- imported by prepare

        status = int(pytest.main([*QUIET, *tests]))
    except BaseException:  # noqa: BLE001 -- whatever a fault does, the child ends here
        traceback.print_exc()
    finally:
        os._exit(status)


def begin_session(session: "Session", tests: Sequence[str], log: Path) -> int:
    """Start one session of pytest for many faults, in a process of its own."""
    child = os.fork()
    if child:
        return child
    status = 3
    try:
        with log.open("w") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        import pytest  # noqa: PLC0415 -- imported by prepare

        status = int(pytest.main([*QUIET, *tests], plugins=[session]))
    except BaseException:  # noqa: BLE001 -- the log tells what it was
        traceback.print_exc()
    finally:
        os._exit(status)


def wait_for_one() -> tuple[int, str]:
    """Wait for whichever ends first; tests that run into the limit have noticed the fault."""
    child, status = os.wait()
    if os.WIFSIGNALED(status):
        return child, KILLED
    code = os.waitstatus_to_exitcode(status)
    return child, {0: SURVIVED, 5: BROKEN}.get(code, KILLED)


def time_without_fault(tests: Sequence[str], log: Path) -> float:
    """Run the tests on sound code: they must pass; return the processor seconds they take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    begin("", None, tests, 3600, log)
    _child, outcome = wait_for_one()
    if outcome != SURVIVED:
        raise SystemExit(
            f"The tests {' '.join(tests)} fail without any fault:\n{log.read_text()[-3000:]}"
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return max(took, 0.2 * (time.monotonic() - began))
