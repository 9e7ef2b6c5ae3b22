/* The expression language of questionnaires, as surveys/instrument/expressions/language.py evaluates it.
 *
 * Trees come as JSON. Blank is null; numbers, texts, booleans and lists of codes are themselves.
 * Both evaluators must agree with tests/surveys/instrument/vectors.json.
 *
 *   Expressions.evaluate(tree, (name, row) => answer)
 *   Expressions.asked(script, answers) -> {question: whether it is asked}
 *   Expressions.walk(flow, answers) -> {sections, answers}, those that are asked and those that count
 */
"use strict";

window.Expressions = (() => {
  const DECIMAL = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$/;
  const ISO_DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const AROUND = /^[ \t\r\n]+|[ \t\r\n]+$/g;
  const DAY = 86400000;
  const LAST_DAY = 2932896;
  const FIRST_DAY = -719162;

  const finite = (number) => (Number.isFinite(number) ? number : null);
  const blank = (value) => value === null || value === undefined || value === "";
  const codes = (values) => (values.length ? values.map(String) : null);

  /* A number, or a yes or no, as an answer: XForms keeps it as text and compares it as such. */
  class Given {
    constructor(value) {
      this.value = value;
    }
  }
  const bare = (value) => (value instanceof Given ? value.value : value);

  function plain(value) {
    if (blank(value)) return null;
    if (typeof value === "number") return finite(value);
    if (typeof value !== "object") return value;
    if (Array.isArray(value)) return codes(value);
    return codes(Object.values(value).filter((each) => !blank(each)));
  }

  function given(value) {
    const known = plain(value);
    return typeof known === "number" || typeof known === "boolean" ? new Given(known) : known;
  }

  function settle(value) {
    const known = bare(value);
    return typeof known === "number" ? finite(known) : plain(known);
  }

  function countDays(text) {
    const moment = new Date(`${text}T00:00:00Z`);
    const isDay = !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === text;
    return isDay && text >= "0001" ? moment.getTime() / DAY : NaN;
  }

  /* A day counts from 1970 on; what is no number is NaN. */
  function asNumber(value) {
    if (value instanceof Given) return typeof value.value === "boolean" ? NaN : value.value;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value === "number") return value;
    const text = spelled(value);
    if (ISO_DATE.test(text)) return countDays(text);
    const trimmed = text.replace(AROUND, "");
    return DECIMAL.test(trimmed) ? Number(trimmed) : NaN;
  }

  function asDate(value) {
    if (typeof value === "string") return ISO_DATE.test(value) && !Number.isNaN(countDays(value)) ? value : null;
    const days = Math.floor(asNumber(value));
    if (!Number.isFinite(days) || days < FIRST_DAY || days > LAST_DAY) return null;
    return new Date(days * DAY).toISOString().slice(0, 10);
  }

  function spelled(value) {
    const known = bare(value);
    if (Array.isArray(known)) return known.join(" ");
    if (known === null || Number.isNaN(known)) return "";
    return String(known);
  }

  /* A pattern comes compiled: states to begin in, letters of each, states after each. */
  function matches([first, letters, follows], text) {
    let now = new Set(first);
    for (const letter of text) {
      const code = letter.codePointAt(0);
      const next = new Set();
      for (const state of now) {
        const ranges = letters[state] || [];
        if (ranges.some((low, at) => at % 2 === 0 && low <= code && code <= ranges[at + 1])) {
          for (const after of follows[state]) next.add(after);
        }
      }
      if (!next.size) return false;
      now = next;
    }
    return now.has(letters.length);
  }

  function truth(value) {
    const known = bare(value);
    return Array.isArray(known) ? known.length > 0 : Boolean(known);
  }

  function areEqual(left, right) {
    if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
    if (typeof left === "number" || typeof right === "number") return asNumber(left) === asNumber(right);
    return spelled(left) === spelled(right);
  }

  function compare(operator, left, right) {
    if (operator === "=" || operator === "!=") return areEqual(left, right) === (operator === "=");
    const one = asNumber(left);
    const other = asNumber(right);
    if (operator === "<") return one < other;
    if (operator === "<=") return one <= other;
    if (operator === ">") return one > other;
    return one >= other;
  }

  function arithmetic(operator, left, right) {
    if (operator === "div") return left / right;
    if (operator === "mod") return left % right;
    if (operator === "+") return left + right;
    if (operator === "-") return left - right;
    return left * right;
  }

  function chain(tree, lookup) {
    let total = asNumber(evaluate(tree[1], lookup));
    for (let at = 2; at < tree.length; at += 2) {
      total = arithmetic(tree[at], total, asNumber(evaluate(tree[at + 1], lookup)));
    }
    return total;
  }

  /* Half goes away from zero; negative places round to tens, hundreds and so on. */
  function round(value, places = 0) {
    const number = asNumber(value);
    const digits = asNumber(places);
    if (!Number.isFinite(digits)) return NaN;
    if (!Number.isFinite(number)) return number;
    const kept = Math.max(-15, Math.min(15, Math.floor(digits)));
    const factor = 10 ** Math.abs(kept);
    const scaled = kept >= 0 ? Math.abs(number) * factor : Math.abs(number) / factor;
    if (!Number.isFinite(scaled)) return number;
    const whole = Math.floor(scaled + 0.5);
    return Math.sign(number) * (kept >= 0 ? whole / factor : whole * factor);
  }

  function extreme(choose, values) {
    const numbers = values.map(asNumber).filter((number) => !Number.isNaN(number));
    return numbers.length ? choose(...numbers) : NaN;
  }

  function codesIn(value) {
    return Array.isArray(value) ? value : spelled(value).split(/\s+/).filter(Boolean);
  }

  function selected(chosen, code) {
    const among = codesIn(chosen);
    return (among.length ? among : [""]).includes(spelled(code).replace(AROUND, ""));
  }

  function selectedAt(chosen, place) {
    const among = codesIn(chosen);
    const number = asNumber(place);
    return number >= 0 && number < among.length ? among[Math.floor(number)] : null;
  }

  function cut(text, start, end) {
    const letters = spelled(text);
    const place = (number) => (Number.isNaN(number) ? 0 : number);
    const last = end === undefined ? letters.length : place(asNumber(end));
    return letters.slice(place(asNumber(start)), last).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
  }

  function before(text, part) {
    const at = spelled(part) === "" ? -1 : spelled(text).indexOf(spelled(part));
    return at < 0 ? "" : spelled(text).slice(0, at);
  }

  function after(text, part) {
    const at = spelled(text).indexOf(spelled(part));
    return at < 0 ? "" : spelled(text).slice(at + spelled(part).length);
  }

  /* Letters for letters; those that have no counterpart go. */
  function translate(text, old, put) {
    const letters = Array.from(spelled(old));
    const others = Array.from(spelled(put));
    const turned = (letter) => (letters.includes(letter) ? others[letters.indexOf(letter)] || "" : letter);
    return Array.from(spelled(text), turned).join("");
  }

  /* As text: a number or a yes goes on as an answer would. */
  function coalesce(...values) {
    const found = values.find((value) => spelled(value) !== "");
    if (found === undefined) return null;
    return typeof found === "number" || typeof found === "boolean" ? new Given(found) : found;
  }

  const FUNCTIONS = {
    "not": (value) => !truth(value),
    "boolean": truth,
    "selected": selected,
    "count-selected": (value) => codesIn(value).length,
    "count-answered": (...values) => values.filter((value) => settle(value) !== null).length,
    "coalesce": coalesce,
    "round": round,
    "int": (value) => Math.trunc(asNumber(value)),
    "floor": (value) => Math.floor(asNumber(value)),
    "ceiling": (value) => Math.ceil(asNumber(value)),
    "abs": (value) => Math.abs(asNumber(value)),
    "pow": (base, exponent) => asNumber(base) ** asNumber(exponent),
    "number": asNumber,
    "min": (...values) => extreme(Math.min, values),
    "max": (...values) => extreme(Math.max, values),
    "string": spelled,
    "concat": (...values) => values.map(spelled).join(""),
    "substr": cut,
    "substring-before": before,
    "substring-after": after,
    "translate": translate,
    "normalize-space": (value) => spelled(value).replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, ""),
    "string-length": (value) => spelled(value).length,
    "contains": (value, part) => spelled(value).includes(spelled(part)),
    "starts-with": (value, part) => spelled(value).startsWith(spelled(part)),
    "ends-with": (value, part) => spelled(value).endsWith(spelled(part)),
    "selected-at": selectedAt,
    "date": asDate,
    "true": () => true,
    "false": () => false,
  };

  function call(tree, lookup) {
    const [, name, ...parts] = tree;
    if (name === "if") return evaluate(parts[truth(evaluate(parts[0], lookup)) ? 1 : 2], lookup);
    return FUNCTIONS[name](...parts.map((part) => evaluate(part, lookup)));
  }

  function evaluate(tree, lookup) {
    switch (tree[0]) {
      case "number":
        return tree[1];
      case "text":
        return tree[1] === "" ? null : tree[1];
      case "ref":
        return given(lookup(tree[1], tree[2]));
      case "today":
        return null;
      case "or":
        return tree.slice(1).some((part) => truth(evaluate(part, lookup)));
      case "and":
        return tree.slice(1).every((part) => truth(evaluate(part, lookup)));
      case "compare":
        return compare(tree[1], evaluate(tree[2], lookup), evaluate(tree[3], lookup));
      case "chain":
        return chain(tree, lookup);
      case "regex":
        return matches(tree[2], spelled(evaluate(tree[1], lookup)));
      default:
        return call(tree, lookup);
    }
  }

  function lookupIn(answers, here) {
    return (name, row) => {
      const answer = name ? answers[name] : here;
      if (!row) return answer;
      const isMatrix = answer !== null && typeof answer === "object" && !Array.isArray(answer);
      return isMatrix ? answer[row] : null;
    };
  }

  /* The codes of a question that its filter offers now; null when it has no filter. */
  function offered(question, kept) {
    if (!question.filter) return null;
    const passes = (choice) => truth(evaluate(question.filter, lookupIn(kept, choice)));
    return question.choices.filter(passes).map((choice) => choice.name);
  }

  function among(codes, answer) {
    if (!codes || blank(answer)) return answer;
    if (Array.isArray(answer)) return answer.filter((code) => codes.includes(code));
    return codes.includes(answer) ? answer : null;
  }

  /* Go through the questions of a page in order; what is not asked counts for nothing.
   * Filtered questions leave in ``offers`` the codes they offer. */
  function asked(script, answers, offers = {}) {
    const kept = { ...script.answers };
    const verdicts = {};
    script.kept = kept; // the answers that count, once all is gone through
    for (const question of script.questions) {
      const lookup = lookupIn(kept);
      const codes = offered(question, kept);
      if (codes) offers[question.name] = codes;
      const isAsked =
        (!question.relevance || truth(evaluate(question.relevance, lookup))) && !(codes && codes.length === 0);
      verdicts[question.name] = isAsked;
      if (isAsked && question.calculation) kept[question.name] = settle(evaluate(question.calculation, lookup));
      else if (isAsked) kept[question.name] = among(codes, answers[question.name]);
      else delete kept[question.name];
    }
    return verdicts;
  }

  /* Go through a whole questionnaire with given answers, as surveys/instrument/routing.py does. */
  function walk(flow, answers) {
    const passed = { sections: [], answers: {} };
    for (const section of flow.sections) {
      if (section.relevance && !truth(evaluate(section.relevance, lookupIn(passed.answers)))) continue;
      const script = { answers: passed.answers, questions: section.questions };
      const verdicts = asked(script, answers);
      if (section.questions.some((question) => verdicts[question.name] && question.shown)) passed.sections.push(section.name);
      passed.answers = script.kept;
    }
    return passed;
  }

  return { evaluate: (tree, lookup) => settle(evaluate(tree, lookup)), asked, lookupIn, truth, walk };
})();
