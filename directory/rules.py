"""Who may do what with the register and the agencies."""

import rules

from core.access import Role


@rules.predicate
def is_staff(user) -> bool:  # type: ignore[no-untyped-def]  # the user model stands higher
    return bool(user.is_authenticated and user.role in {Role.STAFF, Role.ADMINISTRATOR})


rules.add_perm("directory.view_register", is_staff)
rules.add_perm("directory.edit_register", is_staff)
rules.add_perm("directory.import_register", is_staff)
rules.add_perm("directory.export_register", is_staff)
rules.add_perm("directory.edit_agencies", is_staff)
