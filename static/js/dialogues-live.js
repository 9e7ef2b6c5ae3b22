"use strict";
// Recording while people speak. Each issue has a key made here; it lies in this browser's storage
// until the server has said that it keeps it, so a lost network or a closed lid loses nothing.
const form = document.querySelector("[data-live]");
if (form) {
  const store = form.dataset.store;
  const words = form.querySelector("[data-words]").dataset;
  const line = form.querySelector("[data-status]");
  const guessLine = form.querySelector("[data-guess]");
  const recorded = document.querySelector("[data-recorded]");
  const counter = document.querySelector("[data-count]");
  const fields = ["text", "enterprise", "speaker", "kind", "criterion", "agency", "visibility"];
  let guess = null;
  let typingTimer = null;
  let guessTimer = null;
  let sending = false;

  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const queue = () => JSON.parse(localStorage.getItem(store) || "{}");
  const keep = (waiting) => localStorage.setItem(store, JSON.stringify(waiting));
  const say = (state, text) => { line.dataset.state = state; line.textContent = text; };
  const current = () => Object.fromEntries([["key", form.key.value], ...fields.map((name) => [name, form[name].value])]);

  const remember = () => {
    if (!form.text.value.trim()) return;
    const waiting = queue();
    waiting[form.key.value] = { ...current(), at: Date.now() };
    keep(waiting);
  };

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

  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (const [key, issue] of Object.entries(queue())) {
        if (issue.text.trim().length < 3) continue;
        const body = new URLSearchParams({ ...issue, csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
        let response;
        try {
          response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        } catch {
          say("offline", words.offline.replace("{count}", Object.keys(queue()).length));
          return;
        }
        if (response.status >= 500 || response.redirected) {
          say("offline", words.offline.replace("{count}", Object.keys(queue()).length));
          return;
        }
        const answer = await response.json();
        if (!response.ok) {
          const why = answer.refusal || Object.values(answer.errors).flat().map((each) => each.message).join(" ");
          say("refused", words.refused.replace("{reason}", why));
          continue;
        }
        const waiting = queue();
        if (waiting[key] && waiting[key].at === issue.at) { delete waiting[key]; keep(waiting); }
        show(key, answer);
        say("saved", words.saved.replace("{number}", answer.number).replace("{time}", answer.saved_at));
      }
    } finally {
      sending = false;
    }
  };

  const suggest = async () => {
    const text = form.text.value;
    if (text.trim().length < 10) { guessLine.hidden = true; return; }
    try {
      const body = new URLSearchParams({ text, csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
      const response = await fetch(form.dataset.suggest, { method: "POST", body });
      if (!response.ok || response.redirected) return;
      guess = await response.json();
    } catch { return; }
    const names = [guess.criterion && guess.criterion.name, guess.agencies[0] && guess.agencies[0].name].filter(Boolean);
    guessLine.hidden = !names.length && !guess.legal_kind;
    guessLine.textContent = guess.legal_kind ? words.law : words.suggests.replace("{names}", names.join(" · "));
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
    send();
    const visibility = form.visibility.value;
    form.reset();
    form.visibility.value = visibility;
    form.key.value = newKey();
    guess = null;
    guessLine.hidden = true;
    form.text.focus();
  };

  form.key.value = newKey();
  form.addEventListener("input", () => {
    remember();
    say("typing", words.typing);
    clearTimeout(typingTimer);
    clearTimeout(guessTimer);
    typingTimer = setTimeout(send, 1500);
    guessTimer = setTimeout(suggest, 600);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (form.reportValidity()) next(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); if (form.reportValidity()) next(); }
    if (event.altKey && event.key.toLowerCase() === "a") { event.preventDefault(); take(); }
  });
  addEventListener("online", send);
  setInterval(() => { if (Object.keys(queue()).length) send(); }, 5000);
  send();
  form.text.focus();
}
