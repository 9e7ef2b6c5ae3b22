"use strict";
// Recording while people speak. Each issue has a key made here; it lies in this browser's storage
// until the server has said that it keeps it, so a lost network or a closed lid loses nothing.
// What the server refused is listed with the reason; it is mended or deleted by hand, not sent again.
const form = document.querySelector("[data-live]");
if (form) {
  const store = form.dataset.store;
  const words = form.querySelector("[data-words]").dataset;
  const line = form.querySelector("[data-status]");
  const guessLine = form.querySelector("[data-guess]");
  const recorded = document.querySelector("[data-recorded]");
  const counter = document.querySelector("[data-count]");
  const pending = document.querySelector("[data-pending]");
  const sample = document.querySelector("[data-pending-item]");
  const firms = document.getElementById("present");
  const fields = ["text", "enterprise", "speaker", "kind", "criterion", "agency", "visibility"];
  let guess = null;
  let typingTimer = null;
  let guessTimer = null;
  let sending = false;

  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let unkept = null; // what waits, where the browser stores nothing: as long as this page is open
  const queue = () => { if (unkept) return unkept; try { return JSON.parse(localStorage.getItem(store)) || {}; } catch { return {}; } };
  const keep = (waiting) => { try { localStorage.setItem(store, JSON.stringify(waiting)); unkept = null; } catch { unkept = waiting; } list(); };
  const change = (key, more) => { const waiting = queue(); if (waiting[key]) keep({ ...waiting, [key]: { ...waiting[key], ...more } }); };
  const drop = (key) => { const waiting = queue(); delete waiting[key]; keep(waiting); };
  const current = () => Object.fromEntries([["key", form.key.value], ...fields.map((name) => [name, form[name].value])]);
  const count = () => Object.keys(queue()).length;
  const post = (address, values) => fetch(address, { method: "POST", body: new URLSearchParams(values), headers: { Accept: "application/json", "X-CSRFToken": window.sealOf(form) } });
  const isJson = (response) => (response.headers.get("Content-Type") || "").includes("json");

  const say = (state, text, link) => {
    line.dataset.state = state;
    line.textContent = text;
    if (!link) return;
    const way = document.createElement("a");
    Object.assign(way, { href: link, target: "_blank", rel: "noopener", textContent: words.signIn });
    line.append(" ", way);
  };

  const remember = () => {
    if (!form.text.value.trim()) { if (queue()[form.key.value]) drop(form.key.value); return; }
    keep({ ...queue(), [form.key.value]: { ...current(), at: Date.now() } });
  };

  // What is not stored yet, but for the one being typed: with its reason, to mend, copy or delete.
  const list = () => {
    const waiting = Object.values(queue()).filter((issue) => issue.key !== form.key.value);
    pending.closest("section").hidden = !waiting.length;
    pending.replaceChildren(...waiting.map((issue) => {
      const item = sample.content.firstElementChild.cloneNode(true);
      item.dataset.key = issue.key;
      item.querySelector("[data-text]").textContent = issue.text;
      item.querySelector("[data-reason]").textContent = issue.refused || words.waits;
      return item;
    }));
  };
  const acts = {
    edit: (issue) => {
      remember();
      fields.forEach((name) => { form[name].value = issue[name]; });
      form.key.value = issue.key;
      change(issue.key, { refused: "" });
      say(issue.refused ? "refused" : "typing", issue.refused ? words.refused.replace("{reason}", issue.refused) : words.typing);
      list();
      form.text.focus();
    },
    copy: (issue) => navigator.clipboard.writeText(issue.text).then(() => say("idle", words.copied), () => say("refused", words.notCopied)),
    remove: (issue) => { if (confirm(words.sure)) drop(issue.key); },
  };
  pending.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const issue = button && queue()[button.closest("[data-key]").dataset.key];
    if (issue) acts[button.dataset.act](issue);
  });

  const show = (key, answer) => {
    let item = recorded.querySelector(`[data-key="${key}"]`);
    if (!item) {
      item = document.createElement("li");
      item.dataset.key = key;
      item.append(document.createElement("a"), document.createTextNode(""));
      recorded.prepend(item);
      counter.textContent = recorded.children.length;
    }
    item.firstChild.href = answer.address;
    item.firstChild.textContent = answer.number;
    item.lastChild.textContent = ` ${answer.title}${answer.suspected ? ` (${answer.suspected})` : ""}`;
  };

  // One issue to the server; false when the others need not be tried now.
  const sendOne = async (key, issue) => {
    const { at, refused, ...values } = issue;
    let response;
    try { response = await post(form.action, values); } catch { say("offline", words.offline.replace("{count}", count())); return false; }
    if (response.status >= 500 || !isJson(response)) { say("offline", words.trouble.replace("{count}", count())); return false; }
    const answer = await response.json();
    if (response.status === 401) { say("signed-out", words.signedOut.replace("{count}", count()), answer.sign_in); return false; }
    const isSame = queue()[key] && queue()[key].at === at;
    if (!response.ok) {
      const why = answer.refusal || Object.values(answer.errors).flat().map((each) => each.message).join(" ");
      if (isSame && !answer.again) change(key, { refused: why });
      say("refused", words.refused.replace("{reason}", why));
      return true;
    }
    if (isSame) drop(key);
    show(key, answer);
    say("saved", words.saved.replace("{number}", answer.number).replace("{time}", answer.saved_at));
    return true;
  };
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (const [key, issue] of Object.entries(queue())) {
        if (issue.refused || issue.text.trim().length < 3) continue;
        if (!(await sendOne(key, issue))) return;
      }
    } finally { sending = false; }
  };

  const suggest = async () => {
    const text = form.text.value;
    if (text.trim().length < 10) { guessLine.hidden = true; return; }
    try {
      const response = await post(form.dataset.suggest, { text });
      if (!response.ok || !isJson(response)) return;
      guess = await response.json();
    } catch { return; }
    const names = [guess.criterion && guess.criterion.name, guess.agencies[0] && guess.agencies[0].name].filter(Boolean);
    guessLine.hidden = !names.length && !guess.legal_kind;
    guessLine.textContent = guess.legal_kind ? words.law : words.suggests.replace("{names}", names.join(" · "));
  };
  const findFirms = async () => {
    const name = form.enterprise.value.trim();
    if (name.length < 2) return;
    try {
      const response = await post(form.dataset.firms, { name });
      if (!response.ok || !isJson(response)) return;
      const known = new Set([...firms.options].map((option) => option.value));
      for (const firm of (await response.json()).found) if (!known.has(firm.tax_code)) firms.append(new Option(firm.name, firm.tax_code));
    } catch { /* the field takes a tax code as well */ }
  };

  const take = () => {
    if (!guess) return;
    if (guess.criterion) form.criterion.value = guess.criterion.id;
    if (guess.agencies[0]) form.agency.value = guess.agencies[0].id;
    form.kind.value = guess.legal_kind || guess.kind;
    remember();
    send();
  };
  const next = () => {
    remember();
    const visibility = form.visibility.value;
    form.reset();
    form.visibility.value = visibility;
    form.key.value = newKey();
    list();
    send();
    guess = null;
    guessLine.hidden = true;
    form.text.focus();
  };

  form.key.value = newKey();
  form.addEventListener("input", (event) => {
    remember();
    say("typing", words.typing);
    clearTimeout(typingTimer);
    clearTimeout(guessTimer);
    typingTimer = setTimeout(send, 1500);
    guessTimer = setTimeout(event.target === form.enterprise ? findFirms : suggest, 600);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (form.reportValidity()) next(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); if (form.reportValidity()) next(); }
    if (event.altKey && event.key.toLowerCase() === "a") { event.preventDefault(); take(); }
  });
  addEventListener("beforeunload", (event) => { if (unkept && count()) event.preventDefault(); });
  addEventListener("online", send);
  addEventListener("focus", send);
  setInterval(send, 5000);
  list();
  send();
  form.text.focus();
}
