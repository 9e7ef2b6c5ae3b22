// Answering with a script: every answer is saved as it is given, kept on the phone while there is
// no network, and sent again when there is. Without this file the pages work as plain forms.
// Syntax of 2018, for old phones; answer-queue.js keeps and sends what waits, expressions.js knows the
// conditions. Pages load the three in one file, answering.js, which scripts/bundle makes of them.
const form = document.getElementById("answers");
const sending = document.getElementById("send");
const finished = document.querySelector("[data-finished]");
const panel = document.getElementById("queue");
const home = panel.dataset.home;
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
  saved: (record, at, answer) => {
    if (record && form && mine.has(record.page)) stands(record, answer);
    if (at) tell(words.saved.replace("%s", at), false);
  },
  waits: (text) => tell(text, text !== ""),
  left: (address) => { leaving = true; visit(address); },
  emptied: () => { tell("", false); if (finished) finish(); },
  failed: () => { if (timer) later(0); tell(words.noStorage, true); },
});
const { all, drop, flush, keep } = queue;

/* ---- photos and documents, where the questionnaire asks for them ---- */
function load(address) { // a script of ours; phones of 2018 know no import()
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
const files = panel.dataset.files ? load(panel.dataset.files).then(() => window.answerFiles({
  home, form,
  taken: (answer) => tell(words.saved.replace("%s", answer.saved), false),
  refused: (sentence) => queue.show(sentence, { isFinal: true }),
  told: (text) => tell(text, false),
})).catch(() => null) : null;
async function filesSent() { // whether no file waits on this phone any more
  const own = await files;
  if (!own) return true;
  await own.begun;
  await own.settled();
  await own.flush();
  return !(await own.waits());
}
async function goesPlain() { // without the script for files the form itself takes them along
  if (!files || (await files) || ![...form.querySelectorAll("[type=file]")].some((input) => input.files.length)) return false;
  form.submit();
  return true;
}

/* ---- saving ---- */
let leaving = false;
let since = performance.now();
let spent = 0; // seconds on this page that the server does not know of yet
let number = 0; // of what this page has posted
const name = Math.random().toString(36).slice(2, 12); // of this page, as it was opened now
const mine = new Set([name]); // and those whose answers it has taken over
let taken = []; // records it stands for
const filled = () => [...new FormData(form)].filter(([each, held]) => each !== "page-opened" && typeof held === "string");
function snapshot() {
  const passed = Math.round((performance.now() - since) / 1000);
  since += passed * 1000;
  spent += passed;
  number += 1;
  form.elements["page-id"].value = name;
  const fields = filled();
  fields.push(["page-go", "save"], ["page-number", String(number)], ["page-seconds", String(spent)]);
  return { home, url: form.action, page: name, number, stamp: Date.now(), spent, fields };
}
function save() { // in the memory of the page at once; the phone follows
  const page = snapshot();
  const before = taken;
  taken = [];
  keep(page).then(() => Promise.all(before.map(drop)));
  note(page);
  return page;
}
let timer = 0;
function changed(wait) {
  save(); // over the network when there is a pause
  later(queue.unsafe() ? 0 : wait);
}
function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(() => { timer = 0; flush(); }, wait);
}
function leaveNow() { // the page goes away before the pause is over
  if (!timer || leaving) return;
  clearTimeout(timer);
  timer = 0;
  queue.post(form.action, snapshot().fields, { keepalive: true }).catch(() => {});
}
function stands(record, answer) { // what the server has now, perhaps from another device, too
  spent = Math.max(0, spent - record.spent);
  form.elements["page-seen"].value = answer.seen || "";
  const posted = grouped(record.fields);
  const now = grouped([...new FormData(form)]);
  const same = (field) => String(posted[field] || "") === String(now[field] || "");
  for (const unit of Object.keys(answer.differs || {})) {
    const fields = [unit, `${unit}_other`];
    if (fields.every(same)) for (const field of fields) put(field, answer.differs[unit][field] || []);
  }
  for (const unit of Object.keys(answer.disputed || {})) complain(unit, answer.disputed[unit]);
  if (known.pages[form.action]) known.pages[form.action] = filled(); // what waits to be posted keeps its own
  remember();
  others();
  follow();
}
function complain(unit, sentence) {
  const question = document.getElementById(`q-${unit}`) || document.getElementById(`q-${unit.split(".")[0]}`);
  if (!question || question.querySelector(".error")) return;
  const error = document.createElement("p");
  error.className = "error";
  error.setAttribute("role", "status");
  error.textContent = sentence;
  question.append(error);
}

