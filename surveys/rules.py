"""Who may do what in surveys, as one table."""

import rules

from accounts.models import User
from core.access import Role


@rules.predicate
def is_staff(user: User) -> bool:
    return user.role in {Role.STAFF, Role.ADMINISTRATOR}


@rules.predicate
def is_administrator(user: User) -> bool:
    return user.role == Role.ADMINISTRATOR


@rules.predicate
def is_planner(user: User) -> bool:
    return user.role == Role.PLANNER


rules.add_perm("surveys.view_wave", is_staff | is_planner)
rules.add_perm("surveys.change_wave", is_staff)
rules.add_perm("surveys.open_wave", is_staff)
rules.add_perm("surveys.close_wave", is_staff)
rules.add_perm("surveys.reopen_wave", is_administrator)
rules.add_perm("surveys.invite", is_staff)
rules.add_perm("surveys.word_texts", is_staff)
rules.add_perm("surveys.enter_paper", is_staff)
rules.add_perm("surveys.review_response", is_staff)
rules.add_perm("surveys.judge_portal", is_staff)
rules.add_perm("surveys.export_responses", is_staff)
rules.add_perm("surveys.import_responses", is_staff)
rules.add_perm("surveys.edit_questionnaire", is_staff)
rules.add_perm("surveys.fix_wording", is_staff)
