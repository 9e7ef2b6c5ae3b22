"""Find what is defined in the apps and named nowhere else in the product.

``python scripts/unused_names.py`` prints them; tests/test_house.py wants none. Tests do not count:
what they alone use is not part of the product. Imports and ``__all__`` do not count either.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.measure_house import APPS, ROOT, parse, sources

OTHERS = ("bench", "scripts", "deploy", "templates", "static")
NOT_OURS = {"migrations", "node_modules"}  # the second is there once ODK's engine is
ENDINGS = {".html", ".txt", ".js", ".xml", ".svg", ".toml", ".py", ".sh"}
CALLED_BY_LIBRARIES = {
    "_get_session_auth_hash", "_post_clean", "_raw_delete", "as_postgresql", "as_sqlite",
    "connection_class", "create_cursor", "create_superuser", "find_class", "formatTime",
    "get_from_email", "get_help_text", "handler500", "has_add_permission", "has_change_permission",
    "has_delete_permission", "prepare_value", "process_request", "to_url",
}  # fmt: skip
HOOK = re.compile(r"__\w+__|clean_\w+")
KEPT_FOR_A_TEST = {
    "SENT_AT_ONCE": "which kind of letter each message of allauth is",
    "seal_token": "the other half of open_token",
}
Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def unused() -> Iterator[str]:
    """Name each function, class, property and constant that stands only where it is defined."""
    words = _count_words()
    for path in sources():
        if path.name in {"settings.py", "settings_test.py"}:
            continue
        tree = parse(path)
        for line, name in chain(_defined(tree), _constants(tree)):
            if words[name] <= 1 and not _is_called_from_outside(name):
                yield f"{path.relative_to(ROOT).as_posix()}:{line} {name}"


def _is_called_from_outside(name: str) -> bool:
    known = name in CALLED_BY_LIBRARIES or name in KEPT_FOR_A_TEST
    return known or HOOK.fullmatch(name) is not None


def _defined(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, Named) and not _is_registered(node):
            yield node.lineno, node.name


def _is_registered(node: Named) -> bool:
    """Whether a decorator hands it on, as routers and Django’s admin do, or its base is found."""
    decorators = [ast.unparse(each) for each in node.decorator_list]
    if any(each.startswith(("router.", "admin.register", "receiver")) for each in decorators):
        return True
    return isinstance(node, ast.ClassDef) and "AppConfig" in map(ast.unparse, node.bases)


def _constants(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.lineno, node.targets[0].id


def _count_words() -> Counter[str]:
    words: Counter[str] = Counter()
    for top in (*APPS, *OTHERS):
        for path in (ROOT / top).rglob("*"):
            if path.suffix in ENDINGS and not NOT_OURS & {*path.parts}:
                text = path.read_text(encoding="utf-8")
                used = _leave_out_imports(text, parse(path)) if path.suffix == ".py" else text
                words.update(re.findall(r"\w+", used))
    return words


def _leave_out_imports(source: str, tree: ast.Module) -> str:
    """Give a module without its imports and its list of public names."""
    lines = source.split("\n")
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) or _lists_names(node):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines)


def _lists_names(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in unused())
