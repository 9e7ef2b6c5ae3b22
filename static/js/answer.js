// Answering with a script: every answer is saved as it is given, kept on the phone while there is
// no network, and sent again when there is. Without this file the pages work as plain forms.
// Syntax of 2018, for old phones; answer-queue.js keeps and sends what waits.
const form = document.getElementById("answers");
const sending = document.getElementById("send");
const finished = document.querySelector("[data-finished]");
const home = document.getElementById("queue").dataset.home;
const words = JSON.parse(document.getElementById("words").textContent);
const line = document.getElementById("saved");
const again = document.getElementById("again");
const details = document.getElementById("details");

/* ---- the line that says whether everything is saved ---- */
function tell(text, isWaiting) {
  if (!line) return;
  line.textContent = text;
  line.className = isWaiting ? "waiting" : "";
  again.hidden = details.hidden = !isWaiting;
}
const queue = window.answerQueue({
  home, words, form,
  saved: (page, at) => {
    if (page && form && page.url === form.action) spent = Math.max(0, spent - page.spent);
    if (at) tell(words.saved.replace("%s", at), false);
  },
  waits: (text) => tell(text, text !== ""),
  left: (address) => { leaving = true; visit(address); },
  emptied: () => { tell("", false); if (finished) finish(); },
});
const { all, drop, flush, keep } = queue;

/* ---- saving ---- */
let leaving = false;
let since = performance.now();
let spent = 0; // seconds on this page that the server does not know of yet
function snapshot() {
  const passed = Math.round((performance.now() - since) / 1000);
  since += passed * 1000;
  spent += passed;
  const stamp = Date.now();
  const fields = [...new FormData(form)].filter(([name]) => name !== "opened");
  fields.push(["go", "save"], ["stamp", String(stamp)], ["seconds", String(spent)]);
  return { home, url: form.action, stamp, spent, fields };
}
async function save() {
  const page = snapshot();
  await keep(page);
  return page;
}
let timer = 0;
function changed(wait) {
  const kept = save(); // on the phone at once, over the network when there is a pause
  clearTimeout(timer);
  timer = setTimeout(async () => { timer = 0; await kept; flush(); }, wait);
}
function leaveNow() { // the page goes away before the pause is over
  if (!timer || leaving) return;
  clearTimeout(timer);
  timer = 0;
  queue.post(form.action, snapshot().fields, { keepalive: true }).catch(() => {});
}

