"""What a sound questionnaire may still get wrong: the list its author reads before publishing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from surveys.instrument import types
from surveys.instrument.expressions.asking import lookup
from surveys.instrument.expressions.comparing import find_vain_comparison
from surveys.instrument.expressions.language import Expression, bind_choice, walk
from surveys.instrument.model import CriterionRule, Document, Question, Text
from surveys.instrument.problems import gettext_noop
from surveys.instrument.trial_export import find_strays

MOST_COMBINATIONS = 20_000

SENTENCES: Mapping[str, str] = {
    "missing_translation": gettext_noop("The text “%(part)s” is missing in: %(languages)s."),
    "unreachable": gettext_noop("“%(name)s” can never be asked: its condition is never met."),
    "never_offered": gettext_noop(
        "“%(choice)s” of “%(name)s” can never be chosen: the filter of its choices never passes it."
    ),
    "never_holds": gettext_noop(
        "“%(comparison)s” never holds in a condition of “%(name)s”: larger and smaller are known of"
        " numbers and days alone, not of words or times of day."
    ),
    "always_asked": gettext_noop("The condition of “%(name)s” always holds, so it does nothing."),
    "never_contradicts": gettext_noop("The contradiction “%(name)s” can never occur."),
    "empty_section": gettext_noop("The section “%(name)s” asks nothing."),
    "no_criterion": gettext_noop("No question measures the criterion “%(criterion)s”."),
    "unknown_criterion": gettext_noop("“%(criterion)s” is not a criterion of the edition."),
    "conditional_criterion": gettext_noop(
        "“%(name)s” is asked under a condition, "
        "but the criterion “%(criterion)s” does not say whom it is about."
    ),
    "does_not_fit": gettext_noop(
        "“%(name)s” gives now a number, now words (such as “%(value)s”), so no column can hold it."
    ),
    "one_language": gettext_noop("The questionnaire is written in one language only."),
    "tells_who": gettext_noop(
        "An answer to “%(name)s” tells who gave it; a blind wave cannot use this version."
    ),
    "no_way_out": gettext_noop(
        "“%(name)s” must be answered, but offers no answer for those whom it does not concern."
    ),
}
GRAVE = frozenset({"missing_translation", "unreachable", "never_offered", "no_criterion"}) | {
    "empty_section",
    "does_not_fit",
    "never_holds",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: where, which sentence, what fills its places; ``name`` leads to the question."""

    code: str
    name: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return SENTENCES[self.code]

    @property
    def is_grave(self) -> bool:
        return self.code in GRAVE

    def __str__(self) -> str:
        return self.template % self.params


def review(document: Document, criteria: frozenset[str] = frozenset()) -> list[Finding]:
    """List what the author should look at; ``criteria`` are those a wave is expected to measure."""
    return [
        *_translations(document),
        *_sections(document),
        *_reachability(document),
        *_comparisons(document),
        *_criteria(document, criteria),
        *_personal(document),
        *(
            Finding("does_not_fit", n, {"name": n, "value": v})
            for n, v in find_strays(document).items()
        ),
    ]


def _translations(document: Document) -> Iterator[Finding]:
    if len(document.languages) == 1:
        yield Finding("one_language", document.name)
    for name, part, text in texts(document):
        missing = [code for code in document.languages if not text.get(code, "").strip()]
        if missing:
            worded = document.words(text, document.languages[0]) or part
            params = {"part": worded, "languages": " ".join(missing)}
            yield Finding("missing_translation", name, params)


def texts(document: Document) -> Iterator[tuple[str, str, Text]]:
    """Go through every text there is, with the name of what it belongs to and its part."""
    yield document.name, "title", document.title
    for section in document.sections:
        yield section.name, "title", section.title
        if section.intro:
            yield section.name, "intro", section.intro
        for question in section.questions:
            yield from _question_texts(question)
    for each in document.contradictions:
        yield each.name, "message", each.message


def _question_texts(question: Question) -> Iterator[tuple[str, str, Text]]:
    if types.of(question).is_shown:
        yield question.name, "text", question.text
    for part, text in (("help", question.help), ("unit", question.unit)):
        if text:
            yield question.name, part, text
    for choice in question.choices:
        yield question.name, choice.code, choice.text
    for row in question.rows:
        yield question.name, row.code, row.text
    for constraint in question.constraints:
        yield question.name, "message", constraint.message


