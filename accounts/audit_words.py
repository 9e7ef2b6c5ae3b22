"""The audit log in the reader's words: what was done, to what, with which counts and codes."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from core.models import AuditEntry
from core.text import fold

ACTIONS: dict[str, str] = {
    "accounts.invited": gettext_noop("Account created and invitation sent"),
    "accounts.invited_again": gettext_noop("Invitation sent again"),
    "accounts.claim_code": gettext_noop("Code sent to the contact of an enterprise"),
    "accounts.approved": gettext_noop("Sign-up approved"),
    "accounts.rejected": gettext_noop("Sign-up refused"),
    "accounts.changed": gettext_noop("Account changed"),
    "accounts.opened": gettext_noop("Account opened"),
    "accounts.closed": gettext_noop("Account closed"),
    "accounts.second_factor_reset": gettext_noop("Second factor removed"),
    "accounts.data_request": gettext_noop("Request about personal data"),
    "accounts.data_request_answered": gettext_noop("Request about personal data answered"),
    "accounts.own_data_exported": gettext_noop("Own data downloaded"),
    "agency.sheet": gettext_noop("Sheet of an agency downloaded"),
    "association.change": gettext_noop("Letterhead of the Association changed"),
    "calendar.corrected": gettext_noop("Calendar corrected"),
    "calendar.correction_removed": gettext_noop("Correction of the calendar removed"),
    "forecast.paper": gettext_noop("File of a forecast downloaded"),
    "forecast.review": gettext_noop("Forecast reviewed by a second person"),
    "forecast.withdraw": gettext_noop("Forecast withdrawn"),
    "subscription.confirm": gettext_noop("Subscription to released reports confirmed"),
    "subscription.leave": gettext_noop("Subscription to released reports ended, address erased"),
    "plan.set_due_day": gettext_noop("Day noted by which a task is to be done"),
    "plan.evidence": gettext_noop("Evidence of a task opened"),
    "comments.begin": gettext_noop("Coding of an open question begun"),
    "comments.read": gettext_noop("Open comments read"),
    "comments.change_codes": gettext_noop("Codes of open comments changed"),
    "comments.code": gettext_noop("Open comment coded"),
    "comments.settle": gettext_noop("Codes of a comment settled"),
    "comments.agree": gettext_noop("Codes of a comment agreed by its coders"),
    "comments.count": gettext_noop("Frequencies of codes computed"),
    "comments.figures": gettext_noop("Frequencies of codes downloaded"),
    "comments.release_figures": gettext_noop("Frequencies of codes released"),
    "comments.withdraw_figures": gettext_noop("Frequencies of codes withdrawn"),
    "comments.prepare_quote": gettext_noop("Quote prepared"),
    "comments.release_quote": gettext_noop("Quote released"),
    "comments.withdraw_quote": gettext_noop("Quote withdrawn"),
    "dialogues.attachment": gettext_noop("Attachment of an issue opened"),
    "dialogues.ground_added": gettext_noop("Legal ground of deadlines added"),
    "dialogues.ground_changed": gettext_noop("Legal ground of deadlines corrected"),
    "dialogues.provision_looked_up": gettext_noop("Provision on complaints looked up"),
    "dialogues.ground_looked_up": gettext_noop("Legal ground of deadlines looked up"),
    "dialogues.open_sealed_minutes": gettext_noop("Minutes as signed opened"),
    "dialogues.redact_minutes": gettext_noop("Words of minutes made unreadable"),
    "dialogues.add_addendum": gettext_noop("Addendum to minutes signed"),
    "dialogues.export": gettext_noop("List of the dialogues exported"),
    "directory.add_agency": gettext_noop("Agency added"),
    "directory.add_places": gettext_noop("Places added"),
    "directory.add_region": gettext_noop("Region added"),
    "directory.change_region": gettext_noop("Region changed"),
    "directory.move_enterprises": gettext_noop("Enterprises moved to the place that followed"),
    "directory.name_levels": gettext_noop("Names of the levels of places set"),
    "directory.forget_outlines": gettext_noop("Outlines of places removed"),
    "directory.keep_outlines": gettext_noop("Outlines of places loaded"),
    "directory.change_place": gettext_noop("Place changed"),
    "directory.add_enterprise": gettext_noop("Enterprise added to the register"),
    "directory.change_agency": gettext_noop("Agency changed"),
    "directory.change_enterprise": gettext_noop("Enterprise changed in the register"),
    "directory.export_register": gettext_noop("Register exported"),
    "directory.import_register": gettext_noop("Register imported"),
    "directory.left_over": gettext_noop("Rows to correct of a register file downloaded"),
    "directory.pass_on": gettext_noop("Duties and issues passed on to another agency"),
    "figure.decide": gettext_noop("Decision on a figure that waited for review"),
    "pci.begin_basket": gettext_noop("Draft of a basket begun"),
    "pci.change_basket": gettext_noop("Draft of a basket changed"),
    "pci.count_enterprises": gettext_noop("Enterprises of former provinces entered"),
    "pci.discard_basket": gettext_noop("Draft of a basket discarded"),
    "pci.publish_basket": gettext_noop("Basket of an edition published"),
    "report.review": gettext_noop("Report reviewed by a second person"),
    "text.write": gettext_noop("Text of the Association changed"),
    "wave.begin_trial": gettext_noop("Trial run of a questionnaire begun"),
    "enterprise.opt_in": gettext_noop("Wish not to be asked taken back"),
    "enterprise.opt_out": gettext_noop("Wish not to be asked noted"),
    "scenario.save": gettext_noop("Scenario kept"),
    "scenario.remove": gettext_noop("Scenario removed"),
    "forecast.freeze": gettext_noop("Forecast frozen"),
    "forecast.receipt": gettext_noop("Receipt of a forecast downloaded"),
    "link.again": gettext_noop("Personal link sent once more"),
    "interview.start": gettext_noop("Interview by telephone begun"),
    "job.again": gettext_noop("Background work ordered once more"),
    "letters.fetch": gettext_noop("Letters downloaded"),
    "outbox.cancelled": gettext_noop("Messages cancelled"),
    "outbox.released": gettext_noop("Messages released"),
    "outbox.undone": gettext_noop("Release of messages undone"),
    "outbox.tried_again": gettext_noop("Failed messages sent again"),
    "paper.register": gettext_noop("Paper form registered"),
    "paper.settle": gettext_noop("Paper form stored"),
    "pci.choose_home": gettext_noop("Home province chosen"),
    "pci.import_official": gettext_noop("Official results imported"),
    "plan.note_task": gettext_noop("Task of the plan noted"),
    "plan.type_target": gettext_noop("Progress of a target typed"),
    "plan.merged_report": gettext_noop("Provincial report downloaded"),
    "plan.begin": gettext_noop("Plan entered"),
    "plan.change": gettext_noop("Plan changed"),
    "plan.remove": gettext_noop("Plan removed"),
    "plan.add_part": gettext_noop("Part of a plan added"),
    "plan.change_part": gettext_noop("Part of a plan changed"),
    "plan.remove_part": gettext_noop("Part of a plan removed"),
    "plan.begin_report": gettext_noop("Progress report begun"),
    "plan.return_report": gettext_noop("Progress report returned for changes"),
    "plan.send_report": gettext_noop("Progress report sent"),
    "questionnaire.begin": gettext_noop("Questionnaire begun"),
    "questionnaire.discard": gettext_noop("Draft of a questionnaire discarded"),
    "questionnaire.edit": gettext_noop("Questionnaire edited"),
    "questionnaire.fix_wording": gettext_noop("Wording of a published questionnaire corrected"),
    "questionnaire.import": gettext_noop("Questionnaire read from an XLSForm"),
    "questionnaire.publish": gettext_noop("Version of a questionnaire published"),
    "questionnaire.version": gettext_noop("New version of a questionnaire begun"),
    "register.decide_correction": gettext_noop("Correction of the register decided"),
    "report.download": gettext_noop("Report downloaded"),
    "report.figures": gettext_noop("Figures of a report downloaded"),
    "report.groups": gettext_noop("Comparison of groups downloaded"),
    "forecast.release": gettext_noop("Forecast released to everybody"),
    "report.paper": gettext_noop("File of a report downloaded"),
    "report.publish": gettext_noop("Report published"),
    "report.withdraw": gettext_noop("Report withdrawn"),
    "response.review": gettext_noop("Response reviewed"),
    "response.file": gettext_noop("File of a response opened"),
    "response.add_scan": gettext_noop("Scan of a paper form attached"),
    "response.remove_scan": gettext_noop("Scan of a paper form removed"),
    "response.scan": gettext_noop("Scan of a paper form opened"),
    "response.view": gettext_noop("Response opened"),
    "responses.download": gettext_noop("File of responses downloaded"),
    "responses.export": gettext_noop("Responses exported"),
    "responses.import": gettext_noop("Responses imported"),
    "sampled.channel": gettext_noop("Channel of an enterprise changed"),
    "trend.sign": gettext_noop("Trend signed for"),
    "wave.analyse": gettext_noop("Wave analysed"),
    "wave.channels": gettext_noop("Channels of a wave changed"),
    "wave.calls": gettext_noop("Call list exported"),
    "wave.change": gettext_noop("Wave changed"),
    "wave.close": gettext_noop("Wave closed"),
    "wave.reopen": gettext_noop("Wave reopened"),
    "wave.create": gettext_noop("Wave prepared"),
    "wave.discard_sample": gettext_noop("Sample discarded"),
    "wave.draw_sample": gettext_noop("Sample drawn"),
    "wave.erase_scans": gettext_noop("Scans of paper forms erased after a year"),
    "wave.flags": gettext_noop("List of flagged responses exported"),
    "wave.late": gettext_noop("List of late enterprises exported"),
    "wave.open": gettext_noop("Wave opened"),
    "wave.plan_reminders": gettext_noop("Reminders planned"),
    "wave.replace_enterprise": gettext_noop("Enterprise replaced from the reserve"),
    "wave.sample": gettext_noop("List of the sample exported"),
    "wave.send": gettext_noop("Invitations or reminders written"),
    "wave.turnout_csv": gettext_noop("Turnout exported"),
    "wave.web_score": gettext_noop("Score of the portal settled"),
}

DETAILS: dict[str, str] = {
    "accepted": gettext_noop("accepted"),
    "anonymity": gettext_noop("protection of answers"),
    "areas_without": gettext_noop("outlines without a place"),
    "change": gettext_noop("change"),
    "changed": gettext_noop("changed"),
    "channel": gettext_noop("channel"),
    "channels": gettext_noop("channels"),
    "closed_at": gettext_noop("closed at"),
    "closes_on": gettext_noop("last day to answer"),
    "codes": gettext_noop("codes"),
    "columns": gettext_noop("columns"),
    "compared_with": gettext_noop("compared with version"),
    "criterion": gettext_noop("criterion"),
    "day": gettext_noop("day"),
    "differences": gettext_noop("differences between the entries"),
    "enterprise": gettext_noop("enterprise"),
    "enterprises": gettext_noop("enterprises"),
    "export": gettext_noop("number of the export"),
    "field": gettext_noop("field"),
    "fields": gettext_noop("fields"),
    "figure": gettext_noop("figure"),
    "file": gettext_noop("file"),
    "files": gettext_noop("files"),
    "filters": gettext_noop("filters"),
    "folder": gettext_noop("folder"),
    "form": gettext_noop("format"),
    "format": gettext_noop("format"),
    "kind": gettext_noop("kind"),
    "language": gettext_noop("language"),
    "last_day": gettext_noop("last day"),
    "late": gettext_noop("late"),
    "left": gettext_noop("enterprise replaced, number"),
    "left_behind": gettext_noop("parts not taken over"),
    "left_out": gettext_noop("left out"),
    "letters": gettext_noop("letters"),
    "messages": gettext_noop("messages"),
    "moved": gettext_noop("passed on"),
    "name": gettext_noop("name"),
    "new": gettext_noop("new"),
    "note": gettext_noop("note"),
    "number": gettext_noop("number"),
    "part": gettext_noop("part"),
    "people": gettext_noop("people"),
    "places_added": gettext_noop("places added"),
    "places_without": gettext_noop("places without outline"),
    "questions": gettext_noop("questions"),
    "removed": gettext_noop("removed"),
    "repairs": gettext_noop("corrections accepted"),
    "replaced": gettext_noop("replaced"),
    "responses": gettext_noop("responses"),
    "role": gettext_noop("role"),
    "role_before": gettext_noop("role before"),
    "rows": gettext_noop("rows"),
    "run": gettext_noop("number of the analysis"),
    "rungs": gettext_noop("reminders"),
    "same": gettext_noop("the same"),
    "scans": gettext_noop("scans of paper forms"),
    "seed": gettext_noop("seed"),
    "shown": gettext_noop("comments shown"),
    "size": gettext_noop("sample size"),
    "state": gettext_noop("decision"),
    "successor": gettext_noop("successor"),
    "table": gettext_noop("table"),
    "taken": gettext_noop("replacement, number"),
    "text": gettext_noop("text"),
    "texts": gettext_noop("wordings changed"),
    "total": gettext_noop("total"),
    "tried": gettext_noop("restored on trial"),
    "unsent": gettext_noop("unsent answers"),
    "value": gettext_noop("value"),
    "verdict": gettext_noop("decision"),
    "version": gettext_noop("version"),
    "wave": gettext_noop("wave"),
    "way": gettext_noop("way"),
    "with_set_aside": gettext_noop("with responses set aside"),
    "year": gettext_noop("year"),
}


def action(entry: AuditEntry) -> str:
    """What was done; an action nobody named shows its code."""
    code = entry.action
    known = ACTIONS.get(code) or ACTIONS.get(code.rpartition(".")[0])
    return gettext(known) if known else code


def codes(words: str) -> list[str]:
    """The actions whose words contain what somebody looks for."""
    sought = fold(words)
    return [code for code, known in ACTIONS.items() if sought in fold(gettext(known))]


def kinds(words: str) -> list[str]:
    """The kinds of objects whose names contain what somebody looks for."""
    sought = fold(words)
    models = [model._meta for model in apps.get_models()]
    return [meta.label_lower for meta in models if sought in fold(str(meta.verbose_name))]


def target(entry: AuditEntry) -> str:
    """What it was done to: the name of its kind, and its number."""
    if not entry.target_kind:
        return ""
    try:
        kind = apps.get_model(entry.target_kind)._meta.verbose_name
    except LookupError:  # a model of an earlier version of the platform
        kind = entry.target_kind
    return f"{kind} {entry.target_id}"


def details(entry: AuditEntry) -> list[tuple[str, str]]:
    """Counts and codes with their names; digests stay in the export alone."""
    plain = [
        (gettext(DETAILS[name]) if name in DETAILS else name, _write_detail(value))
        for name, value in entry.details.items()
        if "digest" not in name and name != "changes"
    ]
    return plain + _changes(entry)


def _changes(entry: AuditEntry) -> list[tuple[str, str]]:
    """What stood there before and what stands there now, field by field."""
    changes = entry.details.get("changes")
    if not isinstance(changes, dict):
        return []
    return [
        (
            _field_name(entry.target_kind, name),
            " → ".join(_write_detail(one) or "–" for one in pair),
        )
        for name, pair in changes.items()
    ]


def _field_name(kind: str, name: str) -> str:
    try:
        field = apps.get_model(kind)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist, ValueError):
        return gettext(DETAILS[name]) if name in DETAILS else name
    return str(getattr(field, "verbose_name", name))


def _write_detail(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_write_detail, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_write_detail(one)}" for name, one in value.items())
    text = str(value)
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day:
        return date_format(day, "SHORT_DATE_FORMAT")
    return gettext(text) if text.isalpha() and text.isascii() else text
