"""Give living functions the body they have in a faulty tree, so that nothing is imported anew."""

import ast
import functools
import gc
import importlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from scripts.mutants.targets import ROOT

Place = tuple[str, int]  # a function's qualified name and first line


class Living:
    """The functions of some modules that are in memory, by file and place."""

    def __init__(self, modules: set[str]) -> None:
        files = {str(ROOT / module) for module in modules}
        for module in modules:  # what only addresses name is read when the first page is asked for
            importlib.import_module(
                ".".join(Path(module).with_suffix("").parts).removesuffix(".__init__")
            )
        self.functions: dict[str, dict[Place, list[FunctionType]]] = defaultdict(dict)
        self.caches: dict[str, list[Any]] = defaultdict(list)
        gc.unfreeze()  # tests/conftest.py hides what was read before they began
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename in files:
                places = self.functions[one.__code__.co_filename]
                places.setdefault(place_of(one.__code__), []).append(one)
            elif isinstance(one, functools._lru_cache_wrapper):
                inner = getattr(one, "__wrapped__", None)
                code = getattr(inner, "__code__", None)
                if code is not None and code.co_filename in files:
                    self.caches[code.co_filename].append(one)

    def give(self, module: str, tree: ast.Module) -> bool:
        """Give the module's functions the bodies of the tree; tell whether all took them."""
        path = str(ROOT / module)
        whole = compile(tree, path, "exec")
        for code in nested_codes(whole):
            for function in self.functions[path].get(place_of(code), ()):
                if function.__code__ == code:
                    continue
                try:
                    function.__code__ = code
                except ValueError:  # it closes over fewer names than before
                    return False
        for cache in self.caches[path]:
            cache.cache_clear()
        return True


def place_of(code: CodeType) -> Place:
    return code.co_qualname, code.co_firstlineno


def nested_codes(code: CodeType) -> Iterator[CodeType]:
    """Walk through all code inside a module's."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from nested_codes(one)


def list_bodies(source: str) -> Iterator[tuple[int, int]]:
    """Name the first and the last line of each function's body: what can be swapped."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            yield node.body[0].lineno, node.end_lineno or node.lineno


@functools.cache
def swappable_lines(module: str) -> frozenset[int]:
    """List the lines whose faults reach living functions."""
    source = (ROOT / module).read_text(encoding="utf-8")
    return frozenset(line for first, last in list_bodies(source) for line in range(first, last + 1))
