"""What an import of enterprises would change."""

from dataclasses import dataclass, field
from typing import Any

from core.tabular import previews
from directory.models import LegalType, Size
from directory.register_files import columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(previews.Change):
    """An enterprise the import would add or change."""

    tax_code: str

    @property
    def key(self) -> tuple[str]:
        return (self.tax_code,)

    @property
    def labels(self) -> dict[str, str]:
        """Return the words for the codes of a new enterprise."""
        return {
            "legal_type": str(LegalType(self.after["legal_type"]).label),
            "size": str(Size(self.after["size"]).label),
        }

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """Return (column, now, in the file) where they differ."""
        before = self.before or {}
        return [
            (
                columns.HEADINGS[name][0],
                columns.write_cell(name, before.get(name)),
                columns.write_cell(name, value),
            )
            for name, value in self.after.items()
            if before.get(name) != value
        ]


@dataclass(slots=True)
class Preview(previews.Preview[Change]):
    """The changes, with the columns nobody understands."""

    ignored: list[str] = field(default_factory=list)