def _sections(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        if not any(types.of(question).is_shown for question in section.questions):
            yield Finding("empty_section", section.name, {"name": section.name})


def _comparisons(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        yield from _vain(section.name, [section.relevance])
        for question in section.questions:
            conditions = [each.expression for each in question.constraints]
            yield from _vain(question.name, [question.relevance, *conditions])


def _vain(name: str, conditions: Sequence[Expression | None]) -> Iterator[Finding]:
    for condition in conditions:
        if condition and (written := find_vain_comparison(condition)):
            yield Finding("never_holds", name, {"name": name, "comparison": written})


def _reachability(document: Document) -> Iterator[Finding]:
    for section in document.sections:
        chain = [section.relevance] if section.relevance else []
        yield from _satisfiable(document, section.name, chain)
        for question in section.questions:
            if question.relevance:
                yield from _satisfiable(document, question.name, [*chain, question.relevance])
            yield from _offers(document, question, chain)
    for each in document.contradictions:
        if possible(document, [each.expression]) is False:
            yield Finding("never_contradicts", each.name, {"name": each.name})


def _offers(document: Document, question: Question, chain: list[Expression]) -> Iterator[Finding]:
    if question.choice_filter is None:
        return
    own = [question.relevance] if question.relevance else []
    for choice in question.choices:
        passing = bind_choice(question.choice_filter, choice.seen_by_filter())
        if possible(document, [*chain, *own, passing]) is False:
            words = document.words(choice.text, document.languages[0]) or choice.code
            params = {"name": question.name, "choice": words}
            yield Finding("never_offered", question.name, params)


def _satisfiable(document: Document, name: str, chain: list[Expression]) -> Iterator[Finding]:
    if not chain:
        return
    if possible(document, chain) is False:
        yield Finding("unreachable", name, {"name": name})
    elif possible(document, chain[-1:], wanted=False) is False:
        yield Finding("always_asked", name, {"name": name})


def possible(document: Document, chain: list[Expression], *, wanted: bool = True) -> bool | None:
    """Whether some answers make all conditions hold (or, not ``wanted``, one of them fail).

    All combinations of answers that matter are tried: the codes of choices, and for numbers those
    on either side of each number mentioned. None when there are too many to try.
    """
    conditions = _with_their_own(document, chain) if wanted else chain
    if any(condition.has_pattern() for condition in conditions):
        return None  # no sample of answers would tell
    wanted_values = _candidates(document, conditions)
    size = 1
    for values in wanted_values.values():
        size *= len(values)
        if size > MOST_COMBINATIONS:
            return None
    for combination in product(*wanted_values.values()):
        find = lookup(_answers(dict(zip(wanted_values, combination, strict=True))))
        if all(condition.holds(find) for condition in conditions) is wanted:
            return True
    return False


def _with_their_own(document: Document, chain: list[Expression]) -> list[Expression]:
    """Add the conditions under which the questions mentioned are asked themselves."""
    conditions = list(chain)
    names: set[str] = set()
    at = 0
    while at < len(conditions):
        for name in conditions[at].names() - names:
            names.add(name)
            own = [document.question(name).relevance, document.section_of(name).relevance]
            conditions += [each for each in own if each and each not in conditions]
        at += 1
    return conditions


def _candidates(
    document: Document, conditions: list[Expression]
) -> dict[tuple[str, str], list[Any]]:
    mentioned = sorted(
        {node[1] for c in conditions for node in walk(c.tree) if node[0] == "number"}
    )
    literals = sorted({node[1] for c in conditions for node in walk(c.tree) if node[0] == "text"})
    references = sorted({reference for c in conditions for reference in c.references()})
    questions = {(name, row): document.question(name) for name, row in references}
    return {
        reference: types.of(question).samples(question, mentioned, literals)
        for reference, question in questions.items()
    }


def _answers(values: dict[tuple[str, str], Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for (name, row), value in values.items():
        if row:
            answers.setdefault(name, {})[row] = value
        else:
            answers[name] = value
    return answers


def _criteria(document: Document, expected: frozenset[str]) -> Iterator[Finding]:
    measured = {rule.criterion: rule for rule in document.criteria}
    for criterion in sorted(expected - measured.keys()):
        yield Finding("no_criterion", document.name, {"criterion": criterion})
    for criterion in measured:
        if expected and criterion not in expected:
            yield Finding("unknown_criterion", document.name, {"criterion": criterion})
    for rule in document.criteria:
        for question in map(document.question, rule.questions()):
            yield from _measured_question(question, rule)


def _measured_question(question: Question, rule: CriterionRule) -> Iterator[Finding]:
    name = question.name
    if question.relevance and rule.where is None:
        yield Finding("conditional_criterion", name, {"name": name, "criterion": rule.criterion})
    if question.required and types.of(question).is_rating and not _has_way_out(question):
        yield Finding("no_way_out", name, {"name": name})


def _personal(document: Document) -> Iterator[Finding]:
    for question in document.questions():
        if types.of(question).is_personal:
            yield Finding("tells_who", question.name, {"name": question.name})


def _has_way_out(question: Question) -> bool:
    return any(choice.missing for choice in question.choices)
