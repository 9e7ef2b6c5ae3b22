"""Write into docs/architecture.md what each folder holds, as its own first sentence says it.

``make fmt`` runs it; a test compares the page with what it would write.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- folders: written by make fmt -->\n```\n", "```\n<!-- end of folders -->"
APPS = [
    "config", "demo", "dashboard", "analysis", "surveys", "dialogues", "plan", "accounts",
    "directory", "pci", "core", "vietnam",
]  # fmt: skip
SILENT = {"migrations", "management", "commands"}  # folders that Django names and knows
COLUMN = 34


def packages() -> list[Path]:
    """The folders of each app that hold modules, parents before children."""
    found = []
    for app in APPS:
        for entry in sorted((ROOT / app).rglob("__init__.py")):
            folder = entry.parent.relative_to(ROOT)
            if not SILENT & set(folder.parts):
                found.append(folder)
    return sorted(found, key=lambda folder: (APPS.index(folder.parts[0]), folder.parts))


def sentence_of(folder: Path) -> str:
    """The first line of the folder's docstring."""
    source = (ROOT / folder / "__init__.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def folder_table() -> str:
    lines = []
    for folder in packages():
        name = "  " * (len(folder.parts) - 1) + folder.name + "/"
        lines.append(f"{name:<{COLUMN}}{sentence_of(folder)}\n")
    return "".join(lines)


def with_table(page: str) -> str:
    """The page with the table of now between its two marks."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return before + BEGIN + folder_table() + END + after


if __name__ == "__main__":
    told = PAGE.read_text(encoding="utf-8")
    if (new := with_table(told)) != told:
        PAGE.write_text(new, encoding="utf-8")
        sys.stdout.write(f"{PAGE.relative_to(ROOT)}: folders written anew\n")
