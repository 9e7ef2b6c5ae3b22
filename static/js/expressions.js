/* The expression language of questionnaires, as surveys/instrument/expressions/language.py evaluates it.
 *
 * Trees come as JSON. Blank is null; numbers, texts, booleans and lists of codes are themselves.
 * Both evaluators must agree with tests/surveys/instrument/vectors.json.
 *
 *   Expressions.evaluate(tree, (name, row) => answer)
 *   Expressions.asked(script, answers) -> {question: whether it is asked}
 */
"use strict";

window.Expressions = (() => {
  const DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;
  const ISO_DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

  const finite = (number) => (Number.isFinite(number) ? number : null);
  const blank = (value) => value === null || value === undefined || value === "";
  const codes = (values) => (values.length ? values.map(String) : null);

  function plain(value) {
    if (blank(value)) return null;
    if (typeof value === "number") return finite(value);
    if (typeof value !== "object") return value;
    if (Array.isArray(value)) return codes(value);
    return codes(Object.values(value).filter((each) => !blank(each)));
  }

  function asNumber(value) {
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value === "number") return value;
    if (typeof value === "string" && DECIMAL.test(value)) return finite(Number(value));
    return null;
  }

  function spelled(value) {
    if (Array.isArray(value)) return value.join(" ");
    if (typeof value !== "number") return value === null ? "" : String(value);
    const size = Math.abs(value);
    return size < 1e15 && (Number.isInteger(value) || size >= 1e-4) ? String(value) : "";
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

  const truth = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));

  /* Texts are ordered by code point, as Python orders them, not by UTF-16 unit. */
  function order(left, right) {
    if (typeof left === "number") return left - right;
    const one = Array.from(left, (letter) => letter.codePointAt(0));
    const other = Array.from(right, (letter) => letter.codePointAt(0));
    for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
      if (one[at] !== other[at]) return one[at] - other[at];
    }
    return one.length - other.length;
  }

  function ordered(operator, left, right) {
    const difference = order(left, right);
    return {
      "=": difference === 0,
      "!=": difference !== 0,
      "<": difference < 0,
      "<=": difference <= 0,
      ">": difference > 0,
      ">=": difference >= 0,
    }[operator];
  }

  function single(value) {
    if (!Array.isArray(value)) return value;
    return value.length === 1 ? value[0] : `\0${value.join(" ")}`;
  }

  function compare(operator, leftValue, rightValue) {
    const left = single(leftValue);
    const right = single(rightValue);
    if (left === null || right === null) {
      const same = left === right;
      return operator === "=" ? same : operator === "!=" && !same;
    }
    const texts = typeof left === "string" && typeof right === "string";
    if (texts && (operator === "=" || operator === "!=")) return (left === right) === (operator === "=");
    const one = asNumber(left);
    const other = asNumber(right);
    if (one !== null && other !== null) return ordered(operator, one, other);
    if (texts) return ordered(operator, left, right);
    return operator === "!=";
  }

  function arithmetic(operator, left, right) {
    if ((operator === "div" || operator === "mod") && right === 0) return null;
    if (operator === "div") return finite(left / right);
    if (operator === "mod") return finite(left % right);
    if (operator === "+") return finite(left + right);
    if (operator === "-") return finite(left - right);
    return finite(left * right);
  }

  function chain(tree, lookup) {
    let total = asNumber(evaluate(tree[1], lookup));
    for (let at = 2; at < tree.length; at += 2) {
      const number = asNumber(evaluate(tree[at + 1], lookup));
      if (total === null || number === null) return null;
      total = arithmetic(tree[at], total, number);
    }
    return total;
  }

  function round(value, places = 0) {
    const number = asNumber(value);
    const digits = asNumber(places);
    if (number === null || digits === null) return null;
    const factor = 10 ** Math.max(0, Math.min(9, Math.floor(digits)));
    const scaled = finite(number * factor + 0.5);
    return scaled === null ? null : Math.floor(scaled) / factor;
  }

  function extreme(choose, values) {
    const numbers = values.map(asNumber).filter((number) => number !== null);
    return numbers.length ? choose(...numbers) : null;
  }

  function countSelected(value) {
    if (Array.isArray(value)) return value.length;
    return value === null ? 0 : 1;
  }

  function selected(chosen, code) {
    if (code === null) return false;
    return (Array.isArray(chosen) ? chosen : [chosen]).some((each) => compare("=", each, code));
  }

  function selectedAt(chosen, place) {
    const codes = Array.isArray(chosen) ? chosen : [chosen].filter((each) => each !== null).map(spelled);
    const number = asNumber(place);
    return number !== null && number >= 0 ? codes[Math.floor(number)] || null : null;
  }

  const FUNCTIONS = {
    "not": (value) => !truth(value),
    "selected": selected,
    "count-selected": countSelected,
    "count-answered": (...values) => values.filter((value) => value !== null).length,
    "coalesce": (...values) => [...values.filter((value) => value !== null), null][0],
    "round": round,
    "int": (value) => (asNumber(value) === null ? null : Math.trunc(asNumber(value))),
    "number": asNumber,
    "min": (...values) => extreme(Math.min, values),
    "max": (...values) => extreme(Math.max, values),
    "string-length": (value) => (typeof value === "string" ? Array.from(value).length : 0),
    "contains": (value, part) => spelled(value).includes(spelled(part)),
    "starts-with": (value, part) => spelled(value).startsWith(spelled(part)),
    "ends-with": (value, part) => spelled(value).endsWith(spelled(part)),
    "selected-at": selectedAt,
    "date": (value) => (typeof value === "string" && ISO_DATE.test(value) ? value : null),
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
        return plain(lookup(tree[1], tree[2]));
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
    for (const question of script.questions) {
      const lookup = lookupIn(kept);
      const codes = offered(question, kept);
      if (codes) offers[question.name] = codes;
      const isAsked =
        (!question.relevance || truth(evaluate(question.relevance, lookup))) && !(codes && codes.length === 0);
      verdicts[question.name] = isAsked;
      if (isAsked && question.calculation) kept[question.name] = evaluate(question.calculation, lookup);
      else if (isAsked) kept[question.name] = among(codes, answers[question.name]);
    }
    return verdicts;
  }

  return { evaluate, asked, lookupIn, truth };
})();
