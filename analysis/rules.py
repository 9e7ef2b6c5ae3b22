"""Who may do what with results."""

import rules

from accounts.models import User
from core.access import Role


@rules.predicate
def is_staff(user: User) -> bool:
    return user.role in {Role.STAFF, Role.ADMINISTRATOR}


@rules.predicate
def is_planner(user: User) -> bool:
    return user.role == Role.PLANNER


rules.add_perm("analysis.read_run", is_staff | is_planner)
rules.add_perm("analysis.analyse_wave", is_staff)
rules.add_perm("analysis.review_report", is_staff | is_planner)
rules.add_perm("analysis.publish_report", is_staff)
rules.add_perm("analysis.decide_figures", is_staff)
rules.add_perm("analysis.read_forecast", is_staff | is_planner)
rules.add_perm("analysis.freeze_forecast", is_staff)
rules.add_perm("analysis.review_forecast", is_staff | is_planner)
rules.add_perm("analysis.read_comments", is_staff)
rules.add_perm("analysis.code_comments", is_staff)
rules.add_perm("analysis.release_comments", is_staff)
