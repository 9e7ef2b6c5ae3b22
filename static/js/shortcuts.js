"use strict";
// Keys of the desk; the list under “?” says which there are. Nothing happens while somebody types.
const help = document.querySelector("[data-shortcuts]");
const rows = [...document.querySelectorAll(".listing tbody tr")];
let at = -1;

const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const go = (step) => {
  if (!rows.length) return;
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at].querySelector("a").focus();
};
const keys = {
  "?": () => { help.open = !help.open; },
  "/": () => { const field = document.querySelector(".filter-bar input, form input[type=search], form[method=get] input"); if (field) field.focus(); },
  j: () => go(1),
  k: () => go(-1),
  x: () => { const box = rows[at] && rows[at].querySelector("input[type=checkbox]"); if (box) box.checked = !box.checked; },
};
document.addEventListener("focusin", (event) => {
  const row = event.target.closest(".listing tbody tr");
  if (row) at = rows.indexOf(row);
});
document.addEventListener("keydown", (event) => {
  if (!help || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
