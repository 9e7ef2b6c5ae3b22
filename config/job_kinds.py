"""All kinds of work in the background: what does it, and who may see and repeat it.

To add one: an entry here, and a function that takes the job. See docs/decisions/jobs.md.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.jobs.kinds import Kind

KINDS = (
    Kind(
        "register_look",
        _("Look at a file of enterprises"),
        function="directory.tasks.look_at_register",
        permission="directory.import_register",
    ),
    Kind(
        "register_import",
        _("Import of enterprises"),
        function="directory.tasks.import_register",
        permission="directory.import_register",
    ),
    Kind(
        "sending",
        _("Invitations, letters or reminders"),
        function="surveys.tasks.run_sending",
        permission="surveys.invite",
        is_kept=True,
        goes_on=True,
    ),
    Kind(
        "export",
        _("File of answers"),
        function="surveys.tasks.run_export",
        permission="surveys.export_responses",
        is_kept=True,
    ),
    Kind(
        "wave_counts",
        _("Counts of a wave"),
        function="surveys.tasks.count_wave",
        permission="surveys.view_wave",
    ),
    Kind(
        "answers_look",
        _("Look at a file of answers"),
        function="surveys.tasks.look_at_answers",
        permission="surveys.import_responses",
    ),
    Kind(
        "answers_import",
        _("Import of answers"),
        function="surveys.tasks.import_answers",
        permission="surveys.import_responses",
    ),
    Kind(
        "flags",
        _("Flags of quality"),
        function="surveys.tasks.judge_responses",
        permission="surveys.review_response",
    ),
    Kind(
        "analysis",
        _("Analysis of a wave"),
        function="analysis.tasks.analyse_wave",
        permission="analysis.analyse_wave",
    ),
    Kind(
        "report",
        _("Report as PDF"),
        function="analysis.tasks.make_report",
        permission="analysis.read_run",
    ),
    Kind(
        "announcement",
        _("Letters about a released report"),
        function="analysis.subscriptions.tasks.announce",
        permission="analysis.publish_report",
    ),
    Kind(
        "open_answers",
        _("Open answers of a question"),
        function="analysis.comments.tasks.gather",
        permission="analysis.read_comments",
    ),
    Kind(
        "code_frequencies",
        _("Frequencies of codes"),
        function="analysis.comments.tasks.count",
        permission="analysis.read_comments",
    ),
    Kind(
        "papers",
        _("Report as Word and Excel"),
        function="analysis.tasks.write_papers",
        permission="analysis.read_run",
        is_public=True,
    ),
    Kind(
        "forecast_paper",
        _("Forecast as a file"),
        function="analysis.tasks.write_forecast_paper",
        permission="analysis.read_forecast",
        is_public=True,
    ),
    Kind(
        "provincial_report",
        _("Provincial report as a file"),
        function="dashboard.follow_up.tasks.write_provincial_report",
        permission="plan.merge_reports",
    ),
    Kind(
        "agency_sheet",
        _("Sheet of an agency as a file"),
        function="dashboard.agency_sheets.tasks.write_sheet",
        is_own=True,
    ),
    Kind(
        "forecast",
        pgettext_lazy("background work", "Forecast"),
        function="analysis.tasks.freeze_forecast",
        permission="analysis.freeze_forecast",
    ),
    Kind(
        "rank_study",
        _("Study of ranks"),
        function="analysis.tasks.study_ranks",
        permission="analysis.read_run",
        is_public=True,
    ),
    Kind(
        "rank_pictures",
        _("Pictures of a rank"),
        function="analysis.tasks.draw_rank",
        permission="analysis.read_run",
        is_public=True,
    ),
    Kind(
        "long_table",
        _("Long list as a file"),
        function="core.tabular.long_tables.write",
        is_own=True,
    ),
    Kind(
        "backup",
        _("Backup"),
        function="core.tasks.take_backup",
        permission="accounts.invite_user",
    ),
    Kind(
        "guest_letters",
        _("Letters to the guests of a session"),
        function="dialogues.tasks.write_guest_letters",
        permission="dialogues.plan_sessions",
    ),
    Kind(
        "quarter_report",
        _("Quarterly report as a file"),
        function="dialogues.tasks.write_quarter_report",
        permission="dialogues.see_scorecard",
    ),
    Kind(
        "quarter_count",
        _("Counts of a quarterly report"),
        function="dialogues.tasks.count_quarter_report",
        permission="dialogues.see_scorecard",
    ),
    Kind(
        "scores",
        _("Counts of the scorecard"),
        function="dialogues.tasks.count_scores",
        permission="dialogues.see_scorecard",
    ),
    Kind(
        "open_data",
        _("Files of open data"),
        function="dialogues.tasks.prepare_open_data",
        permission="dialogues.plan_sessions",
    ),
)
