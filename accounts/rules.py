"""Who may do what with accounts."""

from typing import Any

import rules

from core.access import Role, User


@rules.predicate
def is_administrator(user: User) -> bool:
    return bool(user.is_authenticated and user.role == Role.ADMINISTRATOR)


@rules.predicate
def is_association_staff(user: User) -> bool:
    return bool(user.is_authenticated and user.role == Role.STAFF)


@rules.predicate
def is_oneself(user: User, target: Any) -> bool:
    return bool(target is not None and user.pk == target.pk)


rules.add_perm("accounts.approve_user", is_association_staff | is_administrator)
rules.add_perm("accounts.invite_user", is_administrator)
rules.add_perm("accounts.change_role", is_administrator & ~is_oneself)
rules.add_perm("accounts.reset_second_factor", is_administrator)
rules.add_perm("accounts.answer_data_request", is_administrator)
