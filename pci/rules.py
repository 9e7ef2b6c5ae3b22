"""Who may do what with the index's data."""

import rules

from core.access import Role


@rules.predicate
def is_administrator(user) -> bool:  # type: ignore[no-untyped-def]  # the user model stands higher
    return bool(user.is_authenticated and user.role == Role.ADMINISTRATOR)


rules.add_perm("pci.import_official", is_administrator)
rules.add_perm("pci.edit_basket", is_administrator)
