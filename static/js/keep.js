"use strict";
// What is typed into a form with the part “keep” stays in this browser until the server has said that
// it is stored, and goes to the server as a draft where the form takes drafts. To be sent is not to be
// stored: a cookie names what has arrived, by its form and by the moment at which it was typed.
// Without this file the form works as ever.
const DAYS_KEPT = 7;
const PAUSE = 3000; // milliseconds without typing before a draft is sent

// The seal of forms as the browser has it now: after signing in again the one in the page is old.
window.sealOf = (form) => (document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/) || [])[1] || form.csrfmiddlewaretoken.value;

// A demonstration plays at another moment; what the server writes and what stands here agree.
const SHIFT = Number(document.documentElement.dataset.clockShift || 0);
const clock = (moment) => new Date(moment + SHIFT).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
const isTyped = (field) => field.name && !field.closest("[hidden]:not(.field)") && !["hidden", "file", "password", "submit", "button"].includes(field.type) && field.tagName !== "BUTTON";

function keptEntry(key) {
  const name = `kept:${key}`;
  return {
    read: () => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    write: (entry) => { try { localStorage.setItem(name, JSON.stringify(entry)); return true; } catch { return false; } },
    drop: () => localStorage.removeItem(name),
    mark(isSent) { const entry = this.read(); if (entry) this.write({ ...entry, isSent }); },
  };
}

// Drop what the server has confirmed; what was typed since then has another moment, and stays.
function dropArrived() {
  const told = (document.cookie.match(/(?:^|;\s*)arrived=([^;]+)/) || [])[1];
  if (!told) return;
  for (const each of told.split("&")) {
    const [key, at] = each.split("!").map(decodeURIComponent);
    const entry = keptEntry(key);
    const kept = entry.read();
    if (kept && String(kept.at) === at) entry.drop();
  }
  document.cookie = "arrived=; path=/; max-age=0; samesite=lax";
}

function valuesOf(form) {
  const found = {};
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    const value = ["radio", "checkbox"].includes(field.type) ? (field.checked ? [field.value] : []) : field.multiple ? [...field.selectedOptions].map((option) => option.value) : [field.value];
    found[field.name] = [...(found[field.name] || []), ...value];
  }
  return found;
}

function fillIn(form, values) {
  for (const field of form.elements) {
    const kept = isTyped(field) && values[field.name];
    if (!kept) continue;
    if (["radio", "checkbox"].includes(field.type)) field.checked = kept.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
    else field.value = kept[0] ?? "";
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function keep(part) {
  const form = part.closest("form");
  const entry = keptEntry(`${part.dataset.owner}:${part.dataset.keep}`);
  const line = part.querySelector("[data-kept-line]");
  const offer = part.querySelector("[data-kept-offer]");
  const words = part.dataset;
  let timer = null;
  let isSending = false;
  let isStopped = false;

  const say = (state, text, link) => {
    line.dataset.state = state;
    line.textContent = text;
    if (!link) return;
    const way = document.createElement("a");
    Object.assign(way, { href: link, target: "_blank", rel: "noopener", textContent: words.signIn });
    line.append(" ", way);
  };
  const remember = () => {
    const at = Date.now();
    if (entry.write({ at, values: valuesOf(form), isSent: false })) say("kept", words.here.replace("{time}", clock(at)));
  };

  const sendDraft = async () => {
    if (isSending || isStopped) return;
    isSending = true;
    const sent = JSON.stringify(valuesOf(form));
    const body = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) body.delete(field.name);
    body.set("draft", "1");
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": window.sealOf(form) } });
      const answer = await response.json();
      if (response.status === 401) say("offline", answer.signed_out, answer.sign_in);
      else if (response.status === 409) { isStopped = true; say("refused", answer.refusal); }
      else if (response.status === 413) say("refused", answer.refusal);
      else if (response.ok) {
        form.elements.version.value = answer.version;
        if (answer.address) { form.action = answer.address; history.replaceState(null, "", answer.address); }
        if (sent === JSON.stringify(valuesOf(form))) entry.drop(); else again();
        say("saved", words.stored.replace("{time}", clock(Date.now())));
      }
    } catch { say("offline", words.offline); } finally { isSending = false; }
  };
  const again = () => { clearTimeout(timer); if ("drafts" in words) timer = setTimeout(sendDraft, PAUSE); };

  // What is too long is refused by the server with its length, and stays; a browser cuts it unseen.
  for (const field of form.querySelectorAll("[maxlength]:not([data-picker])")) field.removeAttribute("maxlength");

  const before = entry.read();
  const isOld = before && Date.now() - before.at > DAYS_KEPT * 86400000;
  if (form.querySelector(".error-summary")) remember();
  else if (isOld) entry.drop();
  else if (before && JSON.stringify(before.values) !== JSON.stringify(valuesOf(form))) {
    offer.querySelector("p").textContent = (before.isSent ? words.unconfirmed : words.offer).replace("{time}", clock(before.at));
    offer.hidden = false;
  }
  offer.querySelector("[data-restore]").addEventListener("click", () => { fillIn(form, before.values); offer.hidden = true; remember(); again(); });
  offer.querySelector("[data-drop]").addEventListener("click", () => { entry.drop(); offer.hidden = true; });
  form.addEventListener("input", () => { remember(); again(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    remember();
    form.elements.kept_at.value = (entry.read() || {}).at || "";
    if (navigator.onLine) { entry.mark(true); return; }
    event.preventDefault();
    event.stopPropagation();
    say("offline", words.offline);
  });
  addEventListener("online", again);
}

dropArrived();
for (const part of document.querySelectorAll("[data-keep]")) keep(part);

// On the page that gives back what came too late nothing is stored yet.
const late = document.querySelector("form[data-late]");
if (late && late.elements.kept_as) {
  const entry = keptEntry(late.elements.kept_as.value);
  entry.mark(false);
  late.addEventListener("submit", () => entry.mark(true));
}
