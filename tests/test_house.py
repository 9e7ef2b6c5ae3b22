"""How the house is built: no folder, module or function grows beyond what a reader can hold."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from scripts import measure_house, unused_names
from scripts.measure_house import APPS, complexity, modules_on_top, quantile

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def modules():
    found = measure_house.modules()
    assert len(found) > 600
    return found


@pytest.fixture(scope="module")
def functions(modules):
    return [function for module in modules for function in module.functions]


@pytest.mark.parametrize("app", APPS)
def test_no_app_has_more_than_twelve_modules_on_top(app):
    assert modules_on_top(app) <= 12


def test_nine_modules_in_ten_have_at_most_260_lines_and_none_more_than_400(modules):
    assert quantile([module.lines for module in modules], 0.9) <= 260
    assert {module.path: module.lines for module in modules if module.lines > 400} == {}


def test_nine_functions_in_ten_have_at_most_22_lines(functions):
    assert quantile([function.lines for function in functions], 0.9) <= 22


def test_no_function_has_more_than_twelve_ways_through(functions):
    assert {f.place: f.complexity for f in functions if f.complexity > 12} == {}


def test_no_package_is_empty():
    packages = {path.parent for app in (*APPS, "tests") for path in ROOT.glob(f"{app}/**/*.py")}
    assert len(packages) > 200
    alone = {
        one
        for one in packages
        if [each.name for each in one.iterdir() if each.name != "__pycache__"] == ["__init__.py"]
    }
    assert {one for one in alone if not (one / "__init__.py").read_text(encoding="utf-8")} == set()


def test_nothing_is_defined_that_the_product_does_not_use():
    assert list(unused_names.unused()) == []


def test_what_only_an_import_names_is_unused():
    source = "from a import kept\n__all__ = ['kept', 'lost']\n\n\ndef lost():\n    return kept()\n"
    assert unused_names._leave_out_imports(source, ast.parse(source)).split() == [
        "def",
        "lost():",
        "return",
        "kept()",
    ]


def test_the_contracts_of_imports_hold_and_count_imports_for_types():
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "exclude_type_checking_imports" not in settings
    assert 'type = "acyclic_siblings"' in settings
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


@pytest.mark.parametrize(
    ("body", "ways"),
    [
        ("return 1", 1),
        ("if a:\n  return 1\nelif b:\n  return 2", 3),
        ("return 1 if a and b or c else 2", 4),
        ("return [x for x in a if x for y in x]", 4),
        ("try:\n  f()\nexcept A:\n  pass\nexcept B:\n  pass", 3),
        ("while a:\n  assert b", 3),
        ("match a:\n  case 1: pass\n  case _: pass", 3),
        ("def inner():\n  if a: pass\nreturn inner", 1),
    ],
)
def test_the_ways_through_a_function_are_counted(body, ways):
    source = "def f():\n" + "\n".join(f"  {line}" for line in body.split("\n"))
    assert complexity(ast.parse(source).body[0]) == ways


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5], 0.9, 5), ([1, 2, 3, 4], 0.5, 2), (list(range(1, 11)), 0.9, 9), ([3, 1, 2], 0.9, 3)],
)
def test_a_quantile_is_a_value_that_enough_values_do_not_exceed(values, share, expected):
    assert quantile(values, share) == expected


def test_the_figures_are_told():
    told = "\n".join(measure_house.report())
    assert "core: 12 modules on top" in told
    assert "functions: " in told
    assert "complexity: most " in told
