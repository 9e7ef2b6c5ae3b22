// Answering with a script: every answer is saved as it is given, kept on the phone while there is
// no network, and sent again when there is. Without this file the pages work as plain forms.
const form = document.getElementById("answers");
const sending = document.getElementById("send");
const home = (form || sending)?.dataset.home;
const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
const line = document.getElementById("saved");
const again = document.getElementById("again");
const JSON_TYPE = { Accept: "application/json" };

/* ---- pages that wait for the network, kept in IndexedDB ---- */
const store = new Promise((resolve) => {
  const opening = indexedDB.open("answers", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("pages", { keyPath: ["home", "url"] });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => resolve(null); // private windows: the page still saves over the network
});
const memory = new Map();

async function within(mode, work) {
  const database = await store;
  if (!database) return work(null);
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("pages", mode);
    const request = work(transaction.objectStore("pages"));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = () => reject(transaction.error);
  });
}
const keep = (page) => within("readwrite", (pages) => (pages ? pages.put(page) : void memory.set(page.url, page)));
const drop = (page) => within("readwrite", (pages) => (pages ? pages.delete([page.home, page.url]) : void memory.delete(page.url)));
const all = async () => {
  const pages = await within("readonly", (kept) => (kept ? kept.getAll() : { result: [...memory.values()] }));
  const list = (await store) ? pages : [...memory.values()];
  return list.filter((page) => page.home === home);
};

/* ---- the line that says whether everything is saved ---- */
function tell(text, waiting = 0) {
  if (!line) return;
  line.textContent = text;
  line.className = waiting ? "waiting" : "";
  again.hidden = !waiting;
}
const fill = (text, value) => text.replace("%s", value);
async function tellWaiting() {
  const waiting = (await all()).length;
  tell(fill(words.waiting, waiting), waiting);
}

/* ---- sending ---- */
let flushing = null;
function flush() {
  flushing ||= flushOnce().finally(() => { flushing = null; });
  return flushing;
}
async function flushOnce() {
  let saved = "";
  for (const page of await all()) {
    let response;
    try {
      response = await fetch(page.url, { method: "POST", headers: JSON_TYPE, body: new URLSearchParams(page.fields), cache: "no-store" });
    } catch {
      await tellWaiting();
      return false;
    }
    const answer = await response.json().catch(() => null);
    if (!response.ok || !answer?.saved) { // closed, or already sent from elsewhere: say so, keep it here
      tell(answer?.stopped || words.refused, 1);
      return false;
    }
    const now = (await all()).find((each) => each.url === page.url);
    if (now && now.stamp === page.stamp) await drop(page);
    if (form && page.url === form.action) spent = Math.max(0, spent - page.spent);
    saved = answer.saved;
  }
  if ((await all()).length) return flushOnce();
  if (saved) tell(fill(words.saved, saved));
  return true;
}

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
  fetch(form.action, { method: "POST", headers: JSON_TYPE, body: new URLSearchParams(snapshot().fields), keepalive: true }).catch(() => {});
}

/* ---- what changes on the page while answering ---- */
const shown = (element) => !element.closest("[hidden]");
const questions = form ? [...form.querySelectorAll(".q")] : [];
function value(question) {
  const name = question.dataset.q;
  const of = (field) => [...form.querySelectorAll(`[name="${CSS.escape(field)}"]`)];
  const picked = (field) => of(field).filter((input) => input.checked).map((input) => input.value);
  switch (question.dataset.kind) {
    case "single": case "scale": return picked(name)[0] ?? null;
    case "multiple": return picked(name).length ? picked(name) : null;
    case "matrix": {
      const rows = {};
      for (const input of question.querySelectorAll("input:checked")) rows[input.name.slice(name.length + 1)] = input.value;
      return Object.keys(rows).length ? rows : null;
    }
    case "ranking": {
      const ranks = [...question.querySelectorAll("select")].filter((select) => select.value);
      ranks.sort((a, b) => a.value - b.value);
      return ranks.length ? ranks.map((select) => select.name.slice(name.length + 1)) : null;
    }
    case "number": case "percent": return number(of(name)[0]?.value ?? "");
    case "note": return null;
    default: return of(name)[0]?.value.trim() || null;
  }
}
function number(typed) {
  const vietnamese = document.documentElement.lang === "vi";
  let text = typed.replace(/[\s%]/g, "");
  const grouped = vietnamese ? /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/ : /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
  if (grouped.test(text)) text = text.replaceAll(vietnamese ? "." : ",", "");
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
  follow = () => {
    const answers = {};
    for (const question of questions) answers[question.dataset.q] = value(question);
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
  const asked = questions.filter((question) => shown(question) && question.dataset.kind !== "note");
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
    else input.value = values[0] ?? "";
  }
}

/* ---- leaving the page ---- */
let leaving = false;
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
  const page = await save();
  if (flushing) await flushing;
  const waiting = (await all()).filter((each) => each.url !== page.url);
  try {
    if (waiting.length && !(await flush())) throw new Error("offline");
    const fields = page.fields.map(([name, each]) => [name, name === "go" ? go : each]);
    const response = await fetch(page.url, { method: "POST", headers: JSON_TYPE, body: new URLSearchParams(fields), cache: "no-store" });
    const answer = await response.json();
    if (answer.stopped) tell(answer.stopped, 1);
    if (!answer.next) throw new Error("refused");
    await drop(page);
    visit(answer.next);
  } catch {
    leaving = false;
    await leaveOffline(go);
  }
}
async function leaveOffline(go) {
  await tellWaiting();
  const address = { next: form.dataset.next, back: form.dataset.back }[go];
  if (!address) return;
  if (await caches.match(new URL(address, location).pathname)) location.assign(address);
  else tell(words.notHere, 1);
}

/* ---- beginning ---- */
async function begin() {
  document.documentElement.classList.add("js");
  others();
  const waiting = await all();
  const here = waiting.find((page) => page.url === form.action);
  if (here) { refill(here.fields); others(); }
  form.addEventListener("change", (event) => { alone(event.target); others(); follow(); progress(); changed(250); });
  form.addEventListener("input", (event) => { if (event.target.matches("textarea, [type=text]")) changed(1200); });
  form.addEventListener("submit", (event) => { event.preventDefault(); leave(event.submitter?.value || "next"); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leaveNow(); });
  addEventListener("pagehide", leaveNow);
  conditions();
  progress();
  if (waiting.length) { await tellWaiting(); flush(); }
}
async function offline() {
  if (!("serviceWorker" in navigator) || !form) return;
  await navigator.serviceWorker.register(form.dataset.worker);
  const ready = await navigator.serviceWorker.ready;
  const pages = form.dataset.sections.split(" ").map((name) => new URL(`${home}p/${name}/`, location).href);
  ready.active.postMessage({ keep: [location.href.split("#")[0], ...pages, ...form.dataset.static.split(" ")] });
}
async function finish(address) {
  navigator.serviceWorker?.controller?.postMessage({ forget: address });
  for (const page of await within("readonly", (pages) => pages?.getAll()) || []) if (page.home === address) await drop(page);
}

if (again) again.addEventListener("click", () => flush());
addEventListener("online", () => flush());
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
if (location.hash === "#errors") document.getElementById("errors")?.focus();
if (form) { begin(); addEventListener("load", () => setTimeout(() => offline().catch(() => {}), 500)); }
if (sending) {
  flush();
  sending.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    if (await flush()) sending.submit();
    leaving = false;
  });
}
const finished = document.querySelector("[data-finished]");
if (finished) finish(finished.dataset.finished);