/* ---- what this window knows, newer perhaps than a page kept on the phone ---- */
const rules = document.getElementById("rules") ? JSON.parse(document.getElementById("rules").textContent) : { answers: {}, questions: [] };
const pairs = {};
for (const rule of rules.questions) pairs[rule.name] = rule.rewrites;
const known = (() => {
  const none = { revision: 0, answers: {}, pages: {} };
  let found = none;
  try { found = JSON.parse(sessionStorage.getItem(home)) || none; } catch (error) { /* only this page is known */ }
  if (form && Number(form.dataset.revision) >= found.revision) found = { revision: Number(form.dataset.revision), answers: rules.answers, pages: {} };
  return found;
})();
function note(page) {
  known.revision = Math.max(known.revision, Number(form.dataset.revision)) + 1; // newer than the page
  known.pages[page.url] = page.fields;
  Object.assign(known.answers, answersHere());
  remember();
}
function remember() {
  try { sessionStorage.setItem(home, JSON.stringify(known)); } catch (error) { /* the next page asks what it would have asked */ }
}
function answersHere() {
  const answers = {};
  for (const question of questions) answers[question.dataset.q] = rewritten(value(question), pairs[question.dataset.q]);
  return answers;
}

/* ---- what changes on the page while answering ---- */
const shown = (element) => !element.closest("[hidden]");
const questions = form ? [...form.querySelectorAll(".q")] : [];
function controls(question) {
  const name = question.dataset.q;
  return [...question.querySelectorAll("input, select, textarea")].filter(({ name: each }) => each === name || each.startsWith(`${name}.`));
}
function grouped(fields) {
  const found = {};
  for (const [field, each] of fields) if (each !== "") found[field] = [...(found[field] || []), each];
  return found;
}
function value(question) { // only what is on the page now: a form leaves out what is not offered
  const own = controls(question).filter((control) => !control.disabled && (control.checked || !["radio", "checkbox"].includes(control.type)));
  return read(question.dataset.q, question.dataset.reads, grouped(own.map((control) => [control.name, control.value])));
}
function read(name, how, fields) {
  const given = fields[name] || [];
  if (how === "rows") {
    const rows = {};
    for (const field of Object.keys(fields)) if (field.startsWith(`${name}.`)) rows[field.slice(name.length + 1)] = fields[field][0];
    return Object.keys(rows).length ? rows : null;
  }
  if (how === "list") return given.length ? given : null;
  const text = given.length ? given[given.length - 1].trim() : "";
  if (how === "number") return readNumber(text);
  if (how === "day") return readDay(text);
  return text || null;
}
function readDay(text) {
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : text || null;
}
function rewritten(answer, by) { // as the server stores what was typed
  return typeof answer === "string" && by ? by.reduce((text, [pattern, by]) => text.replace(new RegExp(pattern, "g"), by), answer) : answer;
}
function readNumber(typed) {
  const comma = "comma" in form.dataset; // decimals follow a comma
  let text = typed.replace(/[\s%]/g, "");
  const grouped = comma ? /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/ : /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
  if (grouped.test(text)) text = text.split(comma ? "." : ",").join("");
  text = text.replace(",", ".");
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
function offer(question, codes) { // what is not offered now is not sent, but keeps its tick
  for (const choice of codes ? question.querySelectorAll("[data-filtered]") : []) {
    const control = choice.querySelector("input") || choice; // an option is its own control
    choice.hidden = control.disabled = !codes.includes(control.value);
  }
}
let follow = () => {};
function conditions() {
  if (!rules.questions.length) return; // this page has no conditions
  follow = () => {
    const offers = {};
    const asked = window.Expressions.asked({ ...rules, answers: known.answers }, answersHere(), offers);
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
  const wanted = {};
  for (const input of form.querySelectorAll("[data-other]")) wanted[input.dataset.other] = wanted[input.dataset.other] || ((input.checked || input.selected) && !input.disabled);
  for (const id of Object.keys(wanted)) document.getElementById(id).closest(".other").hidden = !wanted[id];
  redraws.forEach((redraw) => redraw());
}
const redraws = []; // what shows a control in another way
function ranking(places) { // tap in order of importance instead of choosing from lists
  const selects = [...places.querySelectorAll("select")];
  const order = () => selects.map((select) => select.value).filter((code) => code);
  const rank = (code) => {
    const ranked = order();
    if (ranked.includes(code)) ranked.splice(ranked.indexOf(code), 1);
    else if (ranked.length < selects.length) ranked.push(code);
    selects.forEach((select, place) => { select.value = ranked[place] || ""; });
    selects[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  const buttons = [...selects[0].options].slice(1).map((option) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "row rank";
    button.append(document.createElement("b"), option.text);
    button.addEventListener("click", () => rank(option.value));
    return button;
  });
  const help = document.createElement("p");
  help.className = "help";
  help.textContent = places.dataset.help;
  places.before(help, ...buttons);
  places.hidden = true;
  buttons[0].id = selects[0].id;
  selects[0].id = "";
  redraws.push(() => buttons.forEach((button, at) => {
    const option = selects[0].options[at + 1];
    const place = order().indexOf(option.value) + 1;
    button.hidden = option.disabled;
    button.firstChild.textContent = place || "";
    button.setAttribute("aria-pressed", String(place > 0));
    button.setAttribute("aria-label", place ? `${option.text}, ${places.dataset.place.replace("%s", place)}` : option.text);
  }));
}
function picker(input) { // the browser's calendar beside a day that is typed
  const calendar = document.createElement("input");
  calendar.type = "date";
  calendar.tabIndex = -1;
  calendar.setAttribute("aria-hidden", "true");
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    input.value = calendar.value.split("-").reverse().join("/");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.after(calendar);
}
function alone(input) {
  if (input.type !== "checkbox" || !input.checked) return;
  for (const other of form.querySelectorAll(`[name="${CSS.escape(input.name)}"]:checked`)) {
    if (other !== input && ("alone" in input.dataset || "alone" in other.dataset)) other.checked = false;
  }
}
function put(field, values) {
  const own = [...form.elements].filter((input) => input.name === field && input.type !== "hidden" && input.tagName !== "BUTTON");
  own.forEach((input, place) => {
    if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
    else input.value = values[place] || "";
  });
}
const touched = new Set(); // fields a person has answered in this page: nothing remembered goes over them
function isTouched(input) { // before the script began to listen
  if (input.options) return input.selectedIndex > 0 && !input.options[input.selectedIndex].defaultSelected;
  return /radio|checkbox/.test(input.type) ? input.checked !== input.defaultChecked : input.value !== input.defaultValue;
}
function refill(fields) {
  const typed = {};
  for (const [field, each] of fields) typed[field] = [...(typed[field] || []), each];
  for (const field of new Set([...form.elements].map((input) => input.name))) if (field && !touched.has(field)) put(field, typed[field] || []);
  form.elements["page-seen"].value = (typed["page-seen"] || [""])[0];
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
  if (await goesPlain()) return;
  if (files) await filesSent();
  const page = save();
  await queue.idle();
  const waiting = (await all()).filter((each) => each.url !== page.url);
  if (waiting.length && (await flush()) === "stopped") { leaving = false; return; }
  let answer;
  try {
    const fields = page.fields.map(([field, each]) => [field, field === "page-go" ? go : each]);
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
  if (queue.unsafe()) { tell(words.noStorage, true); return; } // only this page has the answers
  const address = await around(go);
  if (!address) return;
  const path = new URL(address, location).pathname;
  if (path === form.dataset.check) await queue.show(words.noLastLook, { offer: true }); // the kept page is an old one
  else if ("caches" in window && (await caches.match(path))) location.assign(address);
  else tell(words.notHere, true);
}
async function around(go) { // the next page by the answers of now, as the server would find it
  const otherwise = { next: form.dataset.next, back: form.dataset.back }[go];
  if (!otherwise) return "";
  let flow;
  try { flow = await (await fetch(form.dataset.flow)).json(); } catch (error) { return otherwise; }
  const answers = { ...known.answers };
  for (const record of await all()) if (!record.send) Object.assign(answers, answersIn(flow, record));
  const passed = window.Expressions.walk(flow, answers);
  known.answers = passed.answers;
  remember();
  const order = flow.sections.map((section) => section.name);
  const here = order.indexOf(form.dataset.section);
  const before = order.slice(0, here).reverse();
  const there = (go === "next" ? order.slice(here + 1) : before).find((each) => passed.sections.includes(each));
  if (there) return `${home}p/${there}/`;
  return go === "next" ? form.dataset.check : home;
}
function answersIn(flow, record) {
  const section = flow.sections.find((each) => record.url.endsWith(`/p/${each.name}/`));
  const fields = grouped(record.fields);
  const found = {};
  for (const question of section ? section.questions : []) {
    if (question.reads) found[question.name] = rewritten(read(question.name, question.reads, fields), question.rewrites);
  }
  return found;
}

/* ---- an error goes away when its question is answered ---- */
function mended(control) {
  const question = control.closest(".q");
  if (!question || value(question) === null) return;
  for (const field of [control.name, question.dataset.q]) {
    const error = document.getElementById(`e-${field}`);
    if (error) error.remove();
    for (const line of document.querySelectorAll("#errors li")) if (line.querySelector("a").hash === `#f-${field}`) line.remove();
  }
  for (const wrong of question.querySelectorAll('[aria-invalid="true"]')) if (wrong.name === control.name) wrong.removeAttribute("aria-invalid");
  const summary = document.getElementById("errors");
  if (summary && !summary.querySelector("li")) summary.remove();
}

/* ---- beginning ---- */
let pressed = "next"; // where the browser does not say which button sent the form
async function begin() {
  document.documentElement.classList.add("js");
  for (const input of form.querySelectorAll("input:not([type=hidden]), textarea, select")) if (isTouched(input)) touched.add(input.name);
  for (const kind of ["change", "input"]) form.addEventListener(kind, (event) => touched.add(event.target.name));
  form.querySelectorAll(".places").forEach(ranking);
  form.querySelectorAll(".day input").forEach(picker);
  others();
  form.addEventListener("change", (event) => { alone(event.target); others(); follow(); progress(); mended(event.target); changed(250); });
  form.addEventListener("input", (event) => { if (event.target.matches("textarea, [type=text]")) changed(1200); });
  document.addEventListener("click", (event) => { if (event.target.name === "page-go") pressed = event.target.value; });
  form.addEventListener("submit", (event) => { event.preventDefault(); leave((event.submitter || { value: pressed }).value || "next"); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leaveNow(); });
  addEventListener("pagehide", leaveNow);
  if (known.pages[form.action]) refill(known.pages[form.action]);
  conditions();
  progress();
  if (touched.size) changed(250);
  const waiting = await all();
  const here = waiting.filter((record) => record.url === form.action);
  if (here.length && !number) { // typed before, not sent yet: this page goes on from there
    const newest = here[here.length - 1];
    refill(newest.fields);
    mine.add(newest.page);
    taken = [newest];
    conditions();
    progress();
  }
  if (waiting.length) flush();
}
async function offline() {
  if (!("serviceWorker" in navigator) || !form) return;
  await navigator.serviceWorker.register(form.dataset.worker);
  const ready = await navigator.serviceWorker.ready;
  const pages = form.dataset.sections.split(" ").map((name) => new URL(`${home}p/${name}/`, location).href);
  ready.active.postMessage({ keep: [location.href.split("#")[0], ...pages, form.dataset.flow, ...form.dataset.static.split(" ")] });
}
async function look() { // the last look: what waited is sent first, so that it is seen
  const own = await files;
  const brought = own ? await own.begun : "empty";
  const waiting = await all();
  if (!waiting.length && brought !== "sent") return;
  const outcome = waiting.length ? await flush() : brought;
  if (outcome === "sent" && !leaving) location.reload();
  if (outcome === "waiting" && !waiting.some((record) => record.send)) queue.show(words.olderLook);
}
async function finish() { // sent: nothing stays on the phone but what the sending did not contain
  const own = await files;
  if (own) own.forget();
  const waiting = await all();
  for (const record of waiting) if (record.send) await drop(record);
  try { sessionStorage.removeItem(home); } catch (error) { /* nothing was kept */ }
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
    if (!(await filesSent())) { leaving = false; queue.show(panel.dataset.filesWait); return; }
    if ((await queue.send(document.documentElement.lang)) !== "sent") leaving = false;
  });
} else if (finished) finish();
else flush(); // the first page, opened again, or the one that says why answering is not possible
