"""Questionnaires with their versions, and what a version is checked against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import nest_quotes
from pci.models import Criterion, CriterionInEdition, Measure
from surveys.instrument import advice, loading
from surveys.instrument.comparability import compare
from surveys.instrument.problems import DocumentError, Problem
from surveys.languages import name_here
from surveys.models import Questionnaire, QuestionnaireVersion, Wave, WordingFix


def questionnaires_with_versions() -> QuerySet[Questionnaire]:
    versions = QuestionnaireVersion.objects.with_titles().annotate(
        wave_count=Count("waves", distinct=True)
    )
    return Questionnaire.objects.prefetch_related(Prefetch("versions", queryset=versions))


def list_survey_criteria() -> frozenset[str]:
    """The criteria of the latest edition that a survey can measure."""
    latest = CriterionInEdition.objects.order_by("-edition__year").values("edition")[:1]
    found = CriterionInEdition.objects.filter(edition__in=latest).exclude(measure=Measure.EXTERNAL)
    return frozenset(found.values_list("criterion__code", flat=True))


def criterion_names() -> dict[str, str]:
    return {criterion.code: criterion.name for criterion in Criterion.objects.all()}


def languages_of(version: QuestionnaireVersion) -> list[str]:
    """The languages a version is written in; it may be a draft that does not load."""
    found = version.document.get("languages")
    named = [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
    return named or ["vi"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the check page: what is wrong, how grave it is, where to mend it."""

    sentence: str
    grave: bool
    href: str
    place: str
    may_be_signed: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """How one edition of the index words a criterion that a question measures."""

    criterion: str
    year: int
    wording: str
    unit: str


def captions_by_question(data: Mapping[str, Any]) -> dict[str, list[Caption]]:
    """The words of every edition beside each question that a criterion is computed from."""
    measuring: dict[str, list[str]] = {}
    for rule in data.get("criteria", []):
        for name in dict.fromkeys(item.partition(".")[0] for item in rule.get("items", [])):
            measuring.setdefault(name, []).append(rule.get("criterion", ""))
    worded: dict[str, list[Caption]] = {}
    editions = CriterionInEdition.objects.select_related("edition", "criterion")
    for each in editions.order_by("edition__year", "number"):
        caption = Caption(
            each.criterion.name, each.edition.year, each.wording, each.get_unit_display()
        )
        worded.setdefault(each.criterion.code, []).append(caption)
    return {
        name: [caption for code in codes for caption in worded.get(code, ())]
        for name, codes in measuring.items()
    }


def list_unmeasured(version: QuestionnaireVersion) -> list[str]:
    """The criteria of the basket that no question measures; a draft with faults names none yet."""
    try:
        document = loading.load(version.document)
    except DocumentError:
        return []
    names = criterion_names()
    found = advice.review(document, list_survey_criteria())
    codes = [each.params["criterion"] for each in found if each.code == "no_criterion"]
    return [names.get(code, code) for code in codes]


def remarks(version: QuestionnaireVersion) -> list[Remark]:
    """All that is wrong with a version, or worth a look, the grave things first."""
    data = version.document
    try:
        document = loading.load(data)
    except DocumentError as refusal:
        names = criterion_names()
        return [_problem(version, problem, names) for problem in refusal.problems]
    found = advice.review(document, list_survey_criteria())
    names = criterion_names()
    listed = [_finding(version, finding, names) for finding in found]
    return sorted(listed, key=lambda remark: not remark.grave)


def _problem(version: QuestionnaireVersion, problem: Problem, names: Mapping[str, str]) -> Remark:
    kind, name = part_at(version.document, problem.path)
    sentence = nest_quotes(_(problem.template) % _name_in_words(problem.params, names))
    return Remark(sentence, True, edit_address(version, kind, name), name)


