/* ODK's own engine, and ours of the browser, asked about forms: one JSON line in, one out.
 *
 *   {"id", "xml", "answers": [[name, value]], "flow": {"sections": […]}, "given": {…}}
 *   {"id", "odk": {name: [relevant, value, violation]}, "ours": {name: [relevant, value]}} or {"id", "error"}
 */
import fs from "node:fs";
import vm from "node:vm";
import readline from "node:readline";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { JSDOM } from "jsdom";

globalThis.__dirname = dirname(fileURLToPath(import.meta.url));
globalThis.require = createRequire(import.meta.url);
const dom = new JSDOM("<!doctype html>", { url: "http://localhost" });
const NEEDED = [
  "window", "document", "DOMParser", "XMLSerializer", "Node", "Element", "Document", "XPathResult", "XMLDocument",
  "Attr", "Text", "Comment", "CDATASection", "ProcessingInstruction", "NodeList", "DocumentType", "File", "Blob",
  "FormData", "HTMLElement", "CharacterData", "DocumentFragment", "NodeFilter",
];
for (const key of NEEDED) {
  if (dom.window[key] !== undefined) globalThis[key] = key === "window" ? dom.window : dom.window[key];
}
// A text of blanks is no number in XPath and on ODK's phones; JavaScript alone makes it 0.
const isBlank = (value) => typeof value === "string" && value !== "" && value.trim() === "";
globalThis.Number = new Proxy(Number, {
  apply: (target, self, [value, ...rest]) => (isBlank(value) ? NaN : target.call(self, value, ...rest)),
});
const { loadForm } = await import("@getodk/xforms-engine");
console.log = console.error; // the engine's own remarks must not stand among the answers

const browser = { window: {} };
vm.createContext(browser);
vm.runInContext(fs.readFileSync(process.argv[2], "utf8"), browser);
const { Expressions } = browser.window;

function give(node, value) {
  if (node.nodeType === "select") node.selectValues([value].flat());
  else if (node.valueType === "int") node.setValue(BigInt(value));
  else node.setValue(node.valueType === "decimal" ? Number(value) : value);
}

async function odk({ xml, answers }) {
  const form = await loadForm(xml, { fetchFormAttachment: async () => new Response("") });
  if (form.status === "failure" || form.error) throw new Error(form.error?.message ?? "not loaded");
  const nodes = {};
  const visit = (node) => {
    if (node.definition?.nodeset) nodes[node.definition.nodeset.split("/").pop()] = node;
    (node.currentState?.children ?? []).forEach(visit);
  };
  visit(form.createInstance().root);
  for (const [name, value] of answers) give(nodes[name], value);
  const said = ([name, node]) => {
    const state = node.currentState;
    const value = state.instanceValue ?? state.value ?? "";
    return [name, [Boolean(state.relevant), [value].flat().join(" "), node.validationState?.violation?.condition ?? ""]];
  };
  return Object.fromEntries(Object.entries(nodes).filter(([, node]) => node.nodeType !== "group").map(said));
}

function ours({ flow, given }) {
  let kept = {};
  const said = {};
  for (const section of flow.sections) {
    const isOpen = !section.relevance || Expressions.truth(Expressions.evaluate(section.relevance, Expressions.lookupIn(kept)));
    const page = { answers: kept, questions: section.questions };
    const verdicts = isOpen ? Expressions.asked(page, given) : {};
    if (isOpen) kept = page.kept;
    for (const { name } of section.questions) said[name] = [Boolean(verdicts[name]), kept[name] ?? null];
  }
  return said;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = { id: asked.id, odk: await odk(asked), ours: ours(asked) };
  } catch (problem) {
    answer = { id: asked.id, error: String(problem?.message ?? problem).slice(0, 300) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
