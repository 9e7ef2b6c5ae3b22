"use strict";
// Small comforts; every page works without them.

// Menus close when one clicks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// An error summary takes the focus, so that it is read first.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// What is missing is said in the language of the page, which may not be that of the browser.
const sentences = document.currentScript.dataset;
document.addEventListener("invalid", ({ target: field }) => {
  const wrong = field.validity;
  if (wrong.customError) return;
  const isChoice = field.matches("select, [type=radio], [type=checkbox]");
  const missing = isChoice ? sentences.choose : sentences.needed;
  const strange = wrong.typeMismatch && field.type === "email" ? sentences.email : sentences.wrong;
  field.setCustomValidity(wrong.valueMissing ? missing : strange);
}, true);
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => {
    const fields = target.form ? target.form.elements : [target];
    for (const field of fields) if (field.setCustomValidity) field.setCustomValidity("");
  }, true);
}

// A form is sent once, however often its button is pressed; a failed load gives it back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});

// Long tables fold away on phones; without script they stand open.
for (const table of document.querySelectorAll("details.phone-fold"))
  if (window.matchMedia("(max-width: 47.99rem)").matches) table.open = false;

// On phones, and where a page asks for it, a long bar of filters folds away, unless one is in use.
const narrow = window.matchMedia("(max-width: 47.99rem)");
const bars = [...document.querySelectorAll("details.filter-fold")].filter(
  (bar) => bar.querySelectorAll("input:not([type=hidden]), select").length > 2,
);
const filtered = [...new URLSearchParams(location.search)].some(([name, value]) => value && name !== "page" && !name.startsWith("sort"));
const fold = () => bars.forEach((bar) => (bar.open = !(narrow.matches || bar.closest("[data-folds]")) || filtered));
bars.forEach((bar) => bar.classList.add("is-long"));
narrow.addEventListener("change", fold);
fold();

// In a row of tabs wider than the screen the current one is brought into sight.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const row = tab.closest("ul");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

// Days are typed as they are written here; the browser's own calendar stands beside them.
const calendars = {
  date: { typed: (iso) => iso.split("-").reverse().join("/"), iso: (day) => day },
  "datetime-local": { typed: (iso) => `${calendars.date.typed(iso.slice(0, 10))} ${iso.slice(11, 16)}`, iso: (day, time) => `${day}T${time || "08:00"}` },
};
function addCalendar(input) {
  const kind = calendars[input.dataset.picker];
  const calendar = document.createElement("input");
  calendar.type = input.dataset.picker;
  calendar.tabIndex = -1;
  calendar.disabled = input.disabled || input.readOnly;
  calendar.setAttribute("aria-hidden", "true");
  calendar.addEventListener("pointerdown", () => { // opens at the day that is typed
    const found = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\s+(\d{2}:\d{2}))?$/.exec(input.value.trim());
    calendar.value = found ? kind.iso(`${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}`, found[4]) : "";
  });
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    input.value = kind.typed(calendar.value);
    for (const kindOfEvent of ["input", "change"]) input.dispatchEvent(new Event(kindOfEvent, { bubbles: true }));
  });
  const both = document.createElement("span");
  both.className = "dated";
  const isFocused = document.activeElement === input;
  input.replaceWith(both);
  both.append(input, calendar);
  if (isFocused) input.focus();
}
function addCalendars(root) {
  for (const input of root.querySelectorAll("input[data-picker]")) if (!input.closest(".dated")) addCalendar(input);
}
addCalendars(document);
document.addEventListener("htmx:load", (event) => addCalendars(event.target));

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