/* ---- what changes on the page while answering ---- */
const shown = (element) => !element.closest("[hidden]");
const questions = form ? [...form.querySelectorAll(".q")] : [];
function controls(question) {
  const name = question.dataset.q;
  return [...question.querySelectorAll("input, select, textarea")].filter(({ name: each }) => each === name || each.startsWith(`${name}.`));
}
function value(question) { // what its controls are says how a question is read, whatever its kind
  const name = question.dataset.q;
  const all = controls(question);
  if (!all.length) return null; // a note
  const part = (control) => control.name.slice(name.length + 1);
  if (all[0].tagName === "SELECT") {
    const ranks = all.filter((select) => select.value).sort((a, b) => a.value - b.value);
    return ranks.length ? ranks.map(part) : null;
  }
  if (["radio", "checkbox"].includes(all[0].type)) {
    const picked = all.filter((input) => input.checked);
    if (!picked.length) return null;
    if (part(all[0])) return picked.reduce((rows, input) => ({ ...rows, [part(input)]: input.value }), {});
    return all[0].type === "checkbox" ? picked.map((input) => input.value) : picked[0].value;
  }
  return all[0].getAttribute("inputmode") === "decimal" ? number(all[0].value) : all[0].value.trim() || null;
}
function rewritten(answer, pairs) { // as the server stores what was typed
  return typeof answer === "string" ? pairs.reduce((text, [pattern, by]) => text.replace(new RegExp(pattern, "g"), by), answer) : answer;
}
function number(typed) {
  const vietnamese = document.documentElement.lang === "vi";
  let text = typed.replace(/[\s%]/g, "");
  const grouped = vietnamese ? /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/ : /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
  if (grouped.test(text)) text = text.split(vietnamese ? "." : ",").join("");
  text = text.replace(",", ".");
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
function offer(question, codes) { // what is not offered now is not sent, but keeps its tick
  for (const choice of codes ? question.querySelectorAll("[data-filtered]") : []) {
    const control = choice.querySelector("input, select");
    const code = control.tagName === "SELECT" ? control.name.slice(question.dataset.q.length + 1) : control.value;
    choice.hidden = control.disabled = !codes.includes(code);
  }
}
let follow = () => {};
function conditions() {
  if (!window.Expressions) return; // this page has no conditions
  const rules = JSON.parse(document.getElementById("rules").textContent);
  const pairs = {};
  for (const rule of rules.questions) pairs[rule.name] = rule.rewrites || [];
  follow = () => {
    const answers = {};
    for (const question of questions) answers[question.dataset.q] = rewritten(value(question), pairs[question.dataset.q]);
    const offers = {};
    const asked = window.Expressions.asked(rules, answers, offers);
    for (const question of questions) {
      if (question.dataset.q in asked) question.hidden = !asked[question.dataset.q];
      offer(question, offers[question.dataset.q]);
    }
    others();
  };
  follow();
}
function progress() {
  const bar = document.querySelector(".bar");
  const asked = questions.filter((question) => shown(question) && controls(question).length);
  const part = asked.length ? asked.filter((question) => value(question) !== null).length / asked.length : 0;
  bar.value = Math.floor(bar.dataset.before) + part;
}
function others() {
  for (const input of form.querySelectorAll("[data-other]")) {
    const words = document.getElementById(input.dataset.other);
    words.closest(".other").hidden = !input.checked || input.disabled;
  }
}
function alone(input) {
  if (input.type !== "checkbox" || !input.checked) return;
  for (const other of form.querySelectorAll(`[name="${CSS.escape(input.name)}"]:checked`)) {
    if (other !== input && ("alone" in input.dataset || "alone" in other.dataset)) other.checked = false;
  }
}
function refill(fields) {
  const typed = new Map();
  for (const [name, each] of fields) typed.set(name, [...(typed.get(name) || []), each]);
  for (const input of form.elements) {
    if (!input.name || input.type === "hidden" || input.tagName === "BUTTON") continue;
    const values = typed.get(input.name) || [];
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else input.value = values[0] || "";
  }
}

/* ---- leaving the page ---- */
function visit(address) {
  const target = new URL(address, location);
  if (target.pathname === location.pathname) {
    history.replaceState(null, "", target);
    location.reload();
  } else location.assign(target);
}
async function leave(go) {
  if (leaving) return;
  leaving = true;
  clearTimeout(timer);
  timer = 0;
  const page = await save();
  await queue.idle();
  const waiting = (await all()).filter((each) => each.url !== page.url);
  if (waiting.length && (await flush()) === "stopped") { leaving = false; return; }
  let answer;
  try {
    const fields = page.fields.map(([name, each]) => [name, name === "go" ? go : each]);
    const response = await queue.post(page.url, fields);
    answer = await response.json();
    if (response.status >= 500) throw new Error("server");
  } catch (error) {
    leaving = false;
    await leaveOffline(go);
    return;
  }
  if (answer.saved && answer.next) {
    await drop(page);
    visit(answer.next);
  } else { // refused: the queue says why
    leaving = false;
    await flush();
  }
}
async function leaveOffline(go) {
  await flush();
  const address = { next: form.dataset.next, back: form.dataset.back }[go];
  if (!address) return;
  const path = new URL(address, location).pathname;
  if (path === form.dataset.check) await queue.show(words.noLastLook, { offer: true }); // the kept page is an old one
  else if ("caches" in window && (await caches.match(path))) location.assign(address);
  else tell(words.notHere, true);
}

/* ---- beginning ---- */
let pressed = "next"; // where the browser does not say which button sent the form
async function begin() {
  document.documentElement.classList.add("js");
  others();
  const waiting = await all();
  const here = waiting.find((page) => page.url === form.action);
  if (here) { refill(here.fields); others(); }
  form.addEventListener("change", (event) => { alone(event.target); others(); follow(); progress(); changed(250); });
  form.addEventListener("input", (event) => { if (event.target.matches("textarea, [type=text]")) changed(1200); });
  document.addEventListener("click", (event) => { if (event.target.name === "go") pressed = event.target.value; });
  form.addEventListener("submit", (event) => { event.preventDefault(); leave((event.submitter || { value: pressed }).value || "next"); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leaveNow(); });
  addEventListener("pagehide", leaveNow);
  conditions();
  progress();
  if (waiting.length) flush();
}
async function offline() {
  if (!("serviceWorker" in navigator) || !form) return;
  await navigator.serviceWorker.register(form.dataset.worker);
  const ready = await navigator.serviceWorker.ready;
  const pages = form.dataset.sections.split(" ").map((name) => new URL(`${home}p/${name}/`, location).href);
  ready.active.postMessage({ keep: [location.href.split("#")[0], ...pages, ...form.dataset.static.split(" ")] });
}
async function look() { // the last look: what waited is sent first, so that it is seen
  const waiting = await all();
  if (!waiting.length) return;
  const outcome = await flush();
  if (outcome === "sent" && !leaving) location.reload();
  if (outcome === "waiting" && !waiting.some((record) => record.send)) queue.show(words.olderLook);
}
async function finish() { // sent: nothing stays on the phone but what the sending did not contain
  const waiting = await all();
  for (const record of waiting) if (record.send) await drop(record);
  if (waiting.some((record) => !record.send)) { await queue.show(words.elsewhere, { isFinal: true }); return; }
  if ("serviceWorker" in navigator && navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage({ forget: home });
}

if (again) {
  again.addEventListener("click", flush);
  details.addEventListener("click", queue.details);
}
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
const aim = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
if (aim) { // also after the same page was loaded anew, where browsers would stay at its end
  history.scrollRestoration = "manual";
  if (aim.id === "errors") aim.focus();
  aim.scrollIntoView();
  addEventListener("load", () => aim.scrollIntoView());
}
if (form) {
  begin();
  addEventListener("load", () => setTimeout(() => offline().catch(() => {}), 500));
} else if (sending) {
  look();
  sending.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    if ((await queue.send(document.documentElement.lang)) !== "sent") leaving = false;
  });
} else if (finished) finish();
else flush(); // the first page, opened again, or the one that says why answering is not possible
