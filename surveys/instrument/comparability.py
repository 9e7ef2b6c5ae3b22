"""What a new version of a questionnaire does to trends: question by question, then by criterion."""

from dataclasses import dataclass
from enum import StrEnum

from surveys.instrument.model import CriterionRule, Document, Question


class Change(StrEnum):
    """What became of a question or criterion, from harmless to fatal for a trend."""

    SAME = "same"
    WORDED = "worded"
    RECODED = "recoded"
    NEW = "new"
    GONE = "gone"

    @property
    def breaks_trend(self) -> bool:
        return self in (Change.WORDED, Change.RECODED)


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question in two versions, and in which languages its words differ."""

    name: str
    change: Change
    languages: tuple[str, ...] = ()
    old: Question | None = None
    new: Question | None = None


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """One criterion in two versions: the worst that happened to what it is computed from."""

    criterion: str
    change: Change
    questions: tuple[str, ...] = ()
    rule_changed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side."""

    questions: tuple[QuestionChange, ...]
    criteria: tuple[CriterionChange, ...]

    def broken_trends(self) -> tuple[CriterionChange, ...]:
        """Criteria that may be drawn as one line only if somebody signs for it."""
        return tuple(each for each in self.criteria if each.change.breaks_trend)

    def changed(self) -> tuple[QuestionChange, ...]:
        return tuple(each for each in self.questions if each.change is not Change.SAME)


def compare(old: Document, new: Document) -> Comparison:
    """Say of every question and criterion of both versions what changed."""
    before = {question.name: question for question in old.questions()}
    after = {question.name: question for question in new.questions()}
    names = [*after, *(name for name in before if name not in after)]
    questions = tuple(
        _question(name, before.get(name), after.get(name), old, new) for name in names
    )
    changes = {each.name: each.change for each in questions}
    return Comparison(questions, _criteria(old, new, changes))


def _question(
    name: str, old: Question | None, new: Question | None, before: Document, after: Document
) -> QuestionChange:
    if old is None:
        return QuestionChange(name, Change.NEW, new=new)
    if new is None:
        return QuestionChange(name, Change.GONE, old=old)
    if old.coding != new.coding or _condition(before, name) != _condition(after, name):
        return QuestionChange(name, Change.RECODED, old=old, new=new)
    if old.wording == new.wording:
        return QuestionChange(name, Change.SAME, old=old, new=new)
    return QuestionChange(name, Change.WORDED, find_rewordings(old, new), old, new)


def _condition(document: Document, question: str) -> str:
    relevance = document.section_of(question).relevance
    return relevance.source if relevance else ""


def find_rewordings(old: Question, new: Question) -> tuple[str, ...]:
    """Name the languages in which anything a respondent reads differs."""
    texts = zip(_texts(old), _texts(new), strict=True)
    found = {
        language
        for one, other in texts
        for language in {*one, *other}
        if one.get(language, "") != other.get(language, "")
    }
    return tuple(sorted(found))


def _texts(question: Question) -> list[dict[str, str]]:
    own = [question.text, question.help, question.unit]
    parts = [choice.text for choice in question.choices] + [row.text for row in question.rows]
    return [dict(text) for text in own + parts]


def _criteria(
    old: Document, new: Document, changes: dict[str, Change]
) -> tuple[CriterionChange, ...]:
    before = {rule.criterion: rule for rule in old.criteria}
    after = {rule.criterion: rule for rule in new.criteria}
    codes = [*after, *(code for code in before if code not in after)]
    return tuple(_criterion(code, before.get(code), after.get(code), changes) for code in codes)


def _criterion(
    code: str, old: CriterionRule | None, new: CriterionRule | None, changes: dict[str, Change]
) -> CriterionChange:
    if old is None:
        return CriterionChange(code, Change.NEW)
    if new is None:
        return CriterionChange(code, Change.GONE)
    names = dict.fromkeys([*_questions_behind(old), *_questions_behind(new)])
    touched = tuple(name for name in names if changes.get(name) is not Change.SAME)
    rule_changed = old != new
    worst = {changes.get(name) for name in touched}
    if rule_changed or worst - {Change.WORDED}:
        return CriterionChange(code, Change.RECODED, touched, rule_changed)
    return CriterionChange(code, Change.WORDED if touched else Change.SAME, touched)


def _questions_behind(rule: CriterionRule) -> tuple[str, ...]:
    """Name the questions a criterion is computed from, those of its base included."""
    return (*rule.questions(), *sorted(rule.where.names() if rule.where else ()))
