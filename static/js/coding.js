"use strict";
// Keys for coding texts: digits tick, Enter saves. Without this script the form works as it stands.
const form = document.querySelector("[data-coding]");
const hint = document.querySelector("[data-coding-keys]");
if (hint) hint.hidden = false;
const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const box = /^[0-9]$/.test(event.key) && form.querySelector(`[data-key="${event.key}"]`);
  if (!box) return;
  event.preventDefault();
  box.checked = !box.checked;
  box.focus();
});
