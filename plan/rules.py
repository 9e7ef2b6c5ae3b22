"""Who may do what with the plan and what is reported about it."""

import rules

from core.access import Role


@rules.predicate
def is_planner(user) -> bool:  # type: ignore[no-untyped-def]  # rules' predicates are untyped
    return bool(user.is_authenticated and user.role in {Role.PLANNER, Role.ADMINISTRATOR})


@rules.predicate
def stands_for_an_agency(user) -> bool:  # type: ignore[no-untyped-def]
    return bool(user.is_authenticated and user.role == Role.OFFICER and user.agency_id)


@rules.predicate
def collects_reports(user) -> bool:  # type: ignore[no-untyped-def]
    """Tell the officers of the agency reports go to, or of the agency that followed it."""
    if not stands_for_an_agency(user):
        return False
    codes = [user.agency, *user.agency.predecessors.all()]
    return any(agency.collected_dates.exists() for agency in codes)


@rules.predicate
def is_of_own_agency(user, report) -> bool:  # type: ignore[no-untyped-def]
    return bool(report is not None and user.agency_id == report.agency_id)


rules.add_perm("plan.edit_plan", is_planner)
rules.add_perm("plan.write_reports", stands_for_an_agency)
rules.add_perm("plan.write_report", stands_for_an_agency & is_of_own_agency)
rules.add_perm("plan.view_all_reports", is_planner | collects_reports)
rules.add_perm(
    "plan.view_report", is_planner | collects_reports | (stands_for_an_agency & is_of_own_agency)
)
rules.add_perm("plan.return_report", is_planner | collects_reports)
rules.add_perm("plan.note_task", stands_for_an_agency)
rules.add_perm("plan.merge_reports", is_planner | collects_reports)