def _finding(
    version: QuestionnaireVersion, finding: advice.Finding, names: Mapping[str, str]
) -> Remark:
    sentence = nest_quotes(_(finding.template) % _name_in_words(finding.params, names))
    if finding.code == "no_criterion":
        address = reverse("surveys:new_criterion", args=[version.pk])
        return Remark(sentence, True, address, _("Criteria measured"), may_be_signed=True)
    kind = kind_of(version.document, finding.name)
    address = edit_address(version, kind, finding.name)
    return Remark(sentence, finding.is_grave, address, finding.name)


def _name_in_words(params: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Put the names of criteria and languages in place of their codes."""
    said = dict(params)
    if "criterion" in said:
        said["criterion"] = names.get(said["criterion"], said["criterion"])
    if "languages" in said:
        said["languages"] = ", ".join(name_here(code) for code in said["languages"].split())
    return said


def part_at(data: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Name the part of a document that a path such as ``/sections/2/questions/0`` leads into."""
    steps = path.strip("/").split("/")
    try:
        if steps[0] == "sections" and len(steps) > 1:
            section = data["sections"][int(steps[1])]
            if len(steps) > 3 and steps[2] == "questions":
                return "question", str(section["questions"][int(steps[3])].get("name", ""))
            return "section", str(section.get("name", ""))
        if steps[0] == "criteria" and len(steps) > 1:
            return "criterion", str(data["criteria"][int(steps[1])].get("criterion", ""))
        if steps[0] == "contradictions" and len(steps) > 1:
            return "contradiction", str(data["contradictions"][int(steps[1])].get("name", ""))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return "title", ""
    return "title", ""


def kind_of(data: Mapping[str, Any], name: str) -> str:
    sections = data.get("sections", [])
    if any(section.get("name") == name for section in sections):
        return "section"
    if any(each.get("name") == name for section in sections for each in section["questions"]):
        return "question"
    if any(each.get("name") == name for each in data.get("contradictions", [])):
        return "contradiction"
    return "title"


def edit_address(version: QuestionnaireVersion, kind: str, name: str) -> str:
    if kind == "title" or not name:
        return reverse("surveys:edit_title", args=[version.pk])
    return reverse(f"surveys:edit_{kind}", args=[version.pk, name])


@dataclass(frozen=True, slots=True)
class Effects:
    """What publishing a version does to the line of figures since the version before."""

    before: QuestionnaireVersion
    changed: int
    broken: int


def effects(version: QuestionnaireVersion) -> Effects | None:
    """Count changed questions and trends that break; nothing where no version goes before."""
    before = version.before
    if before is None:
        return None
    try:
        found = compare(before.compiled, loading.load(version.document))
    except DocumentError:
        return None  # the check page says what is wrong
    broken = sum(each.change.breaks_trend for each in found.criteria)
    return Effects(before, len(list(found.changed())), broken)


PLACES = {
    "title": gettext_lazy("Title"),
    "intro": gettext_lazy("Words at the top of the page"),
    "text": gettext_lazy("Question"),
    "help": gettext_lazy("Help below the question"),
    "unit": gettext_lazy("Unit"),
}


def say_place(place: str, language: str) -> str:
    """Name a text in words: the question, its help, a line of the matrix."""
    kind, _dot, code = place.partition(".")
    if kind == "row":
        named = _("Line “%(code)s”") % {"code": code}
    else:
        named = str(PLACES.get(kind) or _("Message about the answer"))
    return _("%(part)s (%(language)s)") % {"part": named, "language": name_here(language)}


@dataclass(frozen=True, slots=True)
class Fix:
    """A corrected wording, and in words which text it was."""

    record: WordingFix
    said: str


def fixes_of(*versions: QuestionnaireVersion) -> list[Fix]:
    """What was corrected in these versions after they were published, oldest first."""
    found = WordingFix.objects.of(list(versions))
    return [Fix(each, say_place(each.place, each.language)) for each in found]


def may_fix(version: QuestionnaireVersion) -> bool:
    """Whether typing errors of a version can still be corrected: no wave that asked it is over."""
    return version.is_published and not Wave.objects.closed().filter(version=version).exists()
