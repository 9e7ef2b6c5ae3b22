"""Measure how the house is built: modules of each app, lengths, complexity.

``python scripts/measure_house.py`` prints the figures and what stands above the limits;
tests/test_house.py holds the limits.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "config", "demo", "dashboard", "analysis", "surveys", "dialogues", "plan", "accounts",
    "directory", "pci", "core",
)  # fmt: skip
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert)
OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Function:
    place: str
    lines: int
    complexity: int


@dataclass(frozen=True, slots=True)
class Module:
    path: str
    lines: int
    functions: tuple[Function, ...]


def complexity(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the ways through a function: one, and one more for each choice in it.

    Conditional expressions, ``and``, ``or`` and comprehensions choose, too, which C901 of ruff
    leaves out; functions and classes inside are counted on their own.
    """
    waiting: list[ast.AST] = list(function.body)
    ways = 1
    while waiting:
        node = waiting.pop()
        if isinstance(node, OWN_SCOPE):
            continue
        ways += _choices(node)
        waiting.extend(ast.iter_child_nodes(node))
    return ways


def _choices(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    if isinstance(node, ast.Match):
        return len(node.cases)
    return int(isinstance(node, BRANCHES))


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def measure(path: Path) -> Module:
    """Measure a module and its functions, those inside others as well."""
    source = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    functions = tuple(
        Function(
            f"{name}:{node.lineno} {node.name}",
            (node.end_lineno or node.lineno) - node.lineno + 1,
            complexity(node),
        )
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return Module(name, len(source.splitlines()), functions)


def sources() -> Iterator[Path]:
    """Find the modules of all apps; migrations are written once and never read again."""
    for app in APPS:
        yield from (p for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts)


def modules() -> list[Module]:
    return [measure(path) for path in sources()]


def modules_on_top(app: str) -> int:
    """Count what stands in the folder of an app itself, beside its folders."""
    return sum(path.name != "__init__.py" for path in (ROOT / app).glob("*.py"))


def quantile(values: Sequence[int], share: float) -> int:
    """Give the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    rank = -(-len(ordered) * round(share * 100) // 100)  # rounded up
    return ordered[max(rank, 1) - 1]


def report() -> Iterator[str]:
    """Tell the figures, one a line."""
    found = modules()
    functions = [function for module in found for function in module.functions]
    for app in APPS:
        yield f"{app}: {modules_on_top(app)} modules on top"
    for name, values in (
        ("module", [module.lines for module in found]),
        ("function", [function.lines for function in functions]),
    ):
        half, most = quantile(values, 0.5), quantile(values, 0.9)
        yield f"{name}s: {len(values)}, lines p50 {half}, p90 {most}, most {max(values)}"
    ranked = sorted(functions, key=lambda function: -function.complexity)
    yield f"complexity: most {ranked[0].complexity} ({ranked[0].place})"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in report())
